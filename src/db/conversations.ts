import type { AttentionReason } from '../domain/attention';
import type { InteractionStatus } from '../domain/status';
import type { TranscriptEntry } from '../domain/turn-payload';
import { clearAttention } from './attention';
import { CURRENT_TURN, type CurrentTurn, currentTurnOf, RESTS_UNTIL } from './current-turn';
import { type FactToSignal, factOf } from './ingest';
import type { Queryable } from './pool';

/** A conversation as the API shows it [S]. */
export interface Conversation {
  interactionId: string;
  leadId: string;
  campaignId: string;
  clientId: string;
  offerId: string;
  type: 'sms';
  status: InteractionStatus;
  phone: string;
  telephony: { provider: string; messageId: string; phoneNumber: string };
  sms: { agentMode: boolean; direction: 'inbound' | 'outbound' };
  /** Whether a text may leave in it now. */
  consent: 'ok' | 'opted_out' | 'do_not_contact';
  summary: string;
  transcript: TranscriptEntry[];
  errorCode: string;
  errorMessage: string;
  /** Why a person should look at it, and since when; null: nobody needs to. */
  attention: Attention | null;
  /** The turn that waits for the agent's answer. */
  turn: CurrentTurn | null;
  /** Until when the agent rests, because a person wrote; null: it does not. */
  agentRestsUntil: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface Attention {
  reason: AttentionReason;
  since: string;
}

const CONVERSATION = `
  select i.interaction_id, i.lead_id, i.campaign_id, c.client_id, c.offer_id, i.status, i.lead_number, i.our_number, i.provider,
         i.last_message_id, i.agent_mode, i.last_direction, i.error_code, i.error_message, i.attention, i.attention_at,
         i.created_at, i.updated_at, ${CURRENT_TURN} as turn, ${RESTS_UNTIL} as agent_rests_until,
         transcript(i.interaction_id) as transcript,
         consent_of_conversation(i.tenant_id, i.lead_id, i.lead_number, i.our_number) as consent
    from interactions i
    left join campaigns c on c.campaign_id = i.campaign_id`;

/** One conversation with its transcript; null when the tenant has no such one. */
export async function readConversation(
  db: Queryable,
  tenantId: string,
  interactionId: string,
): Promise<Conversation | null> {
  const { rows } = await db.query(`${CONVERSATION} where i.tenant_id = $1 and i.interaction_id = $2`, [
    tenantId,
    interactionId,
  ]);
  return rows[0] ? conversationOf(rows[0]) : null;
}

/** Whether a tenant has this conversation. */
export async function hasConversation(db: Queryable, tenantId: string, interactionId: string): Promise<boolean> {
  const sql = 'select 1 from interactions where tenant_id = $1 and interaction_id = $2';
  const { rowCount } = await db.query(sql, [tenantId, interactionId]);
  return rowCount === 1;
}

/** A lead's conversations, newest first; null when the tenant has no such lead. */
export async function readLeadConversations(
  db: Queryable,
  tenantId: string,
  leadId: string,
): Promise<Conversation[] | null> {
  const sql = `${CONVERSATION} where i.tenant_id = $1 and i.lead_id = $2 order by i.created_at desc, i.interaction_id desc`;
  const { rows } = await db.query(sql, [tenantId, leadId]);
  if (rows.length > 0) return rows.map(conversationOf);
  const lead = await db.query('select 1 from leads where tenant_id = $1 and lead_id = $2', [tenantId, leadId]);
  return lead.rowCount === 0 ? null : [];
}

/** What a list and a single conversation have in common. */
export type ConversationHead = Pick<
  Conversation,
  | 'interactionId'
  | 'leadId'
  | 'campaignId'
  | 'clientId'
  | 'offerId'
  | 'type'
  | 'status'
  | 'phone'
  | 'telephony'
  | 'sms'
  | 'attention'
  | 'consent'
  | 'createdAt'
>;

/** @param row of `interactions`, with `client_id` and `offer_id` of its campaign, and `consent` */
// biome-ignore lint/suspicious/noExplicitAny: a row, whose shape the caller's SQL gives
export function conversationHeadOf(row: any): ConversationHead {
  return {
    interactionId: row.interaction_id,
    leadId: row.lead_id,
    campaignId: row.campaign_id ?? '',
    clientId: row.client_id ?? '',
    offerId: row.offer_id ?? '',
    type: 'sms',
    status: row.status,
    phone: row.lead_number,
    telephony: { provider: row.provider, messageId: row.last_message_id ?? '', phoneNumber: row.our_number },
    sms: { agentMode: row.agent_mode, direction: row.last_direction ?? 'outbound' },
    attention: row.attention && { reason: row.attention, since: row.attention_at.toISOString() },
    consent: row.consent,
    createdAt: row.created_at.toISOString(),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a row, whose shape the SQL above gives
function conversationOf(row: any): Conversation {
  return {
    ...conversationHeadOf(row),
    summary: '',
    transcript: row.transcript,
    errorCode: row.error_code ?? '',
    errorMessage: row.error_message ?? '',
    turn: currentTurnOf(row.turn),
    agentRestsUntil: row.agent_rests_until?.toISOString() ?? null,
    updatedAt: row.updated_at.toISOString(),
  };
}

/** What is set of a conversation; `attention: null` says that a person looked. */
export interface ConversationChange {
  status?: InteractionStatus;
  agentMode?: boolean;
  attention?: null;
}

/**
 * Sets a conversation's status or Agent Mode, or clears its attention, each as a fact of its own. Switching Agent Mode off
 * drops the open turn. The caller runs this in a transaction.
 * @returns the facts to signal; null when the tenant has no such conversation
 */
export async function changeConversation(
  tx: Queryable,
  tenantId: string,
  interactionId: string,
  change: ConversationChange,
): Promise<FactToSignal[] | null> {
  const locked = await tx.query(
    'select status, agent_mode, attention from interactions where tenant_id = $1 and interaction_id = $2 for no key update',
    [tenantId, interactionId],
  );
  const talk = locked.rows[0];
  if (talk === undefined) return null;
  const facts: FactToSignal[] = [];
  if (change.agentMode !== undefined && change.agentMode !== talk.agent_mode) {
    // Switching it on ends the agent's rest; the next text then looks for what nobody answered meanwhile.
    await tx.query(
      `update interactions
          set agent_mode = $2, agent_rests_until = case when $2 and agent_rests_until > now() then now() else agent_rests_until end
        where interaction_id = $1`,
      [interactionId, change.agentMode],
    );
    if (!change.agentMode) await closeOpenTurn(tx, interactionId, 'dropped');
    facts.push(await appendFact(tx, tenantId, interactionId, 'agent-mode-set', { agentMode: change.agentMode }));
  }
  if (change.status !== undefined && change.status !== talk.status) {
    await tx.query('update interactions set status = $2 where interaction_id = $1', [interactionId, change.status]);
    await clearAttention(tx, interactionId);
    facts.push(await appendFact(tx, tenantId, interactionId, 'status-set', { status: change.status }));
  }
  if (change.attention === null && (await clearAttention(tx, interactionId))) {
    facts.push(await appendFact(tx, tenantId, interactionId, 'attention-cleared', { reason: talk.attention }));
  }
  return facts;
}

/**
 * Ends the conversation's open turn, if there is one: nobody is asked, and a late reply is refused. A failed turn that
 * nobody answered yet ends with it, so that its texts are not asked again.
 */
export async function closeOpenTurn(
  tx: Queryable,
  interactionId: string,
  state: 'dropped' | 'answered_by_person',
): Promise<void> {
  await tx.query(
    `update turns set state = $2, ended_at = clock_timestamp()
      where interaction_id = $1
        and (state in ('collecting', 'asking', 'retrying', 'waiting')
             or state = 'failed' and number = (select last_turn from interactions where interaction_id = $1))`,
    [interactionId, state],
  );
}

/** Nothing is left to decide about a text that sounded like an opt-out. */
export async function endNearOptOut(tx: Queryable, interactionId: string): Promise<void> {
  await tx.query('select end_near_opt_out($1)', [interactionId]);
}

/** Appends an event that the conversation's workflow must be told of. */
export async function appendFact(
  tx: Queryable,
  tenantId: string,
  interactionId: string,
  type: string,
  data: Record<string, unknown>,
): Promise<FactToSignal> {
  const { rows } = await tx.query(
    `select e.seq, e.after_seq, e.at, i.tenant_id, i.interaction_id, i.provider, $4::jsonb as data
       from append_event($1, $2, $3, $4, true) e, interactions i
      where i.interaction_id = $2`,
    [tenantId, interactionId, type, JSON.stringify(data)],
  );
  return factOf(type, rows[0]);
}

/** Sets a conversation without traffic for `idleMs` to incomplete, if it is still in progress. @returns its status afterwards */
export async function recordIdle(
  db: Queryable,
  tenantId: string,
  interactionId: string,
  idleMs: number,
): Promise<InteractionStatus> {
  const { rows } = await db.query<{ status: InteractionStatus }>(
    'select record_idle($1, $2, make_interval(secs => $3)) as status',
    [tenantId, interactionId, idleMs / 1000],
  );
  return rows[0]!.status;
}
