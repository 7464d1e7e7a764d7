import type { HttpResponse } from './http';

/** What an agent said to a turn. */
export type AgentAnswer =
  | { kind: 'replied'; reply: string; httpStatus: number }
  /** It took the turn; it will reply through the API, or not at all. */
  | { kind: 'taken'; httpStatus: number }
  /** Try again, at the earliest after `retryAfterMs` where the agent said so. */
  | { kind: 'unreachable'; reason: string; httpStatus: number | null; retryAfterMs: number | null }
  /** It will never answer this turn: trying again is pointless. */
  | { kind: 'refused'; reason: string; httpStatus: number | null };

/** What the body of a 2xx answer holds. */
export type AnswerContent =
  | { kind: 'reply'; reply: string }
  /** No reply: it is empty, JSON of another form, a list, or a few words such as "ok". */
  | { kind: 'nothing'; form: 'empty' | 'object' | 'list' | 'words' }
  /** A reply that cannot be sent as a text; its agent would say the same again. */
  | { kind: 'unsendable'; reason: 'REPLY_NOT_TEXT' | 'REPLY_EMPTY' | 'REPLY_TOO_LONG'; length: number }
  /** Nothing that an agent means to say: a page of a server in front of it, half of an answer. */
  | { kind: 'unreadable'; reason: 'HTML_PAGE' | 'NOT_JSON' | 'NOT_UTF8' };

/** The most characters of a reply, counted as JavaScript does. */
export const LONGEST_REPLY = 1_600;
/** As long as words may be that say "I have it"; an error's text that came with status 200 seldom is so short. */
const LONGEST_WORDS = 100;
/** An agent that says "at once" all the time would be asked without a pause, and one that says "tomorrow" would never be asked. */
const RETRY_AFTER_MS = { shortest: 1_000, longest: 60_000 };

/**
 * What an agent's answer means for the turn that it was asked. Only an answer that its agent can have meant takes the turn:
 * with an error page for "taken", the lead would wait for ever.
 * @param now milliseconds since 1970, for a `Retry-After` that is a date
 */
export function readAnswer(response: HttpResponse, now: number): AgentAnswer {
  const { status: httpStatus, headers } = response;
  if (httpStatus === 410) return { kind: 'refused', reason: 'HTTP_410', httpStatus };
  if (httpStatus < 200 || httpStatus > 299) {
    const retryAfterMs = retryAfter(headers['retry-after'] ?? '', now);
    return { kind: 'unreachable', reason: `HTTP_${httpStatus}`, httpStatus, retryAfterMs };
  }
  const content = contentOf(response);
  switch (content.kind) {
    case 'reply':
      return { kind: 'replied', reply: content.reply, httpStatus };
    case 'nothing':
      return { kind: 'taken', httpStatus };
    case 'unsendable':
      return { kind: 'refused', reason: content.reason, httpStatus };
    case 'unreadable':
      return { kind: 'unreachable', reason: content.reason, httpStatus, retryAfterMs: null };
  }
}

/** Reads the body of a 2xx answer: `{"reply": "text"}`, or what it is instead. */
export function contentOf({ headers, body: given, malformed }: HttpResponse): AnswerContent {
  const body = given.replace(/^\uFEFF/, '').trim();
  if (body === '') return { kind: 'nothing', form: 'empty' };
  // What is no UTF-8 can be JSON all the same; the lead would get it with holes.
  if (malformed) return { kind: 'unreadable', reason: 'NOT_UTF8' };
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    if (body.startsWith('<')) return { kind: 'unreadable', reason: 'HTML_PAGE' };
    const isJson = /\bjson\b/i.test(headers['content-type'] ?? '') || /^[{["]/.test(body);
    const isWords = !isJson && body.length <= LONGEST_WORDS && !/[<>\n]/.test(body);
    return isWords ? { kind: 'nothing', form: 'words' } : { kind: 'unreadable', reason: 'NOT_JSON' };
  }
  if (Array.isArray(answer)) return { kind: 'nothing', form: 'list' };
  if (typeof answer !== 'object' || answer === null) return { kind: 'nothing', form: 'object' };
  return replyIn(answer);
}

function replyIn(answer: object): AnswerContent {
  if (!('reply' in answer) || answer.reply === null) return { kind: 'nothing', form: 'object' };
  if (typeof answer.reply !== 'string') return { kind: 'unsendable', reason: 'REPLY_NOT_TEXT', length: 0 };
  const reply = answer.reply.replaceAll('\0', ''); // which no database can hold
  const { length } = reply;
  if (reply.trim() === '') return { kind: 'unsendable', reason: 'REPLY_EMPTY', length };
  if (length > LONGEST_REPLY) return { kind: 'unsendable', reason: 'REPLY_TOO_LONG', length };
  return { kind: 'reply', reply };
}

/** A `Retry-After` in milliseconds: given in seconds, or as the date that HTTP writes; null: neither. */
function retryAfter(value: string, now: number): number | null {
  const at = /^[A-Z][a-z]{2,8},? .* GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : at - now;
  if (Number.isNaN(ms)) return null;
  return Math.min(Math.max(ms, RETRY_AFTER_MS.shortest), RETRY_AFTER_MS.longest);
}
