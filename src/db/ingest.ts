import type { QueryConfig, QueryResult } from 'pg';
import { type Classified, classify } from '../domain/consent';
import { type MessageState, replacedBy } from '../domain/delivery';
import { segmentation } from '../domain/segments';
import { newId } from '../new-id';
import { answerToKeyword } from './keyword-answer';
import { isUnavailable, type Queryable } from './pool';

/** A committed fact that the conversation's workflow has to be told: an event of Postgres on its way to a signal. */
export interface FactToSignal {
  tenantId: string;
  interactionId: string;
  seq: number;
  after: number;
  /** Milliseconds since 1970. */
  at: number;
  type: string;
  /** Ids, times and names of rules; the rest of the signal's payload. */
  data: Record<string, unknown>;
  provider: string;
}

/** A lead's text, as a provider's webhook gave it. */
export interface InboundText {
  provider: string;
  providerMessageId: string;
  from: string;
  to: string;
  body: string;
  /** The tenants that the account which the text came through speaks for; null: all. A text to another's is unrouted. */
  speaksFor: readonly string[] | null;
  /** What the provider itself took the text for, and has answered; it knows better than the words alone. */
  takenFor?: Classified;
  /** The provider answers such a text itself, unless its tenant says that Parley does. */
  providerAnswers?: boolean;
  /** Set of a text that is recovered from the provider's list. */
  recovered?: {
    /** When the provider got it; milliseconds since 1970. */
    writtenAt: number;
    /** Older than this, in milliseconds, it is late: a person is to see it, the agent is not asked. */
    lateAfterMs: number;
  };
}

/**
 * `more`: the facts beside the text's own, of Parley's answer to a keyword and of other conversations with this phone.
 * `optOutOf`: the tenant that the text opts out of, when it does; also of a duplicate, whose first delivery may be unanswered.
 */
export type InboundOutcome =
  | { outcome: 'recorded'; fact: FactToSignal; more: FactToSignal[]; optOutOf: string | null }
  | { outcome: 'duplicate'; optOutOf: string | null }
  | { outcome: 'unrouted' };

/**
 * Takes in one inbound text in one transaction and one round trip (`functions/ingest_inbound.sql`): dedupe, route, lead,
 * conversation, turn, message, event, and consent if it says something about that. When it returns, the text is safe, and
 * an opt-out is in force. A keyword that Parley may have to answer costs one more look, for the words of the answer.
 * NUL characters are left out: Postgres text cannot hold them, and losing the text for one would be worse.
 */
export async function ingestInbound(db: Queryable, text: InboundText): Promise<InboundOutcome> {
  const body = text.body.replaceAll('\0', '');
  const said = text.takenFor ?? classify(body);
  const answer = text.takenFor === undefined ? await answerToKeyword(db, said.class, text) : null;
  const { rows } = await queryAgain(db, {
    name: 'ingest_inbound',
    text: 'select * from ingest_inbound($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)',
    values: [
      text.provider,
      text.providerMessageId,
      text.from,
      text.to,
      body,
      segmentation(body).segments,
      newId('message'),
      newId('lead'),
      newId('interaction'),
      text.speaksFor,
      said.class === 'none' ? null : said.class,
      said.word,
      answer === null ? null : JSON.stringify(answer),
      text.recovered === undefined ? null : new Date(text.recovered.writtenAt),
      text.recovered === undefined ? null : `${text.recovered.lateAfterMs} milliseconds`,
    ],
  });
  const row = rows[0];
  if (row.outcome === 'unrouted') return { outcome: 'unrouted' };
  const optOutOf = said.class === 'opt_out' ? row.tenant_id : null;
  if (row.outcome === 'duplicate') return { outcome: 'duplicate', optOutOf };
  return { outcome: 'recorded', fact: factOf('inbound-message', row), more: row.more ?? [], optOutOf };
}

/** A provider's report about a text we sent. `state` is what the provider's status means for us. */
export interface DeliveryReport {
  messageId: string;
  providerMessageId: string;
  status: string;
  /** Null: it tells us nothing, and is kept all the same. */
  state: MessageState | null;
  errorCode: string | null;
  errorMessage: string | null;
  /** The tenants that the account which reports speaks for; null: all. Another's message is `unknown` to it. */
  speaksFor: readonly string[] | null;
  /** The lead opted out at the provider. */
  optedOut?: boolean;
}

/**
 * Keeps a delivery report and moves its message on, where it may still move (`functions/record_report.sql`).
 * @returns the fact to signal, where the report settles a doubt; `unknown` when no message that the account may speak of has these ids
 */
export async function ingestReport(db: Queryable, report: DeliveryReport): Promise<FactToSignal | 'unknown' | null> {
  const { rows } = await queryAgain(db, {
    name: 'record_report',
    text: 'select * from record_report($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    values: [
      report.messageId,
      report.providerMessageId,
      report.status,
      report.errorCode,
      report.errorMessage,
      report.state,
      report.state === null ? [] : replacedBy(report.state),
      report.speaksFor,
      report.optedOut ?? false,
    ],
  });
  const row = rows[0];
  if (row.outcome === 'unknown') return 'unknown';
  return row.after_seq === null ? null : factOf('delivery-reported', row);
}

/**
 * Runs a query, and once more when Postgres broke it off in favour of another. A provider may not repeat a webhook that we
 * answer with an error, so a second try is worth more here than anywhere; both facts may be written twice without harm.
 */
async function queryAgain(db: Queryable, query: QueryConfig): Promise<QueryResult> {
  try {
    return await db.query(query);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return db.query(query);
  }
}

/** A row with the columns of an event and its conversation, as every function that appends an event returns it. */
export interface FactRow {
  tenant_id: string;
  interaction_id: string;
  seq: number;
  after_seq: number;
  at: Date;
  data: Record<string, unknown>;
  provider: string;
}

export function factOf(type: string, row: FactRow): FactToSignal {
  return {
    tenantId: row.tenant_id,
    interactionId: row.interaction_id,
    seq: row.seq,
    after: row.after_seq,
    at: row.at.getTime(),
    type,
    data: row.data,
    provider: row.provider,
  };
}
