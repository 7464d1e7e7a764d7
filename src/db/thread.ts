import type { MessageState } from '../domain/delivery';
import type { ScheduledFor } from '../domain/scheduled-text';
import type { TranscriptEntry } from '../domain/turn-payload';
import type { Queryable } from './pool';

/** A text of a conversation with what became of it. */
export interface MessageView {
  messageId: string;
  seq: number;
  timestamp: string;
  direction: 'inbound' | 'outbound';
  role: 'agent' | 'user';
  source: TranscriptEntry['source'];
  message: string;
  from: string;
  to: string;
  state: MessageState;
  withheldRule: string | null;
  segments: number;
  provider: string;
  providerMessageId: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  turnId: string | null;
  sentBy: string | null;
  /** When it leaves, or was to leave, where it is or was scheduled. */
  sendAt: string | null;
  scheduledFor: ScheduledFor | null;
  /** When the provider got a recovered text; null: it came at once, at `timestamp`. */
  writtenAt: string | null;
  /** So long ago that the agent was not asked. */
  late: boolean;
}

/** An event of a conversation, as the timeline shows it. */
export interface EventView {
  seq: number;
  at: string;
  type: string;
  data: Record<string, unknown>;
}

/**
 * What of a thread is read: those after `after`, oldest first; with `before`, the newest ones before it. Either way they come in
 * order.
 */
export interface SeqRange {
  after: number;
  before?: number;
  limit: number;
}

/** A page of a thread, with where the ones beside it are: the `after` of the next, or the `before` of the one before. */
export interface ThreadPage<Item> {
  items: Item[];
  next: number | null;
  previous: number | null;
}

/** A `MessageView` of a row `m` of `messages`, for a select list. */
export const MESSAGE_COLUMNS = `m.message_id as "messageId", m.seq, to_char(m.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as timestamp,
       m.direction, case m.direction when 'inbound' then 'user' else 'agent' end as role, m.source, m.body as message,
       m.from_number as from, m.to_number as to, m.state, m.withheld_rule as "withheldRule", m.segments, m.provider,
       m.provider_message_id as "providerMessageId", m.error_code as "errorCode", m.error_message as "errorMessage",
       m.turn_id as "turnId", m.sent_by as "sentBy",
       to_char(m.send_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sendAt", m.scheduled_for as "scheduledFor",
       to_char(m.written_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "writtenAt", m.late`;

const EVENT = `m.seq, to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, m.type, m.data`;

/** A page of a conversation's texts; null when the tenant has no such conversation. */
export function readMessages(
  db: Queryable,
  tenantId: string,
  interactionId: string,
  range: SeqRange,
): Promise<ThreadPage<MessageView> | null> {
  return readPage<MessageView>(db, 'messages', MESSAGE_COLUMNS, tenantId, interactionId, range);
}

/** One text of a tenant's; null: it has no such one. */
export async function readMessage(db: Queryable, tenantId: string, messageId: string): Promise<MessageView | null> {
  const sql = `select ${MESSAGE_COLUMNS} from messages m where m.tenant_id = $1 and m.message_id = $2`;
  const { rows } = await db.query<MessageView>(sql, [tenantId, messageId]);
  return rows[0] ?? null;
}

/** A page of a conversation's events; null when the tenant has no such conversation. */
export function readTimeline(
  db: Queryable,
  tenantId: string,
  interactionId: string,
  range: SeqRange,
): Promise<ThreadPage<EventView> | null> {
  return readPage<EventView>(db, 'events', EVENT, tenantId, interactionId, range);
}

/** By the index on `(interaction_id, seq)`, from the one end or the other; one row more says whether there are more. */
async function readPage<Item extends { seq: number }>(
  db: Queryable,
  table: 'messages' | 'events',
  columns: string,
  tenantId: string,
  interactionId: string,
  { after, before, limit }: SeqRange,
): Promise<ThreadPage<Item> | null> {
  const backwards = before !== undefined;
  const { rows } = await db.query<{ items: Item[] | null }>(
    `select (select json_agg(page) from (
               select ${columns}
                 from ${table} m
                where m.interaction_id = i.interaction_id and m.seq > $3 ${backwards ? 'and m.seq < $5' : ''}
                order by m.seq ${backwards ? 'desc' : ''} limit $4) page) as items
       from interactions i where i.tenant_id = $1 and i.interaction_id = $2`,
    [tenantId, interactionId, after, limit + 1, ...(backwards ? [before] : [])],
  );
  if (rows[0] === undefined) return null;
  const found = rows[0].items ?? [];
  const items = found.slice(0, limit);
  const further = found.length > limit ? items.at(-1)!.seq : null;
  if (backwards) return { items: items.reverse(), next: null, previous: further };
  return { items, next: further, previous: null };
}
