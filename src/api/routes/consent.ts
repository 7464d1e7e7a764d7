import { decideConsent, goOn, listConsentEvents, optOutAfterAll, readLeadConsent } from '../../db/consent';
import { readConversation } from '../../db/conversations';
import { inTransaction, type Pool } from '../../db/pool';
import type { Metrics } from '../../metrics';
import { newId } from '../../new-id';
import { consentRoutes } from '../contract/consent';
import { toPage } from '../contract/page';
import { wrongField } from '../contract/parse-request';
import { ApiError } from '../errors';
import { found } from '../found';
import type { Api } from '../serve';
import type { Signaller } from '../signaller';

const FIRST_PAGE = 50;

/** Consent: the ledger of what leads said, and people's words in it. */
export function serveConsent(
  api: Api,
  deps: { pool: Pool; signaller: Signaller; metrics: Pick<Metrics, 'consentEvents'> },
): void {
  const { pool, signaller, metrics } = deps;

  const read = async (tenantId: string, leadId: string, page: { after?: string; limit: number }) => {
    const consent = found(await readLeadConsent(pool, tenantId, leadId));
    const events = toPage(await listConsentEvents(pool, tenantId, leadId, page), page.limit, (event) => [
      event.consentEventId,
    ]);
    return { ...consent, events: events.items, next: events.next };
  };

  api.serve(consentRoutes.ofLead, async ({ caller, params, query }) =>
    read(caller.tenantId, params.leadId, { after: query.cursor?.[0], limit: query.limit }),
  );

  api.serve(consentRoutes.decide, async ({ caller, params: { leadId }, body }) => {
    const { tenantId, callerId: by } = caller;
    const decision = { tenantId, leadId, by, kind: body.kind, reason: body.reason, ourNumber: body.ourNumber ?? null };
    const facts = await inTransaction(pool, (tx) => decideConsent(tx, decision, newId('consentEvent')));
    if (facts === 'no-such-lead') throw new ApiError('NOT_FOUND');
    if (facts === 'no-phone') throw new ApiError('MISSING_LEAD_PHONE');
    if (facts === 'not-our-number') throw wrongField('ourNumber', 'is not one of your numbers');
    metrics.consentEvents.inc({ kind: body.kind, origin: 'person' });
    signaller.offer(facts);
    return read(tenantId, leadId, { limit: FIRST_PAGE });
  });

  api.serve(consentRoutes.nearOptOut, async ({ caller, params: { interactionId }, body }) => {
    const { tenantId, callerId: by } = caller;
    const decision = { tenantId, interactionId, by, reason: body.reason ?? null };
    const facts = await inTransaction(pool, (tx) =>
      body.decision === 'go_on' ? goOn(tx, decision) : optOutAfterAll(tx, decision, newId('consentEvent')),
    );
    if (facts === 'no-such-conversation') throw new ApiError('NOT_FOUND');
    if (facts === 'nothing-to-decide') throw new ApiError('NOTHING_TO_DECIDE');
    if (body.decision === 'opt_out') metrics.consentEvents.inc({ kind: 'opted_out', origin: 'person' });
    signaller.offer(facts);
    return found(await readConversation(pool, tenantId, interactionId));
  });
}
