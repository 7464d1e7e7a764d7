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
      returning e.tenant_id, e.interaction_id, e.seq, e.after_seq, e.at, e.type, e.data, i.provider, i.status`,
    values: [limit, LEASE_SECONDS],
  });
  return rows.map((row) => factOf(row.type, row)).sort((a, b) => a.at - b.at || a.seq - b.seq);
}

/** Marks facts as signalled: their workflows have them. */
export async function markSignalled(
  db: Queryable,
  facts: Pick<FactToSignal, 'interactionId' | 'seq'>[],
): Promise<void> {
  await db.query({
    name: 'mark_signalled',
    text: `
      update events e
         set signalled_at = now()
        from unnest($1::text[], $2::integer[]) as done (interaction_id, seq)
       where e.interaction_id = done.interaction_id and e.seq = done.seq and e.signalled_at is null`,
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
      update events e
         set next_signal_at = now() + make_interval(secs => $3)
        from unnest($1::text[], $2::integer[]) as failed (interaction_id, seq)
       where e.interaction_id = failed.interaction_id and e.seq = failed.seq and e.signalled_at is null`,
    values: [facts.map((fact) => fact.interactionId), facts.map((fact) => fact.seq), delayMs / 1000],
  });
}
