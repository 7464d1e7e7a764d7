import type { Pool } from '../../db/pool';
import { readMessage } from '../../db/thread';
import { decideUnconfirmed } from '../../db/unconfirmed';
import { unconfirmedRoutes } from '../contract/unconfirmed';
import { ApiError } from '../errors';
import { found } from '../found';
import type { Api } from '../serve';
import type { Signaller } from '../signaller';

/** People's decisions about texts of which nobody knows whether they arrived. */
export function serveUnconfirmed(api: Api, deps: { pool: Pool; signaller: Signaller }): void {
  const { pool } = deps;

  api.serve(unconfirmedRoutes.decide, async ({ caller, params: { messageId }, body }) => {
    const { tenantId, callerId: by } = caller;
    const decided = await decideUnconfirmed(pool, { tenantId, messageId, by, decision: body.decision });
    switch (decided.outcome) {
      case 'missing':
        throw new ApiError('NOT_FOUND');
      case 'not_waiting':
        throw new ApiError('NOTHING_TO_DECIDE', { state: decided.state });
      case 'withheld':
        // As a send is refused: our number's own trouble has another code than the lead's wish.
        if (decided.rule === 'number_not_ours') throw new ApiError('FROM_NOT_OURS');
        throw new ApiError('CONTACT_OPTED_OUT', { rule: decided.rule });
      case 'decided':
        deps.signaller.offer([decided.fact]);
    }
    return found(await readMessage(pool, tenantId, messageId));
  });
}
