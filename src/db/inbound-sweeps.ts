import type { KnownInbound } from '../domain/inbound-sweep';
import type { Queryable } from './pool';
import { accountOfRow, type SealedAccount } from './provider-accounts';

/** One of our numbers, taken by one sweep. Times are milliseconds since 1970, by the clock of Postgres. */
export interface NumberToSweep {
  tenantId: string;
  phoneNumber: string;
  /** Whose list is read; null: nothing says through which provider the number works. */
  provider: string | null;
  /** The tenant's own account there; null: the installation's is used. */
  account: SealedAccount | null;
  /** All that the provider had got by then has been taken in. */
  readUpTo: number;
  takenAt: number;
  /** In a row, before this try. */
  failures: number;
}

/** How long one sweep has a number for itself; a worker that dies leaves it to others after that. */
const LEASE_SECONDS = 120;

/** Begins a round: numbers that are new get a row. @returns now, for `takeNumber`: every number is swept once in a round */
export async function beginSweep(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ now: Date }>(
    `with added as (
       insert into inbound_sweeps (phone_number, tenant_id, read_up_to)
       select n.phone_number, n.tenant_id, n.created_at from phone_numbers n
        where not exists (select 1 from inbound_sweeps s where s.phone_number = n.phone_number)
        order by n.phone_number
       on conflict do nothing)
     select clock_timestamp() as now`,
  );
  return rows[0]!.now.getTime();
}

/**
 * Takes the number whose last sweep is longest ago, for this sweep alone: any number of workers may take numbers at once.
 * @param since the round's beginning; null is the answer when every number has been swept since then, rests or is taken
 */
export async function takeNumber(db: Queryable, since: number): Promise<NumberToSweep | null> {
  const { rows } = await db.query({
    name: 'take_number_to_sweep',
    text: `
      with taken as (
        select s.phone_number from inbound_sweeps s
         where (s.swept_at is null or s.swept_at < $1) and (s.not_before is null or s.not_before <= now())
         order by s.swept_at nulls first
         limit 1
           for no key update skip locked
      ), leased as (
        update inbound_sweeps s set not_before = clock_timestamp() + make_interval(secs => $2)
          from taken where s.phone_number = taken.phone_number
        returning s.*, clock_timestamp() as taken_at
      ), named as (
        select l.*, coalesce(provider_of_number(l.tenant_id, l.phone_number),
                             (select c.provider from campaigns c
                               where c.tenant_id = l.tenant_id and c.phone_number = l.phone_number and c.status = 'active'),
                             (select t.default_provider from tenants t where t.tenant_id = l.tenant_id)) as provider
          from leased l
      )
      select n.tenant_id, n.phone_number, n.provider, n.read_up_to, n.taken_at, n.failures,
             own.account_id, own.secret as account_secret
        from named n left join provider_accounts own on own.tenant_id = n.tenant_id and own.provider = n.provider`,
    values: [new Date(since), LEASE_SECONDS],
  });
  const row = rows[0];
  if (row === undefined) return null;
  return {
    tenantId: row.tenant_id,
    phoneNumber: row.phone_number,
    provider: row.provider,
    account: accountOfRow(row),
    readUpTo: row.read_up_to.getTime(),
    takenAt: row.taken_at.getTime(),
    failures: row.failures,
  };
}

type Swept = Pick<NumberToSweep, 'tenantId' | 'phoneNumber'>;

/** Notes how far a number was read; what came before is never asked for again. */
export async function recordSwept(db: Queryable, number: Swept, readUpTo: number): Promise<void> {
  await db.query(
    `update inbound_sweeps
        set read_up_to = greatest(read_up_to, $3), swept_at = clock_timestamp(), not_before = null, failures = 0,
            failing_since = null, error_code = null, error_message = null
      where tenant_id = $1 and phone_number = $2`,
    [number.tenantId, number.phoneNumber, new Date(readUpTo)],
  );
}

/** Notes why a number could not be read, for an admin to see; it is tried again after `pauseMs`, from where it was. */
export async function recordSweepFailure(
  db: Queryable,
  number: Swept,
  problem: { code: string; message: string },
  pauseMs: number,
): Promise<void> {
  await db.query(
    `update inbound_sweeps
        set swept_at = clock_timestamp(), not_before = clock_timestamp() + make_interval(secs => $3), failures = failures + 1,
            failing_since = coalesce(failing_since, clock_timestamp()), error_code = $4, error_message = $5
      where tenant_id = $1 and phone_number = $2`,
    [number.tenantId, number.phoneNumber, pauseMs / 1000, problem.code, problem.message],
  );
}

/** Those of the listed texts that the tenant has, or that are kept as unrouted. */
export async function findKnownInbound(
  db: Queryable,
  tenantId: string,
  provider: string,
  providerMessageIds: string[],
): Promise<KnownInbound[]> {
  const { rows } = await db.query(
    `select m.provider_message_id as id, m.created_at as arrived_at, m.written_at
       from messages m where m.tenant_id = $1 and m.provider = $2 and m.provider_message_id = any ($3)
     union all
     select u.provider_message_id, u.received_at, u.received_at
       from unrouted_messages u where u.provider = $2 and u.provider_message_id = any ($3)
        and (u.tenant_id is null or u.tenant_id = $1)`,
    [tenantId, provider, providerMessageIds],
  );
  return rows.map((row) => ({
    providerMessageId: row.id,
    arrivedAt: row.arrived_at.getTime(),
    writtenAt: row.written_at?.getTime() ?? null,
  }));
}
