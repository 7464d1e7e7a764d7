import type { ProviderName } from '../domain/provider-names';
import type { Queryable } from './pool';
import { deleteRow, insertRow, type Removal, selectList, updateRow, withIsoTimes } from './rows';

export interface PhoneNumber {
  /** E.164. */
  phoneNumber: string;
  /** The provider whose account it belongs to; null: campaign and tenant say which sends. */
  provider: ProviderName | null;
  smsCapable: boolean;
  label: string;
  /** The active campaign that has it. */
  campaignId: string | null;
  agentId: string | null;
  createdAt: string;
  updatedAt: string;
}

/** What can be written of a number. */
export type PhoneNumberFields = Pick<PhoneNumber, 'provider' | 'smsCapable' | 'label'>;

const FIELDS = { phoneNumber: 'phone_number', provider: 'provider', smsCapable: 'sms_capable', label: 'label' };
const WRITTEN = { ...FIELDS, tenantId: 'tenant_id' };

const NUMBER = `
  select ${selectList({ ...FIELDS, createdAt: 'created_at', updatedAt: 'updated_at' }, 'n')},
         c.campaign_id as "campaignId", a.agent_id as "agentId"
    from phone_numbers n
    left join campaigns c on c.tenant_id = n.tenant_id and c.phone_number = n.phone_number and c.status = 'active'
    left join sms_agents a on a.tenant_id = n.tenant_id and a.phone_number = n.phone_number`;

export interface PhoneNumberFilter {
  smsCapable?: boolean;
  provider?: ProviderName;
}

/** A page of a tenant's numbers, in their order as text, and one row more where there is a next page. */
export async function listPhoneNumbers(
  db: Queryable,
  tenantId: string,
  filter: PhoneNumberFilter,
  page: { after?: string; limit: number },
): Promise<PhoneNumber[]> {
  const { rows } = await db.query(
    `${NUMBER}
      where n.tenant_id = $1
        and ($2::text is null or n.phone_number > $2)
        and ($3::boolean is null or n.sms_capable = $3)
        and ($4::text is null or n.provider = $4)
      order by n.phone_number
      limit $5 + 1`,
    [tenantId, page.after ?? null, filter.smsCapable ?? null, filter.provider ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<PhoneNumber>(row));
}

/** Null when the number is not one of the tenant's. */
export async function readPhoneNumber(
  db: Queryable,
  tenantId: string,
  phoneNumber: string,
): Promise<PhoneNumber | null> {
  const { rows } = await db.query(`${NUMBER} where n.tenant_id = $1 and n.phone_number = $2`, [tenantId, phoneNumber]);
  return rows[0] ? withIsoTimes<PhoneNumber>(rows[0]) : null;
}

/** @throws what `isDuplicate` tells: the number is somebody's already, this tenant's or another's */
export async function insertPhoneNumber(
  db: Queryable,
  tenantId: string,
  phoneNumber: string,
  fields: Partial<PhoneNumberFields>,
): Promise<void> {
  await insertRow(db, 'phone_numbers', WRITTEN, { ...fields, phoneNumber, tenantId });
}

/** @returns whether the number is one of the tenant's */
export async function updatePhoneNumber(
  db: Queryable,
  tenantId: string,
  phoneNumber: string,
  change: Partial<PhoneNumberFields>,
): Promise<boolean> {
  return updateRow(db, 'phone_numbers', WRITTEN, { tenantId, column: 'phone_number', value: phoneNumber }, change);
}

/** `in-use`: a campaign, an archived one too, or an agent has it. */
export async function deletePhoneNumber(db: Queryable, tenantId: string, phoneNumber: string): Promise<Removal> {
  return deleteRow(db, 'phone_numbers', { tenantId, column: 'phone_number', value: phoneNumber });
}
