import { type FactRow, type FactToSignal, factOf } from './ingest';
import type { Queryable } from './pool';

/** How long one relay has for the facts it took before another may take them, in seconds. */
const LEASE_SECONDS = 10;

/**
 * Takes facts that nobody has signalled yet and whose time has come, oldest first, for this relay alone: they are pushed
 * 10 s into the future, so relays never wait for each other, and a relay that dies holds nothing up for longer.
 */
export async function takeUnsignalled(db: Queryable, limit: number): Promise<FactToSignal[]> {
  const { rows } = await db.query<FactRow & { type: string }>({
    name: 'take_unsignalled',
    text: `
      with taken as (
        select e.interaction_id, e.seq
          from events e
         where e.signalled_at is null and e.after_seq is not null and e.next_signal_at <= now()
         order by e.next_signal_at
         limit $1
           for update skip locked
      )
      update events e
         set next_signal_at = now() + make_interval(secs => $2)
        from taken, interactions i
       where e.interaction_id = taken.interaction_id and e.seq = taken.seq and i.interaction_id = e.interaction_id
      returning e.tenant_id, e.interaction_id, e.seq, e.after_seq, e.at, e.type, e.data, i.provider`,
    values: [limit, LEASE_SECONDS],
  });
  return rows.map((row) => factOf(row.type, row)).sort((a, b) => a.at - b.at || a.seq - b.seq);
}

/**
 * Finds conversations in which something is pending and nothing has happened for `quietMs`: their workflow was terminated,
 * or lost with its namespace. Each gets a `look-again` fact, which starts it again from Postgres. What waits on purpose
 * (a provider or an agent that is tried again) writes an event with each try, and so is never quiet for that long; and where
 * a text waits for the slot that it was given, nothing is wrong.
 * @returns how many were found
 */
export async function wakeStalled(db: Queryable, quietMs: number, limit: number): Promise<number> {
  const { rowCount } = await db.query({
    name: 'wake_stalled',
    text: `
      with pending as (
        select m.interaction_id from messages m
         where m.state in ('queued', 'sending')
           and not exists (select 1 from messages p where p.interaction_id = m.interaction_id and p.state = 'queued'
                              and p.slot_at > now() - make_interval(secs => $1))
        union
        select t.interaction_id from turns t where t.state in ('collecting', 'asking', 'retrying')
        union
        select m.interaction_id from messages m where m.state = 'scheduled' and m.send_at < now() - make_interval(secs => $1)
      ), stalled as (
        select i.tenant_id, i.interaction_id
          from pending p join interactions i using (interaction_id)
         where i.updated_at < now() - make_interval(secs => $1)
         order by i.updated_at
         limit $2
           for no key update of i skip locked
      )
      select append_event(s.tenant_id, s.interaction_id, 'look-again', '{}', true) from stalled s`,
    values: [quietMs / 1000, limit],
  });
  return rowCount ?? 0;
}

/** Facts by their conversations and numbers, locked in one order: an api and a relay may write the same ones at once. */
const LOCKED_IN_ORDER = `
      with locked as (
        select e.interaction_id, e.seq
          from events e join unnest($1::text[], $2::integer[]) as given (interaction_id, seq) using (interaction_id, seq)
         where e.signalled_at is null
         order by e.interaction_id, e.seq
           for update of e
      )`;

/** Marks facts as signalled: their workflows have them. */
export async function markSignalled(
  db: Queryable,
  facts: Pick<FactToSignal, 'interactionId' | 'seq'>[],
): Promise<void> {
  await db.query({
    name: 'mark_signalled',
    text: `
      ${LOCKED_IN_ORDER}
      update events e
         set signalled_at = now()
        from locked
       where e.interaction_id = locked.interaction_id and e.seq = locked.seq`,
    values: [facts.map((fact) => fact.interactionId), facts.map((fact) => fact.seq)],
  });
}

/** Gives facts back that could not be signalled: due again after `delayMs`. */
export async function returnUnsignalled(
  db: Queryable,
  facts: Pick<FactToSignal, 'interactionId' | 'seq'>[],
  delayMs: number,
): Promise<void> {
  await db.query({
    name: 'return_unsignalled',
    text: `
      ${LOCKED_IN_ORDER}
      update events e
         set next_signal_at = now() + make_interval(secs => $3)
        from locked
       where e.interaction_id = locked.interaction_id and e.seq = locked.seq`,
    values: [facts.map((fact) => fact.interactionId), facts.map((fact) => fact.seq), delayMs / 1000],
  });
}
