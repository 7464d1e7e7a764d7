import type { z } from 'zod';
import {
  type CampaignFields,
  deleteCampaign,
  insertCampaign,
  listCampaigns,
  readCampaign,
  updateCampaign,
} from '../../db/campaigns';
import type { Pool, Queryable } from '../../db/pool';
import { missingAgents } from '../../db/sms-agents';
import { newId } from '../../new-id';
import { campaignRoutes } from '../contract/campaigns';
import { toPage } from '../contract/page';
import { ApiError } from '../errors';
import { found } from '../found';
import { givenPhone } from '../given-phone';
import { type Constraints, refusingDuplicates, requireRemoved } from '../refusals';
import type { Api } from '../serve';

const CONSTRAINTS: Constraints = {
  unique: { campaigns_phone_number: 'phoneNumber', campaigns_code: 'code' },
  reference: {
    campaigns_tenant_id_phone_number_fkey: { field: 'phoneNumber', message: 'is not one of your numbers' },
  },
};

/** Campaigns: what leads are texted about, from which number, and which agents answer. */
export function serveCampaigns(api: Api, { pool }: { pool: Pool }): void {
  api.serve(campaignRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listCampaigns(pool, caller.tenantId, filter, { after: cursor?.[0], limit });
    return toPage(rows, limit, (campaign) => [campaign.campaignId]);
  });

  api.serve(campaignRoutes.create, async ({ caller, body }) => {
    const { tenantId } = caller;
    const campaignId = newId('campaign');
    const fields = await checked(pool, tenantId, body);
    await refusingDuplicates(CONSTRAINTS, () => insertCampaign(pool, tenantId, campaignId, fields));
    return found(await readCampaign(pool, tenantId, campaignId));
  });

  api.serve(campaignRoutes.read, async ({ caller, params }) =>
    found(await readCampaign(pool, caller.tenantId, params.campaignId)),
  );

  api.serve(campaignRoutes.change, async ({ caller, params, body }) => {
    const { tenantId } = caller;
    const { campaignId } = params;
    found(await readCampaign(pool, tenantId, campaignId));
    const fields = await checked(pool, tenantId, body);
    await refusingDuplicates(CONSTRAINTS, () => updateCampaign(pool, tenantId, campaignId, fields));
    return found(await readCampaign(pool, tenantId, campaignId));
  });

  api.serve(campaignRoutes.remove, async ({ caller, params }) =>
    requireRemoved(await deleteCampaign(pool, caller.tenantId, params.campaignId), ['leads', 'interactions']),
  );
}

type Given = z.output<NonNullable<typeof campaignRoutes.change.body>>;

/** What a request says of a campaign, with its number in E.164 and its agents looked up. */
async function checked(db: Queryable, tenantId: string, given: Given): Promise<Partial<CampaignFields>> {
  const agents = (['productionAgentId', 'testAgentId'] as const).flatMap((field) =>
    given[field] ? [{ field, agentId: given[field] }] : [],
  );
  const missing = await missingAgents(
    db,
    tenantId,
    agents.map(({ agentId }) => agentId),
  );
  const wrong = agents.filter(({ agentId }) => missing.has(agentId));
  if (wrong.length > 0) {
    const details = wrong.map(({ field }) => ({ field, message: 'there is no such agent' }));
    throw new ApiError('AGENT_NOT_FOUND', details);
  }
  return { ...given, phoneNumber: await givenPhone(db, tenantId, 'phoneNumber', given.phoneNumber) };
}
