import type { MessageState } from '../domain/delivery';
import { replacedBy, stateAfterVerdict, type VerdictKind } from '../domain/delivery';
import type { QuietHours } from '../domain/quiet-hours';
import type { Queryable } from './pool';
import { accountOfRow, type SealedAccount } from './provider-accounts';

/** A message claimed for one attempt to hand it to its provider. */
export interface ClaimedDelivery {
  attempt: number;
  body: string;
  from: string;
  to: string;
  provider: string;
  /** The tenant's own account there; null: the installation's is used. */
  account: SealedAccount | null;
}

export type DeliveryClaim =
  | { outcome: 'claimed'; delivery: ClaimedDelivery }
  | { outcome: 'unclear' }
  /** `ahead`: the text before it, where nobody seems to be delivering that. */
  | { outcome: 'behind'; ahead?: { messageId: string; seq: number } }
  /** It waits for the end of quiet hours already; milliseconds since 1970. */
  | { outcome: 'scheduled'; until: number }
  /** It keeps quiet hours, and whether it is quiet where the lead is has to be found out. `timezone`: the lead's, where known. */
  | { outcome: 'quiet-hours'; hours: QuietHours; timezone: string | null; to: string }
  /** By the sending rate of its number it leaves then; milliseconds since 1970. */
  | { outcome: 'paced'; until: number }
  | { outcome: 'done'; state: MessageState };

/**
 * Claims one attempt (`functions/claim_delivery.sql`): of any number of claims at once, one is `claimed`.
 * @param heedsQuietHours false: it was found that it is not quiet there now
 */
export async function claimDelivery(
  db: Queryable,
  tenantId: string,
  messageId: string,
  heedsQuietHours = true,
): Promise<DeliveryClaim> {
  const { rows } = await db.query({
    name: 'claim_delivery',
    text: `
      select claim.*, own.account_id, own.secret as account_secret
        from claim_delivery($1, $2, $3, true) claim
        left join provider_accounts own on own.tenant_id = $1 and own.provider = claim.provider`,
    values: [tenantId, messageId, heedsQuietHours],
  });
  const row = rows[0];
  if (row.outcome === 'done' && row.state === 'scheduled')
    return { outcome: 'scheduled', until: row.send_at.getTime() };
  if (row.outcome === 'done') return { outcome: 'done', state: row.state };
  if (row.outcome === 'unclear') return { outcome: 'unclear' };
  if (row.outcome === 'paced') return { outcome: 'paced', until: row.until.getTime() };
  if (row.outcome === 'behind') {
    const { ahead_message_id: messageId, ahead_seq: seq } = row;
    return { outcome: 'behind', ahead: messageId === null ? undefined : { messageId, seq } };
  }
  if (row.outcome === 'quiet_hours') {
    return { outcome: 'quiet-hours', hours: row.quiet_hours, timezone: row.timezone, to: row.to_number };
  }
  const { attempt, body, provider, from_number: from, to_number: to } = row;
  return { outcome: 'claimed', delivery: { attempt, body, from, to, provider, account: accountOfRow(row) } };
}

/** What an attempt came to. */
export interface AttemptVerdict {
  tenantId: string;
  messageId: string;
  attempt: number;
  kind: VerdictKind;
  providerMessageId: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** The state to move to, where evidence says more than the verdict; else the verdict's own. */
  state?: MessageState;
  /** Refused because the lead opted out at the provider: that goes into the ledger. */
  optedOut?: boolean;
  /** Somebody may be waiting for this verdict (the send endpoint): tell them by NOTIFY. */
  notify: boolean;
}

/**
 * Writes an attempt's verdict and moves its message on, as far as reports have not moved it further already.
 * @returns the message's state afterwards
 */
export async function recordVerdict(db: Queryable, verdict: AttemptVerdict): Promise<MessageState> {
  const next = verdict.state ?? stateAfterVerdict(verdict.kind);
  const { rows } = await db.query<{ state: MessageState }>({
    name: 'record_verdict',
    text: 'select record_verdict($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as state',
    values: [
      verdict.tenantId,
      verdict.messageId,
      verdict.attempt,
      verdict.kind,
      verdict.providerMessageId,
      verdict.errorCode,
      verdict.errorMessage,
      next,
      next === null ? [] : replacedBy(next),
      verdict.notify,
      verdict.optedOut ?? false,
    ],
  });
  return rows[0]!.state;
}

/** What is known of a message whose sending is in doubt, for looking for evidence. */
export interface DoubtfulMessage {
  state: MessageState;
  attempt: number;
  /** When the attempt in doubt began; milliseconds since 1970. */
  attemptedAt: number;
  body: string;
  from: string;
  to: string;
  provider: string;
  /** The tenant's own account there; null: the installation's is used. */
  account: SealedAccount | null;
  /** The provider's ids of other texts of this conversation: none of them can be this text. */
  knownProviderMessageIds: string[];
}

export async function readDoubtful(db: Queryable, tenantId: string, messageId: string): Promise<DoubtfulMessage> {
  const { rows } = await db.query({
    name: 'read_doubtful',
    text: `
      select m.state, m.body, m.from_number as from, m.to_number as to, m.provider, a.attempt, a.started_at,
             own.account_id, own.secret as account_secret,
             array(select o.provider_message_id from messages o
                    where o.interaction_id = m.interaction_id and o.message_id <> m.message_id
                      and o.direction = 'outbound' and o.provider_message_id is not null) as known
        from messages m
        left join provider_accounts own on own.tenant_id = m.tenant_id and own.provider = m.provider
        left join lateral (select * from send_attempts s where s.message_id = m.message_id order by s.attempt desc limit 1) a on true
       where m.tenant_id = $1 and m.message_id = $2`,
    values: [tenantId, messageId],
  });
  const { started_at: startedAt, known, account_id: _, account_secret: __, ...row } = rows[0];
  return {
    ...row,
    attemptedAt: startedAt.getTime(),
    account: accountOfRow(rows[0]),
    knownProviderMessageIds: known,
  };
}

/** Gives up looking for evidence: `unconfirmed`, unless a report came in the meantime. @returns the state afterwards */
export async function recordUnconfirmed(db: Queryable, tenantId: string, messageId: string): Promise<MessageState> {
  const { rows } = await db.query<{ state: MessageState }>({
    name: 'record_unconfirmed',
    text: 'select record_unconfirmed($1, $2, $3) as state',
    values: [tenantId, messageId, replacedBy('unconfirmed')],
  });
  return rows[0]!.state;
}
