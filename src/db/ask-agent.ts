import { type FactToSignal, factOf } from './ingest';
import type { Queryable } from './pool';

export type AskedAgain =
  | { outcome: 'opened'; turnId: string; texts: number; fact: FactToSignal }
  | { outcome: 'turn_open'; turnId: string }
  /** A rule of `functions/withholding_rule.sql` forbids texting this lead. */
  | { outcome: 'withheld'; rule: string }
  /** Its agent gave all the answers that it may give within an hour; ISO 8601. */
  | { outcome: 'answer_limit'; answersPerHour: number; retryAt: string }
  | { outcome: 'missing' | 'undecided' | 'nothing' | 'no_agent' };

/**
 * Opens a turn with everything that nobody answered yet, for the agent to be asked at once
 * (`functions/ask_agent_again.sql`): one transaction and one round trip, so of two who ask at once one finds it open.
 * @param byPerson a person wants this one answer, whatever the limit of answers in an hour
 */
export async function askAgentAgain(
  db: Queryable,
  tenantId: string,
  interactionId: string,
  byPerson = false,
): Promise<AskedAgain> {
  const { rows } = await db.query('select * from ask_agent_again($1, $2, $3)', [tenantId, interactionId, byPerson]);
  const row = rows[0];
  switch (row.outcome) {
    case 'opened':
      return { outcome: 'opened', turnId: row.turn_id, texts: row.texts, fact: factOf('ask-agent-again', row) };
    case 'turn_open':
      return { outcome: 'turn_open', turnId: row.turn_id };
    case 'answer_limit':
      return { outcome: 'answer_limit', answersPerHour: row.answers_per_hour, retryAt: row.retry_at.toISOString() };
    case 'withheld':
      return { outcome: 'withheld', rule: row.rule };
    default:
      return { outcome: row.outcome };
  }
}
