import { HttpFailure } from '../../src/outbound/http';
import { type ProviderCases, SINCE, TEXT } from './contract';
import { ACCOUNT_SID, error, json } from './twilio-wire';

const at = (ms: number) => new Date(SINCE + ms).toUTCString().replace('GMT', '+0000');
const sid = (letter: string) => `SM${letter.repeat(32)}`;

/** A lead's text as Twilio's list shows it. */
const listed = (letter: string, sentMs: number, parts: Record<string, unknown> = {}) => ({
  sid: sid(letter),
  account_sid: ACCOUNT_SID,
  from: TEXT.to,
  to: TEXT.from,
  body: `text ${letter}`,
  direction: 'inbound',
  status: 'received',
  date_created: at(sentMs),
  date_sent: at(sentMs),
  ...parts,
});
const text = (letter: string, writtenMs: number, parts: { body?: string } = {}) => ({
  providerMessageId: sid(letter),
  from: TEXT.to,
  to: TEXT.from,
  body: `text ${letter}`,
  writtenAt: SINCE + writtenMs,
  ...parts,
});
const page = (messages: unknown[], next: string | null = null) => json(200, { messages, page: 0, next_page_uri: next });
const NEXT = `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json?Page=1&PageToken=x`;
const whole = (texts: ReturnType<typeof text>[]) => ({ ok: true as const, complete: true, texts });

export const inboundCases: Pick<ProviderCases, 'inbounds' | 'inboundAsked'> = {
  inboundAsked({ url }) {
    const query = new URL(url).searchParams;
    const seconds = (name: string) => Date.parse(query.get(name) ?? '');
    return { ourNumber: query.get('To') ?? '', since: seconds('DateSent>'), until: seconds('DateSent<') };
  },

  inbounds: [
    { what: 'none', answers: [page([])], listed: whole([]) },
    {
      what: 'oldest first: the list is newest first',
      answers: [page([listed('b', 9_000), listed('a', 2_000)])],
      listed: whole([text('a', 2_000), text('b', 9_000)]),
    },
    {
      what: 'those of one second in the order of the list, a millisecond apart',
      answers: [page([listed('c', 2_000), listed('b', 2_000), listed('a', 2_000)])],
      listed: whole([text('a', 2_000), text('b', 2_001), text('c', 2_002)]),
    },
    {
      what: 'those of every page',
      answers: [page([listed('b', 9_000)], NEXT), page([listed('a', 2_000)])],
      listed: whole([text('a', 2_000), text('b', 9_000)]),
    },
    {
      what: 'none of ours, none of another number',
      answers: [page([listed('b', 1_000, { direction: 'outbound-api' }), listed('a', 1_000, { to: '+12025550199' })])],
      listed: whole([]),
    },
    {
      what: 'none of before or after, where the list is by days',
      answers: [page([listed('c', 61_000), listed('b', 60_000), listed('a', 0), listed('d', -1_000)])],
      listed: whole([text('a', 0), text('b', 60_000)]),
    },
    {
      what: 'a picture without words',
      answers: [page([listed('a', 0, { body: null })])],
      listed: whole([text('a', 0, { body: '' })]),
    },
    {
      what: 'the newest of very many, and says that there are more',
      answers: Array.from({ length: 101 }, (_, number) =>
        page(
          Array.from({ length: 100 }, () => listed('a', 0)),
          number < 100 ? NEXT : null,
        ),
      ),
      count: 10_000,
      complete: false,
    },
    {
      what: 'why not, when it is not reached',
      answers: [new HttpFailure('ECONNREFUSED', 'no')],
      listed: { ok: false, code: 'NOT_REACHABLE', throttled: false },
    },
    {
      what: 'why not, when the second page fails',
      answers: [page([listed('a', 0)], NEXT), error(500, 20500)],
      listed: { ok: false, code: 'UNEXPECTED_ANSWER', throttled: false },
    },
    {
      what: 'that it is asked too often',
      answers: [error(429, 20429)],
      listed: { ok: false, code: 'TOO_MANY_REQUESTS', throttled: true },
    },
  ],
};
