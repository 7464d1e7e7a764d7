import { type DeliveryDecision, type MessageState, stateAfterDecision } from '../domain/delivery';
import { type FactToSignal, factOf } from './ingest';
import type { Queryable } from './pool';

export type DecidedUnconfirmed =
  | { outcome: 'decided'; fact: FactToSignal }
  /** The same caller decided the same before: a second click. */
  | { outcome: 'decided_before' }
  /** It is not unconfirmed (any more): a report came, or somebody else decided. */
  | { outcome: 'not_waiting'; state: MessageState }
  /** A rule of `functions/withholding_rule.sql` forbids sending it now. */
  | { outcome: 'withheld'; rule: string }
  | { outcome: 'missing' };

/**
 * Writes down what a person decided about a text of which nobody knows whether it arrived
 * (`functions/decide_unconfirmed.sql`): one transaction, so of two who decide at once one does.
 * @param by `user_…` or `key_…`
 */
export async function decideUnconfirmed(
  db: Queryable,
  given: { tenantId: string; messageId: string; decision: DeliveryDecision; by: string },
): Promise<DecidedUnconfirmed> {
  const { tenantId, messageId, decision, by } = given;
  const { state, replaces } = stateAfterDecision(decision);
  const { rows } = await db.query('select * from decide_unconfirmed($1, $2, $3, $4, $5, $6)', [
    ...[tenantId, messageId, decision, by],
    ...[state, replaces],
  ]);
  const row = rows[0];
  switch (row.outcome) {
    case 'decided':
      return { outcome: 'decided', fact: factOf(row.type, row) };
    case 'not_waiting':
      return { outcome: 'not_waiting', state: row.state };
    case 'withheld':
      return { outcome: 'withheld', rule: row.rule };
    default:
      return { outcome: row.outcome };
  }
}
