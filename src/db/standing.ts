import { RECENT_TURNS_MINUTES, STANDING_COUNTS_TO, type Standing } from '../domain/standing';
import type { Queryable } from './pool';

/**
 * How things stand, in one round trip. Every part reads the partial index of what is open, in its order, and at most
 * `STANDING_COUNTS_TO` rows of it; recent turns are found by the BRIN index of their time. Of all tenants on purpose: it is for
 * who runs the installation, and tells of no single one.
 */
export async function readStanding(db: Queryable): Promise<Standing> {
  const { rows } = await db.query(
    `
    with facts as (
      select e.at from events e where e.signalled_at is null and e.after_seq is not null order by e.next_signal_at limit $1
    ), attending as (
      select i.attention from interactions i where i.attention is not null
       order by i.tenant_id, i.last_message_at desc, i.interaction_id desc limit $1
    ), outgoing as (
      select m.state, m.updated_at from messages m where m.state in ('queued', 'sending') order by m.interaction_id, m.seq limit $1
    )
    select (select count(*) from facts)::integer as "unsignalledFacts",
           (select extract(epoch from now() - min(at)) from facts)::float as "oldestUnsignalledFactAge",
           (select coalesce(json_object_agg(attention, n), '{}')
              from (select attention, count(*) as n from attending group by 1) counted) as "needingPerson",
           (select coalesce(json_object_agg(state, n), '{}')
              from (select state, count(*) as n from outgoing group by 1) counted) as "outgoingTexts",
           (select extract(epoch from now() - min(updated_at)) from outgoing where state = 'sending')::float as "oldestSendingTextAge",
           (select coalesce(json_object_agg(state, n), '{}')
              from (select t.state, count(*) as n from turns t
                     where t.opened_at > now() - make_interval(mins => $2) group by 1) counted) as "recentTurns"`,
    [STANDING_COUNTS_TO, RECENT_TURNS_MINUTES],
  );
  return rows[0];
}
