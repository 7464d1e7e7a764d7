import { Webhook } from 'standardwebhooks';
import type { TurnPayload } from '../domain/turn-payload';
import { type AgentAnswer, readAnswer } from './agent-answer';
import { type HttpCall, HttpFailure, type HttpRequest } from './http';

/**
 * Posts a turn to its agent's webhook and reads what the agent says.
 * @param secrets the agent's `whsec_…`; while one replaces another, both, and the new one first
 */
export async function askAgent(
  call: HttpCall,
  url: string,
  secrets: readonly string[],
  payload: TurnPayload,
): Promise<AgentAnswer> {
  try {
    return readAnswer(await call(turnRequest(url, secrets, payload)), Date.now());
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    // Nobody but an operator can change that: asking again for minutes would only make the lead wait.
    if (error.code === 'ADDRESS_REFUSED') return { kind: 'refused', reason: error.code, httpStatus: null };
    return { kind: 'unreachable', reason: error.code, httpStatus: null, retryAfterMs: null };
  }
}

/**
 * The request that asks an agent, signed with each secret as Standard Webhooks 1.0 says: `webhook-id` is the turn's id on
 * every try, the timestamp is the try's own.
 */
export function turnRequest(
  url: string,
  secrets: readonly string[],
  payload: TurnPayload,
): HttpRequest & { body: string } {
  const body = JSON.stringify(payload);
  const now = new Date();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Parley',
    'webhook-id': payload.turnId,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(payload.turnId, now, body)).join(' '),
  };
  return { method: 'POST', url, headers, body };
}
