import type { TurnPayload } from '../domain/turn-payload';
import type { FactToSignal } from './ingest';
import type { Queryable } from './pool';
import { accountOfRow, type SealedAccount } from './provider-accounts';

/** A turn claimed for one attempt: whom to ask, and what to show. */
export interface ClaimedTurn {
  attempt: number;
  /** The newest event the agent is shown; a reply is stale once the lead has written after it. */
  askedSeq: number;
  /** Since the turn's first attempt, in milliseconds. */
  askedForMs: number;
  webhookUrl: string;
  /** Sealed with PARLEY_SECRET_KEY. After a rotation the one before signs too, until its time is over. */
  webhookSecrets: Buffer[];
  payload: TurnPayload;
}

export type TurnClaim =
  | { outcome: 'claimed'; turn: ClaimedTurn }
  | { outcome: 'answered'; replyMessageId: string; replySeq: number }
  | { outcome: 'closed' };

/**
 * Claims a turn for one attempt to ask its agent (`functions/claim_turn.sql`) and reads all that the agent is shown, in
 * one round trip.
 */
export async function claimTurn(db: Queryable, tenantId: string, turnId: string): Promise<TurnClaim> {
  const { rows } = await db.query({
    name: 'claim_turn',
    text: `
      select claim.outcome, claim.attempt, claim.asked_seq, claim.asked_for_ms, claim.reply_message_id, claim.reply_seq,
             shown.webhook_url, shown.webhook_secrets, shown.payload
        from claim_turn($1, $2) claim
        left join lateral turn_payload($1, $2, claim.first_seq, claim.asked_seq) shown on claim.outcome = 'claimed'`,
    values: [tenantId, turnId],
  });
  const row = rows[0];
  if (row.outcome === 'closed') return { outcome: 'closed' };
  if (row.outcome === 'answered') {
    return { outcome: 'answered', replyMessageId: row.reply_message_id, replySeq: row.reply_seq };
  }
  return {
    outcome: 'claimed',
    turn: {
      attempt: row.attempt,
      askedSeq: row.asked_seq,
      askedForMs: row.asked_for_ms,
      webhookUrl: row.webhook_url,
      webhookSecrets: row.webhook_secrets,
      payload: { ...row.payload, timestamp: new Date().toISOString() },
    },
  };
}

export type RecordedReply =
  | {
      outcome: 'claimed' | 'queued';
      /** Of one that is queued because of the sending rate of its number: when it leaves; milliseconds since 1970. */
      until?: number;
      seq: number;
      from: string;
      to: string;
      provider: string;
      /** The tenant's own account there; null: the installation's is used. */
      account: SealedAccount | null;
    }
  /** It keeps quiet hours: recorded, and for its claim to decide. */
  | { outcome: 'quiet_hours'; seq: number }
  /** An execution of this same activity recorded the agent's reply before: that is the one. */
  | { outcome: 'replied_before'; messageId: string; seq: number }
  | {
      outcome:
        | 'stale'
        | 'answered'
        | 'answered_by_person'
        | 'dropped'
        | 'do_not_contact'
        | 'opted_out'
        | 'number_not_ours'
        | 'answer_limit';
    };

/** Records the reply that an agent gave in its webhook's answer (`functions/record_reply.sql`). */
export async function recordReply(
  db: Queryable,
  reply: { tenantId: string; turnId: string; askedSeq: number; messageId: string; body: string; segments: number },
): Promise<RecordedReply> {
  const { rows } = await db.query({
    name: 'record_reply',
    text: `
      select reply.*, own.account_id, own.secret as account_secret
        from record_reply($1, $2, $3, $4, $5, $6, true) reply
        left join provider_accounts own on own.tenant_id = $1 and own.provider = reply.provider`,
    values: [reply.tenantId, reply.turnId, reply.askedSeq, reply.messageId, reply.body, reply.segments],
  });
  const row = rows[0];
  if (row.outcome === 'replied_before') {
    return { outcome: row.outcome, messageId: row.earlier_message_id, seq: row.seq };
  }
  if (row.outcome === 'quiet_hours') return { outcome: row.outcome, seq: row.seq };
  if (row.outcome !== 'claimed' && row.outcome !== 'queued') return { outcome: row.outcome };
  const { outcome, seq, from_number: from, to_number: to, provider } = row;
  const until: number | undefined = row.until?.getTime();
  return { outcome, until, seq, from, to, provider, account: accountOfRow(row) };
}

/** How an attempt to ask an agent ended without a reply, and the state its turn goes to, if it is still being asked. */
export interface AttemptEnd {
  tenantId: string;
  turnId: string;
  attempt: number;
  outcome: string;
  httpStatus: number | null;
  next: 'waiting' | 'retrying';
}

/** @returns whether the turn is still open */
export async function endAttempt(db: Queryable, end: AttemptEnd): Promise<boolean> {
  const { rows } = await db.query<{ open: boolean }>({
    name: 'end_attempt',
    text: 'select end_attempt($1, $2, $3, $4, $5, $6) as open',
    values: [end.tenantId, end.turnId, end.attempt, end.outcome, end.httpStatus, end.next],
  });
  return rows[0]?.open ?? false;
}

/**
 * Ends an open turn whose reply was refused because its agent gave all the answers that it may give within an hour
 * (`functions/fail_limited_turn.sql`). @returns the fact to signal; null: it has ended otherwise, or one more may leave by now
 */
export async function failLimitedTurn(db: Queryable, tenantId: string, turnId: string): Promise<FactToSignal | null> {
  const sql = 'select fail_limited_turn($1, $2) as fact';
  const { rows } = await db.query<{ fact: FactToSignal | null }>(sql, [tenantId, turnId]);
  return rows[0]?.fact ?? null;
}

/**
 * Ends a turn whose agent could not be reached until its retries ended; the conversation is to be followed up by a person.
 * @returns `failed`, or what became of it meanwhile
 */
export async function failTurn(db: Queryable, tenantId: string, turnId: string): Promise<'failed' | 'closed'> {
  const { rows } = await db.query<{ failed: boolean }>({
    name: 'fail_turn',
    text: 'select fail_turn($1, $2) as failed',
    values: [tenantId, turnId],
  });
  return rows[0]?.failed ? 'failed' : 'closed';
}
