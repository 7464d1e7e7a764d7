import type { CarrierMessage } from './messages';
import { messageJson, type TwilioError } from './twilio-format';

const DAY_MS = 86_400_000;
const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;

type Matcher = (message: CarrierMessage) => boolean;

/** Said when a list is asked for in terms that Twilio would not take. */
export class ListError extends Error {
  override name = 'ListError';

  toTwilio(): TwilioError {
    return { httpStatus: 400, code: 20001, message: this.message };
  }
}

/**
 * One page of `GET Messages.json`, newest first. The page token holds how many messages there were when page 0 was read:
 * later pages count from there, so that texts which arrive meanwhile neither repeat an entry nor hide one.
 * @throws ListError
 */
export function listPage(messages: CarrierMessage[], query: URLSearchParams, accountSid: string, path: string) {
  const size = Math.min(wholeNumber(query, 'PageSize', DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  const page = wholeNumber(query, 'Page', 0);
  const total = Math.min(tokenTotal(query.get('PageToken')) ?? messages.length, messages.length);
  const matchers = matchersOf(query);

  const found: CarrierMessage[] = [];
  for (let index = total - 1, matched = 0; index >= 0 && found.length <= size; index--) {
    const message = messages[index];
    if (!message || !matchers.every((matches) => matches(message))) continue;
    matched += 1;
    if (matched > page * size) found.push(message);
  }

  const shown = found.slice(0, size);
  const start = page * size;
  const uriOf = (number: number) => {
    const params = new URLSearchParams(query);
    params.set('PageSize', String(size));
    params.set('Page', String(number));
    if (number > 0) params.set('PageToken', `PA${total}`);
    else params.delete('PageToken');
    return `${path}?${params}`;
  };
  return {
    first_page_uri: uriOf(0),
    next_page_uri: found.length > size ? uriOf(page + 1) : null,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    uri: uriOf(page),
    page,
    page_size: size,
    start,
    end: start + Math.max(shown.length - 1, 0),
    messages: shown.map((message) => messageJson(accountSid, message)),
  };
}

function matchersOf(query: URLSearchParams): Matcher[] {
  const matchers: Matcher[] = [];
  const to = query.get('To');
  const from = query.get('From');
  if (to) matchers.push((message) => message.to === to);
  if (from) matchers.push((message) => message.from === from);
  for (const name of ['DateSent', 'DateSent>', 'DateSent<'] as const) {
    const value = query.get(name);
    if (!value) continue;
    const { first, last } = span(name, value);
    if (name !== 'DateSent<') matchers.push((message) => dateOf(message) >= first);
    if (name !== 'DateSent>') matchers.push((message) => dateOf(message) <= last);
  }
  return matchers;
}

/** A text that waits to be sent has no date yet; it is found by when it was created, so that no look-up misses it. */
function dateOf(message: CarrierMessage): number {
  return wholeSecond(Date.parse(message.sentAt ?? message.createdAt));
}

/** The first and last moment a date stands for: a day, or a second. Both `>` and `<` include it, as at Twilio. */
function span(name: string, value: string): { first: number; last: number } {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const at = isDay || /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw new ListError(`Invalid date in ${name}: write YYYY-MM-DD`);
  return isDay ? { first: at, last: at + DAY_MS - 1 } : { first: wholeSecond(at), last: wholeSecond(at) };
}

/** Twilio's times have no fractions; comparing ours with them would leave out what came in the same second. */
function wholeSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new ListError(`Invalid ${name}: write a whole number`);
  return Number.parseInt(text, 10);
}

function tokenTotal(token: string | null): number | undefined {
  if (!token) return undefined;
  if (!/^PA\d{1,9}$/.test(token)) throw new ListError('Invalid PageToken');
  return Number.parseInt(token.slice(2), 10);
}
