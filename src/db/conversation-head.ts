import { LISTED_COLUMNS, LISTED_JOINS, type ListedConversation, listedOf, type Unread } from './conversation-list';
import { CURRENT_TURN, type CurrentTurn, currentTurnOf, RESTS_UNTIL } from './current-turn';
import type { Queryable } from './pool';
import { readingJoins, readingOf } from './read-marks';

/** A conversation without its texts: what its page shows around them. */
export interface HeadView extends ListedConversation, Unread {
  turn: CurrentTurn | null;
  /** Until when the agent rests, because a person wrote; null: it does not. */
  agentRestsUntil: string | null;
  /** The newest event's number. */
  lastSeq: number;
  /** How far the person who looks has read; 0: not at all, or an API key. */
  readSeq: number;
  errorCode: string;
  errorMessage: string;
  updatedAt: string;
}

const HEAD = `
  select ${LISTED_COLUMNS}, i.last_seq, i.error_code, i.error_message, i.updated_at, ${CURRENT_TURN} as turn,
         ${RESTS_UNTIL} as agent_rests_until, ${readingOf('$3')}
    from interactions i ${LISTED_JOINS} ${readingJoins('$3')}
   where i.tenant_id = $1 and i.interaction_id = $2`;

/**
 * One conversation without its texts, which costs the same however many there are.
 * @param userId who looks; null: an API key. @returns null when the tenant has no such conversation
 */
export async function readHead(
  db: Queryable,
  tenantId: string,
  interactionId: string,
  userId: string | null,
): Promise<HeadView | null> {
  const { rows } = await db.query(HEAD, [tenantId, interactionId, userId]);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    ...listedOf(row),
    unread: row.unread,
    turn: currentTurnOf(row.turn),
    agentRestsUntil: row.agent_rests_until?.toISOString() ?? null,
    lastSeq: row.last_seq,
    readSeq: row.read_seq,
    errorCode: row.error_code ?? '',
    errorMessage: row.error_message ?? '',
    updatedAt: row.updated_at.toISOString(),
  };
}
