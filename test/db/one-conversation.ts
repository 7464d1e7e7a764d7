import { askAgentAgain } from '../../src/db/ask-agent';
import { decideConsent, goOn, optOutAfterAll } from '../../src/db/consent';
import { changeConversation, recordIdle } from '../../src/db/conversations';
import { type AttemptVerdict, claimDelivery, recordUnconfirmed, recordVerdict } from '../../src/db/deliveries';
import { liftDoNotContact, setDoNotContact } from '../../src/db/do-not-contact';
import { ingestInbound, ingestReport } from '../../src/db/ingest';
import { markSignalled, takeUnsignalled, wakeStalled } from '../../src/db/outbox';
import { inTransaction, type Pool, type Queryable } from '../../src/db/pool';
import { changeScheduledText, holdText, releaseText } from '../../src/db/scheduled-texts';
import { recordSend } from '../../src/db/sends';
import { readSnapshot } from '../../src/db/snapshot';
import { claimTurn, endAttempt, failLimitedTurn, failTurn } from '../../src/db/turns';
import { decideUnconfirmed } from '../../src/db/unconfirmed';
import type { MessageState } from '../../src/domain/delivery';
import { newId } from '../../src/new-id';
import { inboundText, newSend } from '../support/tenant';
import { type Asked, asked, reply, replyByApi, sendAs } from './turn-setup';

/** A conversation in which much goes on: its agent is being asked, a text of ours is being handed over. */
export interface Busy extends Asked {
  messageId: string;
  /** Another of ours, scheduled. */
  scheduledId: string;
  interactionId: string;
}

export async function busyConversation(pool: Pool): Promise<Busy> {
  const talk = await asked(pool);
  const sent = await sendAs(pool, talk.tenant, 'api');
  const messageId = sent.outcome === 'recorded' ? String(sent.fact.data.messageId) : '';
  await claimDelivery(pool, talk.tenantId, messageId);
  const scheduledId = newId('message');
  const later = newSend(talk.tenant, { messageId: scheduledId, sendAt: new Date() });
  await inTransaction(pool, (tx) => recordSend(tx, later));
  return { ...talk, messageId, scheduledId, interactionId: talk.fact.interactionId };
}

const report =
  (state: MessageState, code: string | null) =>
  (db: Queryable, { messageId }: Busy) =>
    ingestReport(db, {
      messageId,
      providerMessageId: `SM_${messageId}`,
      status: state,
      state,
      errorCode: code,
      errorMessage: null,
      speaksFor: null,
    });

const verdict =
  (kind: AttemptVerdict['kind'], optedOut = false) =>
  (db: Queryable, { tenantId, messageId }: Busy) =>
    recordVerdict(db, {
      tenantId,
      messageId,
      attempt: 1,
      kind,
      providerMessageId: kind === 'accepted' ? `SM_${messageId}` : null,
      errorCode: kind === 'accepted' ? null : 'TIMEOUT',
      errorMessage: null,
      optedOut,
      notify: true,
    });

const decision = { channel: 'sms', reason: 'asked on the phone', by: 'user_1' } as const;

/**
 * Everything that is done to one conversation, by whom it may be: the api, any worker, an activity that was given to
 * another worker while the first one still runs. `db` is for what is one query, the pool for what is a transaction.
 */
export const DEEDS: Record<string, (db: Queryable, talk: Busy, pool: Pool) => Promise<unknown>> = {
  'a text comes': (db, talk) => ingestInbound(db, inboundText(talk.tenant, 'And?')),
  'a late text is recovered': (db, talk) =>
    ingestInbound(db, inboundText(talk.tenant, 'Hello?', { recovered: { writtenAt: 0, lateAfterMs: 1 } })),
  'a person writes': (_db, talk, pool) => sendAs(pool, talk.tenant, 'manual'),
  'the agent replies by API': (_db, talk, pool) => replyByApi(pool, talk),
  'the agent replies in its answer': (_db, talk, pool) => reply(pool, talk),
  'a turn is claimed': (db, { tenantId, turnId }) => claimTurn(db, tenantId, turnId),
  'asking failed': (db, { tenantId, turnId, attempt }) =>
    endAttempt(db, { tenantId, turnId, attempt, outcome: 'TIMEOUT', httpStatus: null, next: 'retrying' }),
  'a turn fails': (db, { tenantId, turnId }) => failTurn(db, tenantId, turnId),
  'Agent Mode is switched off': (_db, { tenantId, interactionId }, pool) =>
    inTransaction(pool, (tx) =>
      changeConversation(tx, tenantId, interactionId, { agentMode: false, status: 'qualified' }),
    ),
  'the agent is asked again': (db, { tenantId, interactionId }) => askAgentAgain(db, tenantId, interactionId),
  'a person looked': (_db, { tenantId, interactionId }, pool) =>
    inTransaction(pool, (tx) => changeConversation(tx, tenantId, interactionId, { attention: null })),
  'Do Not Contact is set': (_db, { tenant }, pool) =>
    inTransaction(pool, (tx) => setDoNotContact(tx, { ...tenant, ...decision }, newId('doNotContact'))),
  'Do Not Contact is lifted': (_db, { tenant }, pool) =>
    inTransaction(pool, (tx) => liftDoNotContact(tx, { ...tenant, ...decision })),
  'the lead opts out': (db, { tenant }) => ingestInbound(db, inboundText(tenant, 'STOP')),
  'the lead opts in': (db, { tenant }) => ingestInbound(db, inboundText(tenant, 'START')),
  'what comes sounds like an opt-out': (db, { tenant }) => ingestInbound(db, inboundText(tenant, 'leave me alone')),
  'and was none': (_db, { tenantId, interactionId }, pool) =>
    inTransaction(pool, (tx) => goOn(tx, { tenantId, interactionId, by: 'user_1' })),
  'and was one': (_db, { tenantId, interactionId }, pool) =>
    inTransaction(pool, (tx) =>
      optOutAfterAll(tx, { tenantId, interactionId, by: 'user_1', reason: null }, newId('consentEvent')),
    ),
  'a person writes an opt-out down': (_db, { tenant }, pool) =>
    inTransaction(pool, (tx) =>
      decideConsent(tx, { ...tenant, ...decision, kind: 'opted_out', ourNumber: null }, newId('consentEvent')),
    ),
  'a text was refused: opted out': verdict('refused', true),
  'a delivery is claimed': (db, { tenantId, messageId }) => claimDelivery(db, tenantId, messageId),
  'a text was taken': verdict('accepted'),
  'a text was not taken': verdict('not-taken'),
  'a send is unclear': verdict('unclear'),
  'a report says sent': report('sent', null),
  'a report says failed': report('failed', '30007'),
  'a send is given up': (db, { tenantId, messageId }) => recordUnconfirmed(db, tenantId, messageId),
  'a person has it sent again': (db, { tenantId, messageId }) =>
    decideUnconfirmed(db, { tenantId, messageId, decision: 'send_again', by: 'user_1' }),
  'a person says it arrived': (db, { tenantId, messageId }) =>
    decideUnconfirmed(db, { tenantId, messageId, decision: 'arrived', by: 'user_2' }),
  'the agent answered too often': (db, { tenantId, turnId }) => failLimitedTurn(db, tenantId, turnId),
  'a quiet time ends': (db, { tenantId, interactionId }) => recordIdle(db, tenantId, interactionId, 0),
  'a text is released': (db, { tenantId, scheduledId }) => releaseText(db, tenantId, scheduledId),
  'a scheduled text is changed': (db, { tenantId, scheduledId }) =>
    changeScheduledText(db, { tenantId, messageId: scheduledId, by: 'user_1' }, { sendAt: new Date() }),
  'a scheduled text is cancelled': (db, { tenantId, scheduledId }) =>
    changeScheduledText(db, { tenantId, messageId: scheduledId, by: 'user_1' }, { cancel: true }),
  'a text is held': (db, { tenantId, messageId }) => holdText(db, tenantId, messageId, new Date()),
  'what stalled is woken': (db) => wakeStalled(db, 0, 100),
  'facts are relayed': async (db, { fact }) => {
    await takeUnsignalled(db, 100);
    await markSignalled(db, [fact]);
  },
  'a workflow starts anew': (db, { tenantId, interactionId }) => readSnapshot(db, tenantId, interactionId),
};

/** Remembers the code of every error that a query ended with, also where the caller tries again and hides it. */
export function watched(db: Pool, codes: string[]): Queryable {
  const query = async (...args: Parameters<Pool['query']>) => {
    try {
      return await db.query(...args);
    } catch (error) {
      codes.push(String((error as { code?: unknown }).code ?? error));
      throw error;
    }
  };
  return { query } as unknown as Queryable;
}
