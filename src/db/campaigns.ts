import type { ProviderName } from '../domain/provider-names';
import { likePattern } from './like-pattern';
import type { Queryable } from './pool';
import { deleteRow, insertRow, json, type Removal, selectList, updateRow, withIsoTimes } from './rows';

export interface Campaign {
  campaignId: string;
  name: string;
  /** The tenant's own name for it, unique unless empty. */
  code: string;
  clientId: string;
  clientName: string;
  offerId: string;
  offerName: string;
  status: 'active' | 'archived';
  /** E.164. */
  phoneNumber: string | null;
  provider: ProviderName | null;
  productionAgentId: string | null;
  testAgentId: string | null;
  questions: { key: string; question: string }[];
  createdAt: string;
  updatedAt: string;
}

/** What can be written of a campaign. */
export type CampaignFields = Omit<Campaign, 'campaignId' | 'createdAt' | 'updatedAt'>;

const FIELDS = {
  campaignId: 'campaign_id',
  name: 'name',
  code: 'code',
  clientId: 'client_id',
  clientName: 'client_name',
  offerId: 'offer_id',
  offerName: 'offer_name',
  status: 'status',
  phoneNumber: 'phone_number',
  provider: 'provider',
  productionAgentId: 'production_agent_id',
  testAgentId: 'test_agent_id',
  questions: 'questions',
};
const WRITTEN = { ...FIELDS, tenantId: 'tenant_id' };

const CAMPAIGN = `
  select ${selectList({ ...FIELDS, createdAt: 'created_at', updatedAt: 'updated_at' }, 'c')}
    from campaigns c`;

export interface CampaignFilter {
  status?: Campaign['status'];
  clientId?: string;
  offerId?: string;
  hasNumber?: boolean;
  /** A part of its name, code, client or offer. */
  search?: string;
}

/** A page of a tenant's campaigns, newest first, and one row more where there is a next page. */
export async function listCampaigns(
  db: Queryable,
  tenantId: string,
  filter: CampaignFilter,
  page: { after?: string; limit: number },
): Promise<Campaign[]> {
  const { rows } = await db.query(
    `${CAMPAIGN}
      where c.tenant_id = $1
        and ($2::text is null or c.campaign_id < $2)
        and ($3::text is null or c.status = $3)
        and ($4::text is null or c.client_id = $4)
        and ($5::text is null or c.offer_id = $5)
        and ($6::boolean is null or (c.phone_number is not null) = $6)
        and ($7::text is null or lower(concat_ws(' ', c.name, c.code, c.client_name, c.offer_name)) like '%' || $7 || '%')
      order by c.campaign_id desc
      limit $8 + 1`,
    [
      tenantId,
      page.after ?? null,
      filter.status ?? null,
      filter.clientId ?? null,
      filter.offerId ?? null,
      filter.hasNumber ?? null,
      filter.search === undefined ? null : likePattern(filter.search),
      page.limit,
    ],
  );
  return rows.map((row) => withIsoTimes<Campaign>(row));
}

/** Null when the tenant has no such campaign. */
export async function readCampaign(db: Queryable, tenantId: string, campaignId: string): Promise<Campaign | null> {
  const { rows } = await db.query(`${CAMPAIGN} where c.tenant_id = $1 and c.campaign_id = $2`, [tenantId, campaignId]);
  return rows[0] ? withIsoTimes<Campaign>(rows[0]) : null;
}

/** Which of these campaigns the tenant does not have. */
export async function missingCampaigns(db: Queryable, tenantId: string, campaignIds: string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `select id from unnest($2::text[]) id
      where not exists (select 1 from campaigns c where c.tenant_id = $1 and c.campaign_id = id)`,
    [tenantId, campaignIds],
  );
  return new Set(rows.map((row) => row.id));
}

/** @throws what `isDuplicate` and `isReferenceViolation` tell: a number or code that another has, a number that is nobody's */
export async function insertCampaign(
  db: Queryable,
  tenantId: string,
  campaignId: string,
  fields: Partial<CampaignFields>,
): Promise<void> {
  await insertRow(db, 'campaigns', WRITTEN, { ...fields, campaignId, tenantId, questions: json(fields.questions) });
}

/** @returns whether the tenant has such a campaign. @throws as insertCampaign */
export async function updateCampaign(
  db: Queryable,
  tenantId: string,
  campaignId: string,
  change: Partial<CampaignFields>,
): Promise<boolean> {
  const key = { tenantId, column: 'campaign_id', value: campaignId };
  return updateRow(db, 'campaigns', WRITTEN, key, { ...change, questions: json(change.questions) });
}

/** `in-use`: it has leads, conversations or an import. */
export async function deleteCampaign(db: Queryable, tenantId: string, campaignId: string): Promise<Removal> {
  return deleteRow(db, 'campaigns', { tenantId, column: 'campaign_id', value: campaignId });
}
