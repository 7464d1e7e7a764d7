import { inTransaction, type Pool, type Queryable } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { claimTurn, type RecordedReply, recordReply } from '../../src/db/turns';
import { newId } from '../../src/new-id';
import { eventually } from '../support/eventually';
import { createTenant, inboundText, newSend, readRow, type Tenant, takeIn } from '../support/tenant';

/** A conversation whose lead wrote once, and the turn that waits. */
export async function oneText(pool: Pool, parts: Parameters<typeof createTenant>[1] = {}) {
  const tenant = await createTenant(pool, parts);
  const fact = await takeIn(pool, inboundText(tenant, 'Hi'));
  return { tenant, fact, turnId: String(fact.data.turnId), tenantId: tenant.tenantId };
}

/** The same, and its agent is being asked. */
export async function asked(pool: Pool) {
  const talk = await oneText(pool);
  const claim = await claimTurn(pool, talk.tenantId, talk.turnId);
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  return { ...talk, askedSeq: claim.turn.askedSeq, attempt: claim.turn.attempt };
}

export type Asked = Awaited<ReturnType<typeof asked>>;

/** The agent replies in its webhook's answer. */
export function reply(pool: Pool, talk: Asked, messageId = newId('message')): Promise<RecordedReply> {
  const { tenantId, turnId, askedSeq } = talk;
  return recordReply(pool, { tenantId, turnId, askedSeq, messageId, body: 'We are open', segments: 1 });
}

/** The agent replies through the API. */
export function replyByApi(pool: Pool, { tenant, turnId }: Asked) {
  return inTransaction(pool, (tx) => recordSend(tx, newSend(tenant, { source: 'sms_agent', turnId })));
}

export function sendAs(pool: Pool, tenant: Tenant, source: 'manual' | 'api') {
  return inTransaction(pool, (tx) => recordSend(tx, newSend(tenant, { source })));
}

/** A text of ours that waits to be handed over. @returns its id */
export async function queuedText(pool: Pool, tenant: Tenant): Promise<string> {
  const sent = await sendAs(pool, tenant, 'api');
  if (sent.outcome !== 'recorded') throw new Error(sent.outcome);
  return String(sent.fact.data.messageId);
}

export function turnOf(db: Queryable, turnId: string) {
  return readRow(db, 'select * from turns where turn_id = $1', [turnId]);
}

export function messageOf(db: Queryable, messageId: string) {
  return readRow(db, 'select * from messages where message_id = $1', [messageId]);
}

export function conversationOf(db: Queryable, interactionId: string) {
  return readRow(db, 'select * from interactions where interaction_id = $1', [interactionId]);
}

/** Waits until so many connections of this database wait for a lock. */
export function waitingForLocks(pool: Pool, count: number): Promise<void> {
  return eventually(async () => {
    const { rows } = await pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(count);
  });
}

/**
 * Does `first` in a transaction, starts `second` and sees it wait for a lock, then lets both end.
 * @returns what `second` came to
 */
export async function inOrder<T>(
  pool: Pool,
  first: (tx: Queryable) => Promise<unknown>,
  second: () => Promise<T>,
): Promise<T> {
  let started: Promise<T> | undefined;
  await inTransaction(pool, async (tx) => {
    await first(tx);
    started = second();
    started.catch(() => {}); // told below
    await waitingForLocks(pool, 1);
  });
  return started!;
}
