import type { CarrierMessage } from './messages';
import { ListError, pageAsked, pageFrame } from './paging';
import { messageJson } from './twilio-format';

const DAY_MS = 86_400_000;

type Matcher = (message: CarrierMessage) => boolean;

/**
 * One page of an account's `GET Messages.json`, newest first. The page token holds how many messages there were when page 0 was read:
 * later pages count from there, so that texts which arrive meanwhile neither repeat an entry nor hide one.
 * @throws ListError
 */
export function listPage(messages: CarrierMessage[], query: URLSearchParams, accountSid: string, path: string) {
  const { page, size } = pageAsked(query);
  const total = Math.min(tokenTotal(query.get('PageToken')) ?? messages.length, messages.length);
  const listed = (message: CarrierMessage) =>
    message.accountSid === accountSid && message.direction !== 'outbound-reply';
  const matchers = [listed, ...matchersOf(query)];

  const found: CarrierMessage[] = [];
  for (let index = total - 1, matched = 0; index >= 0 && found.length <= size; index--) {
    const message = messages[index];
    if (!message || !matchers.every((matches) => matches(message))) continue;
    matched += 1;
    if (matched > page * size) found.push(message);
  }

  const shown = found.slice(0, size);
  return {
    ...pageFrame(query, path, { page, size, shown: shown.length, more: found.length > size, token: `PA${total}` }),
    messages: shown.map((message) => messageJson(message)),
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

function tokenTotal(token: string | null): number | undefined {
  if (!token) return undefined;
  if (!/^PA\d{1,9}$/.test(token)) throw new ListError('Invalid PageToken');
  return Number.parseInt(token.slice(2), 10);
}
