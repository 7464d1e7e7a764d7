import type { Release } from '../domain/conversation-events';
import type { QuietHours } from '../domain/quiet-hours';
import type { ScheduledFor } from '../domain/scheduled-text';
import type { TranscriptEntry } from '../domain/turn-payload';
import { type FactRow, type FactToSignal, factOf } from './ingest';
import type { Queryable } from './pool';
import { withIsoTimes } from './rows';

/** A text that waits for its time. */
export interface ScheduledTextView {
  messageId: string;
  interactionId: string;
  leadId: string;
  source: TranscriptEntry['source'];
  message: string;
  from: string;
  to: string;
  segments: number;
  sendAt: string;
  scheduledFor: ScheduledFor;
  turnId: string | null;
  sentBy: string | null;
  createdAt: string;
}

const VIEW = `
  select m.message_id as "messageId", m.interaction_id as "interactionId", i.lead_id as "leadId", m.source, m.body as message,
         m.from_number as from, m.to_number as to, m.segments, m.send_at as "sendAt", m.scheduled_for as "scheduledFor",
         m.turn_id as "turnId", m.sent_by as "sentBy", m.created_at as "createdAt"
    from messages m join interactions i on i.interaction_id = m.interaction_id
   where m.tenant_id = $1 and m.state = 'scheduled'`;

/**
 * A page of a tenant's scheduled texts, the soonest first, and one more where there is a next page.
 * @param after `sendAt` and `messageId` of the last one of the page before
 */
export async function listScheduledTexts(
  db: Queryable,
  tenantId: string,
  filter: { interactionId?: string; leadId?: string },
  page: { after?: string[]; limit: number },
): Promise<ScheduledTextView[]> {
  const [afterAt, afterId] = page.after ?? [];
  const { rows } = await db.query(
    `${VIEW}
        and ($2::text is null or m.interaction_id = $2)
        and ($3::text is null or m.interaction_id in (select x.interaction_id from interactions x where x.tenant_id = $1 and x.lead_id = $3))
        and ($4::timestamptz is null or (m.send_at, m.message_id) > ($4, $5))
      order by m.send_at, m.message_id
      limit $6 + 1`,
    [tenantId, filter.interactionId ?? null, filter.leadId ?? null, afterAt ?? null, afterId ?? null, page.limit],
  );
  return rows.map((row) => withIsoTimes<ScheduledTextView>(row));
}

/** One scheduled text; null when the tenant has no such one, or it is not scheduled any more. */
export async function readScheduledText(
  db: Queryable,
  tenantId: string,
  messageId: string,
): Promise<ScheduledTextView | null> {
  const { rows } = await db.query(`${VIEW} and m.message_id = $2`, [tenantId, messageId]);
  return rows[0] ? withIsoTimes<ScheduledTextView>(rows[0]) : null;
}

/** What somebody changes of a scheduled text; `cancel`: it is not to leave at all. */
export type ScheduleChange = { cancel: true } | { sendAt?: Date; body?: string; segments?: number };

export type ChangedSchedule =
  | { outcome: 'changed'; fact: FactToSignal }
  /** It has left, or is withheld: `state` says. */
  | { outcome: 'left'; state: string }
  /** The tenant has no text with this id that is, or was, scheduled. */
  | { outcome: 'missing' };

/** Changes or cancels a scheduled text, unless it has left (`functions/change_scheduled_text.sql`). @param by `user_…` or `key_…` */
export async function changeScheduledText(
  db: Queryable,
  text: { tenantId: string; messageId: string; by: string },
  change: ScheduleChange,
): Promise<ChangedSchedule> {
  const given = 'cancel' in change ? {} : change;
  const { rows } = await db.query<FactRow & { outcome: ChangedSchedule['outcome']; state: string; type: string }>({
    name: 'change_scheduled_text',
    text: 'select * from change_scheduled_text($1, $2, $3, $4, $5, $6, $7)',
    values: [
      text.tenantId,
      text.messageId,
      text.by,
      'cancel' in change,
      given.sendAt ?? null,
      given.body ?? null,
      given.segments ?? null,
    ],
  });
  const row = rows[0]!;
  if (row.outcome === 'left') return { outcome: 'left', state: row.state };
  if (row.outcome === 'missing') return { outcome: 'missing' };
  return { outcome: 'changed', fact: factOf(row.type, row) };
}

/** Queues a scheduled text, or withholds it (`functions/release_text.sql`). Doing it twice is harmless. */
export async function releaseText(db: Queryable, tenantId: string, messageId: string): Promise<Release> {
  const { rows } = await db.query<{ outcome: Release['outcome']; seq: number; due_at: Date }>({
    name: 'release_text',
    text: 'select * from release_text($1, $2)',
    values: [tenantId, messageId],
  });
  const { outcome, seq, due_at: dueAt } = rows[0]!;
  if (outcome === 'released') return { outcome, seq };
  if (outcome === 'waits') return { outcome, dueAt: dueAt.getTime() };
  return { outcome };
}

/**
 * Puts a queued text off to the end of quiet hours (`functions/hold_text.sql`).
 * @returns whether it waits; false: it is to be claimed, or has been
 */
export async function holdText(db: Queryable, tenantId: string, messageId: string, until: Date): Promise<boolean> {
  const { rows } = await db.query<{ held_until: Date | null }>({
    name: 'hold_text',
    text: 'select hold_text($1, $2, $3) as held_until',
    values: [tenantId, messageId, until],
  });
  return rows[0]!.held_until !== null;
}

/** What decides whether it is quiet where a lead is, as the page is told before one writes. */
export interface QuietPlace {
  quietHours: QuietHours | null;
  /** The lead's own zone, where it is known. */
  timezone: string | null;
  /** The number that is texted; null: none. */
  phone: string | null;
  /** When the lead wrote last in the conversation: an answer does not have to wait. */
  lastWroteAt: Date | null;
}

/** @returns null when the tenant has no such lead or conversation */
export async function readQuietPlace(
  db: Queryable,
  tenantId: string,
  of: { leadId: string } | { interactionId: string },
): Promise<QuietPlace | null> {
  const { rows } = await db.query(
    `select t.quiet_from, t.quiet_until, l.timezone, coalesce(i.lead_number, l.phone) as phone,
            (select m.created_at from messages m
              where m.interaction_id = i.interaction_id and m.direction = 'inbound' order by m.seq desc limit 1) as last_wrote_at
       from leads l
       join tenants t on t.tenant_id = l.tenant_id
       ${'leadId' in of ? 'left join interactions i on false' : 'join interactions i on i.tenant_id = l.tenant_id and i.lead_id = l.lead_id'}
      where l.tenant_id = $1 and ${'leadId' in of ? 'l.lead_id' : 'i.interaction_id'} = $2`,
    [tenantId, 'leadId' in of ? of.leadId : of.interactionId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    quietHours: row.quiet_from === null ? null : { from: row.quiet_from, until: row.quiet_until },
    timezone: row.timezone,
    phone: row.phone,
    lastWroteAt: row.last_wrote_at,
  };
}
