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
  /** How fast texts leave from it; null: as fast as is usual for a number of its kind. */
  segmentsPerSecond: number | null;
  /** What is usual for a number of its kind. */
  defaultSegmentsPerSecond: number;
  /** Segments that wait for that rate now. */
  segmentsWaiting: number;
  inboundSweep: InboundSweep;
  createdAt: string;
  updatedAt: string;
}

/** How far gap recovery has come with a number. */
export interface InboundSweep {
  /** When it was last tried; null: not yet. */
  sweptAt: string | null;
  /** All that the provider had got by then has been taken in. */
  readUpTo: string | null;
  /** Why it could not be read the last time, and since when it cannot; null: it could. */
  problem: { code: string; message: string; since: string } | null;
}

/** What can be written of a number. */
export type PhoneNumberFields = Pick<PhoneNumber, 'provider' | 'smsCapable' | 'label' | 'segmentsPerSecond'>;

const FIELDS = {
  phoneNumber: 'phone_number',
  provider: 'provider',
  smsCapable: 'sms_capable',
  label: 'label',
  segmentsPerSecond: 'segments_per_second',
};
const WRITTEN = { ...FIELDS, tenantId: 'tenant_id' };

const NUMBER = `
  select ${selectList({ ...FIELDS, createdAt: 'created_at', updatedAt: 'updated_at' }, 'n')},
         c.campaign_id as "campaignId", a.agent_id as "agentId",
         default_sending_rate(n.phone_number) as "defaultSegmentsPerSecond",
         coalesce(ceil(greatest(extract(epoch from lane.free_at - now()), 0)
                       * coalesce(n.segments_per_second, default_sending_rate(n.phone_number))), 0)::integer as "segmentsWaiting",
         s.swept_at, s.read_up_to, s.failing_since, s.error_code, s.error_message
    from phone_numbers n
    left join sending_lanes lane on lane.tenant_id = n.tenant_id and lane.phone_number = n.phone_number
    left join inbound_sweeps s on s.tenant_id = n.tenant_id and s.phone_number = n.phone_number
    left join campaigns c on c.tenant_id = n.tenant_id and c.phone_number = n.phone_number and c.status = 'active'
    left join sms_agents a on a.tenant_id = n.tenant_id and a.phone_number = n.phone_number`;

// biome-ignore lint/suspicious/noExplicitAny: a row, whose shape the SQL above gives
function numberOf(row: any): PhoneNumber {
  const { swept_at, read_up_to, failing_since, error_code, error_message, ...number } = withIsoTimes<typeof row>(row);
  const problem = failing_since && { code: error_code, message: error_message, since: failing_since };
  return { ...number, inboundSweep: { sweptAt: swept_at, readUpTo: read_up_to, problem } };
}

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
  return rows.map(numberOf);
}

/** Null when the number is not one of the tenant's. */
export async function readPhoneNumber(
  db: Queryable,
  tenantId: string,
  phoneNumber: string,
): Promise<PhoneNumber | null> {
  const { rows } = await db.query(`${NUMBER} where n.tenant_id = $1 and n.phone_number = $2`, [tenantId, phoneNumber]);
  return rows[0] ? numberOf(rows[0]) : null;
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
