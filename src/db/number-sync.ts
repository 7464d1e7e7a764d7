import type { KnownNumber } from '../domain/number-sync';
import type { Queryable } from './pool';

/** Those of the listed numbers that anybody has, and all that the tenant has tied to the provider. */
export async function readKnownNumbers(
  db: Queryable,
  tenantId: string,
  provider: string,
  listed: string[],
): Promise<KnownNumber[]> {
  const { rows } = await db.query<KnownNumber>(
    `select phone_number as "phoneNumber", tenant_id = $1 as ours, provider, sms_capable as "smsCapable"
       from phone_numbers
      where phone_number = any ($3) or (tenant_id = $1 and provider = $2)
      order by phone_number`,
    [tenantId, provider, listed],
  );
  return rows;
}

/** Adds numbers, tied to their provider. @returns those that were added: another may have been taken meanwhile */
export async function addSyncedNumbers(
  db: Queryable,
  tenantId: string,
  provider: string,
  numbers: { phoneNumber: string; label: string }[],
): Promise<string[]> {
  const { rows } = await db.query<{ phone_number: string }>(
    `insert into phone_numbers (phone_number, tenant_id, provider, sms_capable, label)
     select n.phone_number, $1, $2, true, n.label from unnest($3::text[], $4::text[]) n (phone_number, label)
      order by n.phone_number -- two syncs at once wait for each other in one order
     on conflict do nothing
     returning phone_number`,
    [tenantId, provider, numbers.map((number) => number.phoneNumber), numbers.map((number) => number.label)],
  );
  return rows.map((row) => row.phone_number);
}

/** Writes down what texts can be sent from, as the provider says. */
export async function setSmsCapable(
  db: Queryable,
  tenantId: string,
  numbers: { phoneNumber: string; smsCapable: boolean }[],
): Promise<void> {
  await db.query(
    `update phone_numbers p set sms_capable = n.sms_capable, updated_at = now()
       from unnest($2::text[], $3::boolean[]) n (phone_number, sms_capable)
      where p.tenant_id = $1 and p.phone_number = n.phone_number`,
    [tenantId, numbers.map((number) => number.phoneNumber), numbers.map((number) => number.smsCapable)],
  );
}
