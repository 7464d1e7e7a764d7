import { windowEnd } from '../domain/batch';
import type { TurnState } from '../domain/turn';

/** The turn that waits for the agent's answer, as people see it: the batch window's countdown, then "is answering". */
export interface CurrentTurn {
  turnId: string;
  state: Extract<TurnState, 'collecting' | 'asking' | 'retrying' | 'waiting'>;
  openedAt: string;
  lastTextAt: string;
  windowMs: number;
  /** When the agent is asked, if no further text comes; past, once it was. */
  windowEndsAt: string;
  /** How often it was asked. */
  attempts: number;
  agentName: string;
}

/** A select list's expression over `interactions i`: its open turn, by the index of those; times in milliseconds. */
export const CURRENT_TURN = `
         (select json_build_object('turnId', t.turn_id, 'state', t.state, 'windowMs', t.window_ms, 'attempts', t.attempts,
                                   'agentName', a.name, 'openedAt', round(extract(epoch from t.opened_at) * 1000),
                                   'lastTextAt', round(extract(epoch from t.last_text_at) * 1000))
            from turns t join sms_agents a on a.agent_id = t.agent_id
           where t.interaction_id = i.interaction_id and t.state in ('collecting', 'asking', 'retrying', 'waiting'))`;

/** A select list's expression over `interactions i`: until when its agent rests because a person wrote; null: it does not. */
export const RESTS_UNTIL = 'case when i.agent_mode and i.agent_rests_until > now() then i.agent_rests_until end';

type Row = Pick<CurrentTurn, 'turnId' | 'state' | 'windowMs' | 'attempts' | 'agentName'> & {
  openedAt: number;
  lastTextAt: number;
};

/** @param row what `CURRENT_TURN` gives */
export function currentTurnOf(row: Row | null): CurrentTurn | null {
  if (row === null) return null;
  const iso = (at: number) => new Date(at).toISOString();
  const { turnId, state, openedAt, lastTextAt, windowMs, attempts, agentName } = row;
  const windowEndsAt = iso(windowEnd(row));
  return {
    turnId,
    state,
    openedAt: iso(openedAt),
    lastTextAt: iso(lastTextAt),
    windowMs,
    windowEndsAt,
    attempts,
    agentName,
  };
}
