import type { Caller } from '../../db/callers';
import {
  type Decision,
  type DoNotContact,
  liftDoNotContact,
  listDoNotContact,
  readDoNotContact,
  setDoNotContact,
} from '../../db/do-not-contact';
import { inTransaction, type Pool } from '../../db/pool';
import { newId } from '../../new-id';
import { doNotContactRoutes } from '../contract/do-not-contact';
import { toPage } from '../contract/page';
import { found } from '../found';
import type { Api } from '../serve';
import type { Signaller } from '../signaller';

/** Do Not Contact: people's decisions that a lead is not texted. */
export function serveDoNotContact(api: Api, deps: { pool: Pool; signaller: Signaller }): void {
  const { pool, signaller } = deps;

  api.serve(doNotContactRoutes.list, async ({ caller, query }) => {
    const { cursor, limit } = query;
    const rows = await listDoNotContact(pool, caller.tenantId, { after: cursor?.[0], limit });
    return toPage(rows, limit, (decision) => [decision.doNotContactId]);
  });

  api.serve(doNotContactRoutes.ofLead, async ({ caller, params }) =>
    found(await readDoNotContact(pool, caller.tenantId, params.leadId)),
  );

  api.serve(doNotContactRoutes.set, async ({ caller, params, body }) => {
    const decision = decisionOf(caller, params, body);
    const facts = await inTransaction(pool, (tx) => setDoNotContact(tx, decision, newId('doNotContact')));
    signaller.offer(found(facts));
    return newest(pool, decision);
  });

  api.serve(doNotContactRoutes.lift, async ({ caller, params, body }) => {
    const decision = decisionOf(caller, params, body);
    const facts = await inTransaction(pool, (tx) => liftDoNotContact(tx, decision));
    signaller.offer(found(facts));
    return newest(pool, decision);
  });
}

function decisionOf(caller: Caller, params: { leadId: string; channel: 'sms' }, body: { reason: string }): Decision {
  return { tenantId: caller.tenantId, ...params, ...body, by: caller.callerId };
}

/** The decision that was just made, or held before. */
async function newest(pool: Pool, { tenantId, leadId, channel }: Decision): Promise<DoNotContact> {
  const decisions = found(await readDoNotContact(pool, tenantId, leadId));
  return found(decisions.find((decision) => decision.channel === channel) ?? null);
}
