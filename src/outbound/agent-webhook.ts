import { Webhook } from 'standardwebhooks';
import type { TurnPayload } from '../domain/turn-payload';
import { type HttpCall, HttpFailure, type HttpRequest } from './http';

/** What an agent said to a turn. */
export type AgentAnswer =
  | { kind: 'replied'; reply: string; httpStatus: number }
  /** It took the turn; it will reply through the API, or not at all. */
  | { kind: 'taken'; httpStatus: number }
  /** Try again, at the earliest after `retryAfterMs` where the agent said so. */
  | { kind: 'unreachable'; reason: string; httpStatus: number | null; retryAfterMs: number | null }
  /** It will never answer this turn: trying again is pointless. */
  | { kind: 'refused'; reason: string; httpStatus: number | null };

const LONGEST_RETRY_AFTER_MS = 60_000;

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
    const response = await call(turnRequest(url, secrets, payload));
    return readAnswer(response.status, response.headers['retry-after'], response.body);
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

/** What an agent's answer means for the turn that it was asked. */
export function readAnswer(httpStatus: number, retryAfter: string | undefined, body: string): AgentAnswer {
  if (httpStatus === 410) return { kind: 'refused', reason: 'HTTP_410', httpStatus };
  if (httpStatus < 200 || httpStatus > 299) {
    const seconds = Number.parseInt(retryAfter ?? '', 10);
    const retryAfterMs = Number.isNaN(seconds) ? null : Math.min(Math.max(seconds, 0) * 1000, LONGEST_RETRY_AFTER_MS);
    return { kind: 'unreachable', reason: `HTTP_${httpStatus}`, httpStatus, retryAfterMs };
  }
  const reply = replyIn(body)?.replaceAll('\0', '') ?? null;
  if (reply === null) return { kind: 'taken', httpStatus };
  if (reply.trim() === '' || reply.length > 1600) return { kind: 'refused', reason: 'REPLY_LENGTH', httpStatus };
  return { kind: 'replied', reply, httpStatus };
}

/** The reply in an answer like `{"reply": "text"}`; any other answer replies nothing, whatever it holds. */
function replyIn(body: string): string | null {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null || !('reply' in answer)) return null;
    return typeof answer.reply === 'string' ? answer.reply : null;
  } catch {
    return null;
  }
}
