import { ANSWERS_PER_HOUR, type ReplyRefusal, replyRefusal, type TurnState } from '../domain/turn';
import type { Queryable } from './pool';

/** An agent's text that is about to be recorded. */
interface ClaimingReply {
  messageId: string;
  /** The turn that it names. */
  turnId?: string;
}

/** `turnId`: the turn that the text answers. A refusal's code is the API's. */
export type ReplyClaim =
  | { outcome: 'claimed'; turnId?: string }
  | { outcome: 'refused'; code: ReplyRefusal | 'ANSWER_LIMIT_REACHED'; details: ReplyRefusalDetails }
  | { outcome: 'no-such-turn' };

/** What the one who answers can do with a refusal. */
interface ReplyRefusalDetails {
  /** The text that has answered the turn. */
  messageId?: string;
  /** The newest turn. */
  turnId?: string;
  answersPerHour?: number;
  /** When the agent may answer again, ISO 8601. */
  retryAt?: string;
}

/** Claims the turn that an agent's reply answers: the one it names, else the one that waits (it may be none). Under the conversation's lock. */
export async function claimReply(tx: Queryable, interactionId: string, send: ClaimingReply): Promise<ReplyClaim> {
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

async function newestTurn(tx: Queryable, interactionId: string): Promise<string> {
  const { rows } = await tx.query<{ turn_id: string }>(
    'select turn_id from turns where interaction_id = $1 order by number desc limit 1',
    [interactionId],
  );
  return rows[0]!.turn_id;
}
