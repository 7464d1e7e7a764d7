import type { Answer } from '../../api/operations';

export type Turn = NonNullable<Answer<'GET /interactions/{interactionId}/head'>['turn']>;

/** What a thread says about the turn that waits for the agent. */
export interface TurnWords {
  words: string;
  /** Whether somebody is at work right now: shown with moving dots. */
  busy: boolean;
  /** For the batch window: how much of it is over, 0 to 1. */
  over?: number;
}

/** @param now the server's time, milliseconds since 1970 */
export function turnWords(turn: Turn, now: number): TurnWords {
  const name = turn.agentName || 'The agent';
  switch (turn.state) {
    case 'collecting': {
      const endsAt = Date.parse(turn.windowEndsAt);
      const left = Math.ceil((endsAt - now) / 1000);
      if (left <= 0) return { words: `${name} is being asked…`, busy: true, over: 1 };
      const whole = Math.max(endsAt - Date.parse(turn.lastTextAt), 1);
      const over = Math.min(Math.max(1 - (endsAt - now) / whole, 0), 1);
      return { words: `${name} will be asked in ${left} s`, busy: false, over };
    }
    case 'asking':
      return { words: `${name} is answering…`, busy: true };
    case 'retrying':
      return { words: `${name} does not answer; tried ${times(turn.attempts)}. Parley tries again.`, busy: false };
    case 'waiting':
      return { words: `Waiting for the reply of ${name}`, busy: false };
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
