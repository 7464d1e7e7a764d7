import { clearAttention } from './attention';
import { appendFact, closeOpenTurn, endNearOptOut } from './conversations';
import type { FactToSignal } from './ingest';
import type { Queryable } from './pool';
import { claimReply, type ReplyClaim } from './reply-claim';

/** A text to record: resolved, checked, not yet written. */
export interface NewSend {
  tenantId: string;
  leadId: string;
  campaignId: string | null;
  from: string;
  to: string;
  provider: string;
  messageId: string;
  /** Used when the pair of numbers has no conversation yet. */
  newInteractionId: string;
  body: string;
  segments: number;
  source: 'manual' | 'api' | 'sms_agent';
  /** `user_…` or `key_…`. */
  sentBy?: string;
  /** The turn that this answers, as an agent names it. */
  turnId?: string;
  /** It is scheduled for this time; not given: it leaves now. */
  sendAt?: Date;
}

/** Why a text is not recorded, as the API's code: the lead may not be texted (by which rule), a person decides first whether the agent goes on, or its turn cannot be claimed. */
export type RecordedSend =
  | { outcome: 'recorded'; fact: FactToSignal }
  | { outcome: 'refused'; code: 'CONTACT_OPTED_OUT'; details: { rule: string } }
  | { outcome: 'refused'; code: 'NEAR_OPT_OUT'; details: Record<string, never> }
  | Exclude<ReplyClaim, { outcome: 'claimed' }>;

/**
 * Records a text as `queued` in its conversation (found or begun) with its event, in the caller's transaction, or as `scheduled`.
 * An agent's reply claims its turn here; a person's text answers whatever turn waits, and a near opt-out with it, and lets the
 * agent rest where it is set to, unless it is scheduled: what has not left is no answer.
 * Whether the lead may be texted is decided under the conversation's lock, which an opt-out takes as well.
 */
export async function recordSend(tx: Queryable, send: NewSend): Promise<RecordedSend> {
  const { rows } = await tx.query<{
    interaction_id: string;
    attention: string | null;
    suspended: boolean;
    consent: string;
  }>(
    `insert into interactions as i (interaction_id, tenant_id, lead_id, campaign_id, our_number, lead_number, provider, agent_mode)
     values ($1, $2, $3, $4, $5, $6, $7, false)
     on conflict (tenant_id, our_number, lead_number) do update set updated_at = now(), provider = excluded.provider
     returning i.interaction_id, i.attention, i.near_opt_out_seq is not null as suspended,
               consent_of_conversation(i.tenant_id, i.lead_id, i.lead_number, i.our_number) as consent`,
    [send.newInteractionId, send.tenantId, send.leadId, send.campaignId, send.from, send.to, send.provider],
  );
  const { interaction_id: interactionId, attention, suspended, consent } = rows[0]!; // and its row is locked: all is decided under that lock
  if (consent !== 'ok') return { outcome: 'refused', code: 'CONTACT_OPTED_OUT', details: { rule: consent } };
  if (suspended && send.source === 'sms_agent') return { outcome: 'refused', code: 'NEAR_OPT_OUT', details: {} };

  const answers = send.source === 'manual' && send.sendAt === undefined;
  let answeredTurnId: string | undefined;
  let restsUntil: number | undefined;
  if (send.source === 'sms_agent') {
    const claim = await claimReply(tx, interactionId, send);
    if (claim.outcome !== 'claimed') return claim;
    answeredTurnId = claim.turnId;
  } else if (answers) {
    await closeOpenTurn(tx, interactionId, 'answered_by_person');
    if (suspended) await endNearOptOut(tx, interactionId);
    restsUntil = await restAgent(tx, interactionId);
  }
  const attended = answers || answeredTurnId !== undefined;
  const attentionCleared = attended && attention !== null && (await clearAttention(tx, interactionId, answers));

  const data = {
    messageId: send.messageId,
    ...(answeredTurnId && { turnId: answeredTurnId, ...(attentionCleared && { attentionCleared }) }),
  };
  const fact = await appendSend(tx, interactionId, send, { ...data, restsUntil });
  const scheduled = send.sendAt !== undefined;
  await tx.query(
    `with message as (
       insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number,
                             provider, state, segments, turn_id, created_at, sent_by, send_at, scheduled_for)
       values ($1, $2, $3, $4, 'outbound', $5, $6, $7, $8, $9, $14, $10, $11, $12, $13, $15, $16)
     )
     update interactions set last_message_id = $1, last_message_at = $12, last_direction = 'outbound'
      where interaction_id = $3 and $14 <> 'scheduled'`,
    [
      send.messageId,
      send.tenantId,
      interactionId,
      fact.seq,
      send.source,
      send.body,
      send.from,
      send.to,
      send.provider,
      send.segments,
      answeredTurnId ?? null,
      new Date(fact.at),
      send.sentBy ?? null,
      scheduled ? 'scheduled' : 'queued',
      send.sendAt ?? null,
      scheduled ? 'asked' : null,
    ],
  );
  return { outcome: 'recorded', fact };
}

function appendSend(
  tx: Queryable,
  interactionId: string,
  { tenantId, source, sendAt }: NewSend,
  data: Record<string, unknown>,
): Promise<FactToSignal> {
  if (sendAt !== undefined) {
    return appendFact(tx, tenantId, interactionId, 'text-scheduled', { ...data, dueAt: sendAt.getTime() });
  }
  if (source === 'sms_agent') return appendFact(tx, tenantId, interactionId, 'agent-reply', data);
  return appendFact(tx, tenantId, interactionId, 'send', { ...data, source });
}

/** @returns until when the conversation's agent rests, in milliseconds since 1970; undefined: it does not */
async function restAgent(tx: Queryable, interactionId: string): Promise<number | undefined> {
  const { rows } = await tx.query<{ until: Date | null }>('select rest_agent($1) as until', [interactionId]);
  return rows[0]?.until?.getTime();
}

/** Where a message stands, for answering the one who sent it. */
export interface SendStanding {
  state: string;
  interactionId: string;
  errorCode: string | null;
  errorMessage: string | null;
  withheldRule: string | null;
  /** When it leaves, or was to leave, where it is or was scheduled. */
  sendAt: Date | null;
  /** When a text leaves that waits for the sending rate of its number. */
  slotAt: Date | null;
}

export async function readSendStanding(
  db: Queryable,
  tenantId: string,
  messageId: string,
): Promise<SendStanding | null> {
  const { rows } = await db.query({
    name: 'read_send_standing',
    text: `select state, interaction_id as "interactionId", error_code as "errorCode", error_message as "errorMessage", withheld_rule as "withheldRule",
                  send_at as "sendAt", slot_at as "slotAt"
             from messages where tenant_id = $1 and message_id = $2`,
    values: [tenantId, messageId],
  });
  return rows[0] ?? null;
}
