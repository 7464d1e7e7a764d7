import { type ListedConversation, readListedConversations } from './conversation-list';
import { type FeedPosition, positionOf } from './feed-position';
import type { Queryable } from './pool';
import { type EventView, MESSAGE_COLUMNS, type MessageView } from './thread';

/** An event as a feed finds it. */
export interface LiveEvent extends EventView {
  tenantId: string;
  interactionId: string;
}

/** What events are about, as it is now: later than the events, never earlier. */
export interface Subjects {
  interactions: ListedConversation[];
  messages: MessageView[];
}

/**
 * In whose count of transactions a snapshot is. Another cluster, another database, a standby that was promoted (a new
 * timeline) and a server that recovered from a crash (its statistics begin anew) count otherwise: what was not on the
 * disk at a crash may get the numbers that a snapshot of before says it has seen. A clean restart goes on counting.
 */
const ORIGIN = `
  left(md5(concat_ws('/', (select system_identifier from pg_control_system()),
                          (select oid from pg_database where datname = current_database()),
                          left(pg_walfile_name(pg_current_wal_lsn()), 8),
                          pg_stat_get_bgwriter_stat_reset_time())), 12)`;

const EVENT = `e.tenant_id as "tenantId", e.interaction_id as "interactionId", e.seq,
       to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.type, e.data`;

/*
 * What a position has not seen: transactions that began after it ($1), and those that were running ($2). Looks into the
 * index of exactly those, so one that runs for an hour makes no look longer. An event is taken when the later snapshot sees
 * its transaction, which it does in one look and no other; numbers from another cluster, higher than any here, are not
 * looked at. All is ordered and limited, so that the index is used whatever the statistics say: after the migration all
 * events have one number. The limits come last, so that what goes beyond them shows.
 */

/** @param later a snapshot @param where what else has to be so @param limit of the rows */
const begunSince = (later: string, where: string, limit: string) => `
  select e.* from events e
   where e.xid >= $1::xid8 and e.xid < pg_snapshot_xmax(${later}) and ${where} order by e.xid limit ${limit}`;

const wereRunning = (later: string, where: string, limit: string) => `
  select e.* from unnest($2::xid8[]) as running (number) cross join lateral (
    select * from events e
     where e.xid >= running.number and e.xid <= running.number and pg_visible_in_snapshot(e.xid, ${later}) and ${where}
     order by e.xid limit ${limit}) e`;

/** Where a feed that begins now stands. */
export async function readPosition(db: Queryable): Promise<FeedPosition> {
  const { rows } = await db.query(`select ${ORIGIN} as origin, pg_current_snapshot()::text as snapshot`);
  return positionOf(rows[0].origin, rows[0].snapshot);
}

const NOW = 'pg_current_snapshot()';
const OF_TENANTS = 'e.tenant_id = any ($3)';
const CHANGES = `
  select ${ORIGIN} as origin, ${NOW}::text as snapshot,
         (select json_agg(found) from (
            select ${EVENT} from (
              (${begunSince(NOW, `pg_visible_in_snapshot(e.xid, ${NOW}) and ${OF_TENANTS}`, '$4 + 1')})
              union all
              (${wereRunning(NOW, OF_TENANTS, '$4 + 1')})) e) found) as events`;

/**
 * The events of these tenants that were committed since `from`, each conversation's in order, and the new position.
 * Within one statement `pg_current_snapshot()` is the statement's own: the events are exactly the difference.
 * @param limit more than that are given where there are more
 */
export async function readChanges(
  db: Queryable,
  from: FeedPosition,
  tenantIds: string[],
  limit: number,
): Promise<{ position: FeedPosition; events: LiveEvent[] }> {
  const values = [from.xmax, from.running, tenantIds, limit];
  const { rows } = await db.query({ name: 'read_changes', text: CHANGES, values });
  const { origin, snapshot, events } = rows[0];
  return { position: positionOf(origin, snapshot), events: inOrder(events ?? []) };
}

const THEN = '$3::pg_snapshot';
const OF_ONE = 'e.tenant_id = $4';
const MISSED = `
  with span as materialized (${begunSince(THEN, 'true', '$6 + 1')})
  select (select count(*) from span) > $6 as long,
         (select json_agg(found) from (
            select ${EVENT} from (
              (select * from span e where pg_visible_in_snapshot(e.xid, ${THEN}) and ${OF_ONE} limit $5 + 1)
              union all
              (${wereRunning(THEN, OF_ONE, '$5 + 1')})) e) found) as events`;

/** How many events of all tenants are looked through for one that was away: some tens of milliseconds of Postgres. */
const LONGEST_SPAN = 50_000;

/**
 * The events of a tenant from one position to a later one, each conversation's in order; null when it was too long
 * ago to look for them.
 * @param limit more than that are given where there are more
 */
export async function readMissed(
  db: Queryable,
  tenantId: string,
  from: FeedPosition,
  to: FeedPosition,
  limit: number,
): Promise<LiveEvent[] | null> {
  const values = [from.xmax, from.running, to.snapshot, tenantId, limit, LONGEST_SPAN];
  const { rows } = await db.query({ name: 'read_missed', text: MISSED, values });
  return rows[0].long ? null : inOrder(rows[0].events ?? []);
}

/** The conversations of these events, and the texts that they name. */
export async function readSubjects(db: Queryable, events: LiveEvent[]): Promise<Subjects> {
  const tenantOf = new Map(events.map(({ interactionId, tenantId }) => [interactionId, tenantId]));
  const named = new Map<string, string>();
  for (const { tenantId, data } of events) if (typeof data.messageId === 'string') named.set(data.messageId, tenantId);
  const interactions = await readListedConversations(db, [...tenantOf.values()], [...tenantOf.keys()]);
  if (named.size === 0) return { interactions, messages: [] };
  const { rows } = await db.query<MessageView>({
    name: 'read_named_messages',
    text: `select ${MESSAGE_COLUMNS}
             from unnest($1::text[], $2::text[]) as named (tenant_id, message_id) join messages m using (tenant_id, message_id)`,
    values: [[...named.values()], [...named.keys()]],
  });
  return { interactions, messages: rows };
}

/** A conversation's events by number; between conversations there is no order. */
function inOrder(events: LiveEvent[]): LiveEvent[] {
  return events.sort((a, b) =>
    a.interactionId === b.interactionId ? a.seq - b.seq : a.interactionId < b.interactionId ? -1 : 1,
  );
}
