import type { Caller } from '../../db/callers';
import type { FactToSignal } from '../../db/ingest';
import { inTransaction, type Pool, type Queryable } from '../../db/pool';
import {
  changeScheduledText,
  listScheduledTexts,
  readScheduledText,
  type ScheduleChange,
} from '../../db/scheduled-texts';
import { segmentation } from '../../domain/segments';
import { toPage } from '../contract/page';
import { scheduledTextRoutes } from '../contract/scheduled-texts';
import { ApiError } from '../errors';
import { found } from '../found';
import { timeToSend } from '../send-time';
import type { Api } from '../serve';
import type { Signaller } from '../signaller';

/** Texts that wait for their time: list, change, cancel. */
export function serveScheduledTexts(api: Api, deps: { pool: Pool; signaller: Signaller }): void {
  const { pool, signaller } = deps;

  api.serve(scheduledTextRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listScheduledTexts(pool, caller.tenantId, filter, { after: cursor, limit });
    return toPage(rows, limit, (last) => [last.sendAt, last.messageId]);
  });

  api.serve(scheduledTextRoutes.change, async ({ caller, params, body }) => {
    const change: ScheduleChange = {
      ...(body.sendAt !== undefined && { sendAt: timeToSend(body.sendAt) }),
      ...(body.message !== undefined && { body: body.message, segments: segmentation(body.message).segments }),
    };
    const { fact, text } = await inTransaction(pool, async (tx) => {
      const fact = await changed(tx, caller, params.messageId, change);
      // Read under the lock that it was changed under: it may leave as soon as that is over.
      return { fact, text: found(await readScheduledText(tx, caller.tenantId, params.messageId)) };
    });
    signaller.offer([fact]);
    return text;
  });

  api.serve(scheduledTextRoutes.cancel, async ({ caller, params }) => {
    signaller.offer([await changed(pool, caller, params.messageId, { cancel: true })]);
    return null;
  });
}

/** @throws ApiError NO_LONGER_SCHEDULED, or NOT_FOUND */
async function changed(
  db: Queryable,
  caller: Caller,
  messageId: string,
  change: ScheduleChange,
): Promise<FactToSignal> {
  const text = { tenantId: caller.tenantId, messageId, by: caller.callerId };
  const made = await changeScheduledText(db, text, change);
  if (made.outcome === 'missing') throw new ApiError('NOT_FOUND');
  if (made.outcome === 'left') throw new ApiError('NO_LONGER_SCHEDULED', { messageId, state: made.state });
  return made.fact;
}
