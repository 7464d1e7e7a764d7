import type { SendContext, SendRequest } from '../domain/sender';
import { ANSWERS_PER_HOUR, type ReplyRefusal, replyRefusal, type TurnState } from '../domain/turn';
import { clearAttention } from './attention';
import { appendFact, closeOpenTurn, endNearOptOut } from './conversations';
import type { FactToSignal } from './ingest';
import type { Queryable } from './pool';

export interface SendKnowledge {
  context: SendContext;
  /** A conversation was named that this lead does not have. */
  conversationMissing: boolean;
  /** A person decided that the lead, or another with the number that is texted, is not to be texted. */
  doNotContact: boolean;
  /** The providers at which the tenant has an account of its own. */
  ownAccounts: string[];
}

/** Everything that resolving a send needs, in one query; null when the tenant has no such lead. */
export async function readSendContext(
  db: Queryable,
  tenantId: string,
  leadId: string,
  request: SendRequest & { byAgent: boolean; turnId?: string },
): Promise<SendKnowledge | null> {
  const { rows } = await db.query({
    name: 'read_send_context',
    text: `
      select l.phone, l.campaign_id as lead_campaign_id, t.default_provider,
             c.campaign_id, c.phone_number, c.provider, c.status = 'archived' as archived, a.phone_number as agent_phone_number,
             (select coalesce(json_agg(json_build_object('phoneNumber', n.phone_number, 'provider', provider_of_number($1, n.phone_number))
                                       order by n.created_at, n.phone_number), '[]')
                from phone_numbers n where n.tenant_id = $1 and n.sms_capable) as numbers,
             i.interaction_id, i.our_number, i.lead_number, i.provider as conversation_provider,
             do_not_contact_holds($1, l.lead_id, coalesce(i.lead_number, $7, l.phone)) as do_not_contact,
             array(select p.provider from provider_accounts p where p.tenant_id = $1) as own_accounts
        from leads l
        join tenants t on t.tenant_id = l.tenant_id
        left join campaigns c on c.tenant_id = l.tenant_id and c.campaign_id = coalesce($3, l.campaign_id)
        left join sms_agents a on a.agent_id = case when l.is_test then coalesce(c.test_agent_id, c.production_agent_id)
                                                    else c.production_agent_id end
        left join interactions i on i.tenant_id = l.tenant_id and i.interaction_id = case
          when $4::text is not null then (select x.interaction_id from interactions x
                                           where x.tenant_id = $1 and x.interaction_id = $4 and x.lead_id = l.lead_id)
          when $6::text is not null then (select x.interaction_id from turns w join interactions x using (interaction_id)
                                           where x.tenant_id = $1 and x.lead_id = l.lead_id and w.turn_id = $6)
          -- An agent that names no conversation means the one that awaits its answer, if that is one.
          when $5 then (select case when count(*) = 1 then min(w.interaction_id) end from turns w join interactions x using (interaction_id)
                         where x.tenant_id = $1 and x.lead_id = l.lead_id and w.state in ('asking', 'retrying', 'waiting')) end
       where l.tenant_id = $1 and l.lead_id = $2`,
    values: [
      tenantId,
      leadId,
      request.campaignId ?? null,
      request.interactionId ?? null,
      request.byAgent,
      request.turnId ?? null,
      request.to ?? null,
    ],
  });
  const row = rows[0];
  if (row === undefined) return null;
  const context: SendContext = {
    lead: { phone: row.phone, campaignId: row.lead_campaign_id },
    campaign: row.campaign_id && {
      campaignId: row.campaign_id,
      phoneNumber: row.phone_number,
      provider: row.provider,
      agentPhoneNumber: row.agent_phone_number,
      archived: row.archived,
    },
    numbers: row.numbers,
    defaultProvider: row.default_provider,
    conversation: row.interaction_id && {
      interactionId: row.interaction_id,
      ourNumber: row.our_number,
      leadNumber: row.lead_number,
      provider: row.conversation_provider,
    },
  };
  return {
    context,
    conversationMissing: request.interactionId !== undefined && context.conversation === null,
    doNotContact: row.do_not_contact,
    ownAccounts: row.own_accounts,
  };
}

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

export type RecordedSend =
  | { outcome: 'recorded'; fact: FactToSignal }
  | { outcome: 'refused'; code: SendRefusal; details: RefusalDetails }
  | { outcome: 'no-such-turn' };

/** `retryAt`: when the agent may answer again, ISO 8601. */
interface RefusalDetails {
  messageId?: string;
  turnId?: string;
  rule?: string;
  answersPerHour?: number;
  retryAt?: string;
}

/** Why a text is not recorded, as the API's code: the lead may not be texted, a person decides first whether the agent goes on, or the agent said enough. */
type SendRefusal = ReplyRefusal | 'CONTACT_OPTED_OUT' | 'NEAR_OPT_OUT' | 'ANSWER_LIMIT_REACHED';

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

type ReplyClaim = { outcome: 'claimed'; turnId?: string } | Exclude<RecordedSend, { outcome: 'recorded' }>;

/** Claims the turn that an agent's reply answers: the one it names, else the one that waits (it may be none). */
async function claimReply(tx: Queryable, interactionId: string, send: NewSend): Promise<ReplyClaim> {
  const { rows } = await tx.query<{
    turn_id: string;
    state: TurnState;
    unseen: boolean;
    reply_message_id: string | null;
    answers_per_hour: number;
    full_until: Date | null;
  }>(
    `select t.turn_id, t.state, coalesce(t.last_seq > t.asked_seq, true) as unseen, t.reply_message_id, a.answers_per_hour,
            case when not t.beyond_limit then answers_full_until($1, a.answers_per_hour) end as full_until
       from turns t join sms_agents a on a.agent_id = t.agent_id
      where t.interaction_id = $1
        and case when $2::text is null then t.state in ('asking', 'retrying', 'waiting') else t.turn_id = $2 end`,
    [interactionId, send.turnId ?? null],
  );
  const turn = rows[0];
  if (turn === undefined)
    return send.turnId === undefined ? claimNoTurn(tx, interactionId) : { outcome: 'no-such-turn' };

  const code = send.turnId === undefined ? null : replyRefusal(turn.state, turn.unseen);
  if (code === 'TURN_ALREADY_ANSWERED') {
    return { outcome: 'refused', code, details: { messageId: turn.reply_message_id ?? undefined } };
  }
  if (code === 'STALE_TURN')
    return { outcome: 'refused', code, details: { turnId: await newestTurn(tx, interactionId) } };
  if (code !== null) return { outcome: 'refused', code, details: {} };
  if (turn.full_until !== null) return atLimit(turn.answers_per_hour, turn.full_until, turn.turn_id);

  await tx.query(
    `update turns set state = 'answered', reply_message_id = $2, ended_at = clock_timestamp() where turn_id = $1`,
    [turn.turn_id, send.messageId],
  );
  return { outcome: 'claimed', turnId: turn.turn_id };
}

/** An agent's text that answers no turn is one of its answers too, of whichever agent the conversation has. */
async function claimNoTurn(tx: Queryable, interactionId: string): Promise<ReplyClaim> {
  const { rows } = await tx.query<{ answers_per_hour: number; full_until: Date | null }>(
    `select most.answers_per_hour, answers_full_until($1, most.answers_per_hour) as full_until
       from (select coalesce((
               select a.answers_per_hour
                 from interactions i
                 join leads l on l.tenant_id = i.tenant_id and l.lead_id = i.lead_id
                cross join responsible_agent(i.tenant_id, i.campaign_id, i.our_number, l.is_test) a
                where i.interaction_id = $1), $2::integer) as answers_per_hour) most`,
    [interactionId, ANSWERS_PER_HOUR],
  );
  const { answers_per_hour: answersPerHour, full_until: fullUntil } = rows[0]!;
  return fullUntil === null ? { outcome: 'claimed' } : atLimit(answersPerHour, fullUntil);
}

function atLimit(answersPerHour: number, fullUntil: Date, turnId?: string): ReplyClaim {
  const details = { answersPerHour, retryAt: fullUntil.toISOString(), ...(turnId && { turnId }) };
  return { outcome: 'refused', code: 'ANSWER_LIMIT_REACHED', details };
}

/** @returns until when the conversation's agent rests, in milliseconds since 1970; undefined: it does not */
async function restAgent(tx: Queryable, interactionId: string): Promise<number | undefined> {
  const { rows } = await tx.query<{ until: Date | null }>('select rest_agent($1) as until', [interactionId]);
  return rows[0]?.until?.getTime();
}

async function newestTurn(tx: Queryable, interactionId: string): Promise<string> {
  const { rows } = await tx.query<{ turn_id: string }>(
    'select turn_id from turns where interaction_id = $1 order by number desc limit 1',
    [interactionId],
  );
  return rows[0]!.turn_id;
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
