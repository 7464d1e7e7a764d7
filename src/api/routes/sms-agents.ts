import type { z } from 'zod';
import { missingCampaigns } from '../../db/campaigns';
import type { Pool, Queryable } from '../../db/pool';
import {
  deleteAgent,
  insertAgent,
  listAgents,
  readAgent,
  rotateAgentSecret,
  type SmsAgentFields,
  updateAgent,
} from '../../db/sms-agents';
import { newId } from '../../new-id';
import { newWebhookSecret } from '../../secrets';
import { toPage } from '../contract/page';
import { agentRoutes } from '../contract/sms-agents';
import { ApiError } from '../errors';
import { found } from '../found';
import { givenPhone } from '../given-phone';
import { type Constraints, refusingDuplicates, requireRemoved } from '../refusals';
import type { Api } from '../serve';

const CONSTRAINTS: Constraints = {
  unique: { sms_agents_phone_number: 'phoneNumber' },
  reference: {
    sms_agents_tenant_id_phone_number_fkey: { field: 'phoneNumber', message: 'is not one of your numbers' },
  },
};

/** AI agents: the programs behind a webhook that answer leads. */
export function serveAgents(api: Api, deps: { pool: Pool; sealSecret(secret: string): Buffer }): void {
  const { pool, sealSecret } = deps;

  api.serve(agentRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listAgents(pool, caller.tenantId, filter, { after: cursor?.[0], limit });
    return toPage(rows, limit, (agent) => [agent.agentId]);
  });

  api.serve(agentRoutes.create, async ({ caller, body }) => {
    const { tenantId } = caller;
    const agentId = newId('agent');
    const secret = newWebhookSecret();
    const fields = await checked(pool, tenantId, body);
    await refusingDuplicates(CONSTRAINTS, () => insertAgent(pool, tenantId, agentId, fields, sealSecret(secret)));
    return { ...found(await readAgent(pool, tenantId, agentId)), secret };
  });

  api.serve(agentRoutes.read, async ({ caller, params }) =>
    found(await readAgent(pool, caller.tenantId, params.agentId)),
  );

  api.serve(agentRoutes.change, async ({ caller, params, body }) => {
    const { tenantId } = caller;
    const { agentId } = params;
    found(await readAgent(pool, tenantId, agentId));
    const fields = await checked(pool, tenantId, body);
    await refusingDuplicates(CONSTRAINTS, () => updateAgent(pool, tenantId, agentId, fields));
    return found(await readAgent(pool, tenantId, agentId));
  });

  api.serve(agentRoutes.rotateSecret, async ({ caller, params, body }) => {
    const secret = newWebhookSecret();
    const { keepPreviousHours } = body;
    const until = await rotateAgentSecret(pool, caller.tenantId, params.agentId, sealSecret(secret), keepPreviousHours);
    if (until === undefined) throw new ApiError('NOT_FOUND');
    return { secret, previousSecretUntil: until };
  });

  api.serve(agentRoutes.remove, async ({ caller, params }) =>
    requireRemoved(await deleteAgent(pool, caller.tenantId, params.agentId), ['campaigns', 'turns']),
  );
}

type Given = z.output<NonNullable<typeof agentRoutes.change.body>>;

/** What a request says of an agent, with its number in E.164 and its campaigns looked up. */
async function checked(db: Queryable, tenantId: string, given: Given): Promise<Partial<SmsAgentFields>> {
  const campaignIds = given.inboundCampaignIds ?? [];
  const missing = await missingCampaigns(db, tenantId, campaignIds);
  if (missing.size > 0) {
    const details = campaignIds.flatMap((campaignId, place) =>
      missing.has(campaignId) ? [{ field: `inboundCampaignIds.${place}`, message: 'there is no such campaign' }] : [],
    );
    throw new ApiError('CAMPAIGN_NOT_FOUND', details);
  }
  return { ...given, phoneNumber: await givenPhone(db, tenantId, 'phoneNumber', given.phoneNumber) };
}
