import '../support/one-realm';
import { Socket } from 'node:net';
import { inspect } from 'node:util';
import { HttpFailure, type HttpRequest, type HttpResponse } from '../../src/outbound/http';
import type {
  AccountNumbers,
  InboundList,
  ListedText,
  OutboundText,
  Provider,
  WebhookEvent,
  WebhookRequest,
} from '../../src/providers/provider';
import { accountIdProblem, accountOf, type ProviderSettings, Providers } from '../../src/providers/registry';
import { capturedLog } from '../support/captured-log';

/** An answer of the provider, or why there was none. */
export type Answer = HttpResponse | HttpFailure;

/** What a text looks like in the provider's own request. */
export type SentFields = Pick<OutboundText, 'from' | 'to' | 'body' | 'statusCallbackUrl'>;

/** All that the contract has to know of one provider: its formats, as data. */
export interface ProviderCases {
  name: string;
  settings: ProviderSettings;
  /** What must never be seen outside a request, in every form it travels in. */
  secrets: string[];
  /** Reads the provider's own request. */
  sentFields(request: HttpRequest): SentFields;
  taken: { what: string; answer: HttpResponse; providerMessageId: string }[];
  /** The request was taken, but who knows what for. */
  unreadable: { what: string; answer: HttpResponse }[];
  /** Provably not processed. */
  throttled: { what: string; answer: HttpResponse }[];
  refused: { what: string; answer: HttpResponse; errorCode: string }[];
  broken: { what: string; answer: HttpResponse }[];
  /** `answers` are the pages of the provider's list; `requests` is how many of them are asked for. */
  finds: { what: string; answers: Answer[]; known?: string[]; found: ListedText | null; requests?: number }[];
  signatures: { what: string; webhook: WebhookRequest; right: boolean }[];
  webhooks: { what: string; webhook: WebhookRequest; event: WebhookEvent | null }[];
  /** Which account a webhook says it comes from. */
  accounts: { what: string; webhook: WebhookRequest; accountId: string | null }[];
  accountIds: { accountId: string; right: boolean }[];
  /** What an account is said to be: `codes` are those of the findings. */
  checks: { what: string; answer: Answer; ok: boolean; codes: string[] }[];
  /** `answers` are the pages of the account's numbers; all of them are asked for. */
  numbers: { what: string; answers: Answer[]; listed: AccountNumbers | { ok: false; code: string } }[];
  /** What a request for the texts that came asks for. */
  inboundAsked(request: HttpRequest): { ourNumber: string; since: number; until: number };
  /** The texts that came to `TEXT.from` from SINCE to UNTIL; of very many, how many. */
  inbounds: ({ what: string; answers: Answer[] } & (
    | { listed: Extract<InboundList, { ok: true }> | { ok: false; code: string; throttled: boolean } }
    | { count: number; complete: boolean }
  ))[];
}

export const TEXT: OutboundText = {
  from: '+18335645667',
  to: '+12125551234',
  body: 'See you at 10 – “Dr. Who” & co. ✓ 100 %',
  statusCallbackUrl: 'https://parley.example/webhooks/x/status?messageId=msg_01hzy&part=1',
};
/** When the text in doubt was sent. */
export const SINCE = Date.parse('2026-02-15T10:30:00Z');
export const UNTIL = SINCE + 60_000;

const NO_ANSWER = [
  { code: 'ECONNREFUSED', reached: 'no', kind: 'not-taken' },
  { code: 'ENOTFOUND', reached: 'no', kind: 'not-taken' },
  { code: 'TIMEOUT', reached: 'maybe', kind: 'unclear' },
  { code: 'ECONNRESET', reached: 'maybe', kind: 'unclear' },
  { code: 'ANSWER_TOO_LARGE', reached: 'maybe', kind: 'unclear' },
] as const;

/** A provider whose other side gives these answers, one after another, and keeps the requests. */
export function recorded(cases: ProviderCases, ...answers: Answer[]) {
  const requests: HttpRequest[] = [];
  const call = async (request: HttpRequest) => {
    requests.push(request);
    const answer = answers[requests.length - 1];
    if (answer === undefined) throw new Error(`no answer was recorded for request ${requests.length}`);
    if (answer instanceof HttpFailure) throw answer;
    return answer;
  };
  const noSecrets = () => {
    throw new Error('the settings hold the secret');
  };
  const provider = new Providers(cases.settings, call, noSecrets).installation(cases.name);
  if (provider === null) throw new Error(`the registry makes no ${cases.name} of these settings`);
  return { provider, requests };
}

/** The contract every provider keeps. */
export function providerContract(cases: ProviderCases): void {
  const sendWith = async (answer: Answer) => {
    const { provider, requests } = recorded(cases, answer);
    const verdict = await provider.send(TEXT);
    expect(requests).toHaveLength(1); // whatever happened, it is not the provider that tries again
    expectNoSecret(cases, verdict);
    return verdict;
  };

  describe('send', () => {
    test('asks for our text, with our status callback', async () => {
      const { provider, requests } = recorded(cases, cases.taken[0]!.answer);
      await provider.send(TEXT);
      expect(requests[0]!.method).toBe('POST');
      expect(cases.sentFields(requests[0]!)).toEqual(TEXT);
    });

    test.each(cases.taken)('is accepted: $what', async ({ answer, providerMessageId }) => {
      const accepted = { kind: 'accepted', providerMessageId, errorCode: null, errorMessage: null };
      expect(await sendWith(answer)).toEqual(accepted);
    });

    test.each(cases.unreadable)('is unclear: $what', async ({ answer }) => {
      expect(await sendWith(answer)).toMatchObject({ kind: 'unclear', providerMessageId: null });
    });

    test.each(cases.throttled)('is not taken: $what', async ({ answer }) => {
      expect(await sendWith(answer)).toMatchObject({ kind: 'not-taken', providerMessageId: null });
    });

    test.each(cases.refused)('is refused: $what', async ({ answer, errorCode }) => {
      expect(await sendWith(answer)).toMatchObject({ kind: 'refused', providerMessageId: null, errorCode });
    });

    test.each(cases.broken)('is unclear: $what', async ({ answer }) => {
      expect(await sendWith(answer)).toMatchObject({ kind: 'unclear', providerMessageId: null });
    });

    test.each(NO_ANSWER)('without an answer ($code) is $kind', async ({ code, reached, kind }) => {
      const verdict = await sendWith(new HttpFailure(code, reached));
      expect(verdict).toEqual({ kind, providerMessageId: null, errorCode: code, errorMessage: null });
    });

    test('tells what was wrong without the number or the text', async () => {
      for (const { answer } of [...cases.refused, ...cases.throttled, ...cases.broken, ...cases.unreadable]) {
        const said = JSON.stringify(await sendWith(answer));
        for (const personal of [TEXT.to, TEXT.to.slice(1), TEXT.body]) expect(said).not.toContain(personal);
      }
    });
  });

  describe('find', () => {
    test.each(cases.finds)('$what', async ({ answers, known = [], found, requests: asked = 1 }) => {
      const { provider, requests } = recorded(cases, ...answers);
      expect(await provider.find(TEXT, SINCE, new Set(known))).toEqual(found);
      expect(requests.map((request) => request.method)).toEqual(Array(asked).fill('GET'));
    });

    test.each([...cases.broken, ...cases.throttled, ...cases.unreadable])('throws: $what', async ({ answer }) => {
      const { provider } = recorded(cases, answer);
      const error = await provider.find(TEXT, SINCE, new Set()).then(
        (found) => expect(found).toBeNull(), // an answer without a list shows nothing
        (reason: unknown) => reason,
      );
      expectNoSecret(cases, error);
    });

    test('throws when the provider is not reached', async () => {
      const { provider } = recorded(cases, new HttpFailure('ECONNREFUSED', 'no'));
      await expect(provider.find(TEXT, SINCE, new Set())).rejects.toThrow('ECONNREFUSED');
    });
  });

  test.each(cases.signatures)('a signature that is $right: $what', ({ webhook, right }) => {
    expect(recorded(cases).provider.verify(webhook)).toBe(right);
  });

  test.each(cases.webhooks)('a webhook: $what', ({ webhook, event }) => {
    expect(recorded(cases).provider.events(webhook)).toEqual(event);
  });

  test.each(cases.accounts)('a webhook says whose it is: $what', ({ webhook, accountId }) => {
    expect(accountOf(cases.name, webhook)).toBe(accountId);
  });

  test.each(cases.accountIds)('an account’s id that is $right: $accountId', ({ accountId, right }) => {
    expect(accountIdProblem(cases.name, accountId) === null).toBe(right);
  });

  describe('the account', () => {
    test.each(cases.checks)('$what', async ({ answer, ok, codes }) => {
      const { provider, requests } = recorded(cases, answer);
      const check = await provider.checkAccount();
      expect({ ok: check.ok, codes: check.findings.map((finding) => finding.code) }).toEqual({ ok, codes });
      expect(requests.map((request) => request.method)).toEqual(['GET']);
      for (const { message } of check.findings) expect(message).toMatch(/^[A-Z].*[.?]$/);
      expectNoSecret(cases, check);
    });

    test.each([...cases.broken, ...cases.throttled, ...cases.unreadable])('is not ok: $what', async ({ answer }) => {
      const check = await recorded(cases, answer).provider.checkAccount();
      expect(check).toEqual({ ok: false, findings: [expect.anything()] });
      expectNoSecret(cases, check);
    });
  });

  describe('its numbers', () => {
    test.each(cases.numbers)('$what', async ({ answers, listed }) => {
      const { provider, requests } = recorded(cases, ...answers);
      const read = await provider.listNumbers();
      expect(read.ok ? read : { ok: false, code: read.finding.code }).toEqual(listed);
      expect(requests.map((request) => request.method)).toEqual(answers.map(() => 'GET'));
      expectNoSecret(cases, read);
    });

    test.each([...cases.broken, ...cases.throttled, ...cases.unreadable])(
      'are not known: $what',
      async ({ answer }) => {
        expect(await recorded(cases, answer).provider.listNumbers()).toMatchObject({ ok: false });
      },
    );
  });

  describe('what came', () => {
    test.each(cases.inbounds)('lists $what', async ({ answers, ...expected }) => {
      const { provider, requests } = recorded(cases, ...answers);
      const list = await provider.listInbound(TEXT.from, SINCE, UNTIL);
      if ('count' in expected) {
        expect(list.ok && { count: list.texts.length, complete: list.complete }).toMatchObject({
          count: expected.count,
          complete: expected.complete,
        });
      } else {
        const told = list.ok ? list : { ok: false, code: list.finding.code, throttled: list.throttled };
        expect(told).toEqual(expected.listed);
      }
      expect(requests.map((request) => request.method)).toEqual(answers.map(() => 'GET'));
      expect(cases.inboundAsked(requests[0]!)).toEqual({ ourNumber: TEXT.from, since: SINCE, until: UNTIL });
      expectNoSecret(cases, list);
    });

    test.each([...cases.broken, ...cases.throttled, ...cases.unreadable])(
      'is not taken for nothing: $what',
      async ({ answer }) => {
        const list = await recorded(cases, answer).provider.listInbound(TEXT.from, SINCE, UNTIL);
        expect(list).toMatchObject({ ok: false });
      },
    );
  });

  test('no request leaves but through the call it was given', async () => {
    const connect = jest.spyOn(Socket.prototype, 'connect');
    const fetched = jest.spyOn(globalThis, 'fetch');
    try {
      const [check, numbers] = [cases.checks[0]!.answer, cases.numbers[0]!.answers];
      const { provider } = recorded(
        cases,
        cases.taken[0]!.answer,
        ...cases.finds[0]!.answers,
        check,
        ...numbers,
        ...cases.inbounds[0]!.answers,
      );
      await provider.send(TEXT);
      await provider.find(TEXT, SINCE, new Set());
      await provider.checkAccount();
      await provider.listNumbers();
      await provider.listInbound(TEXT.from, SINCE, UNTIL);
      exercise(provider, cases);
      expect(connect).not.toHaveBeenCalled();
      expect(fetched).not.toHaveBeenCalled();
    } finally {
      connect.mockRestore();
      fetched.mockRestore();
    }
  });

  test('an answer to its webhooks is short and says nothing', () => {
    const { acknowledgement } = recorded(cases).provider;
    expect([200, 204]).toContain(acknowledgement.status);
    expect(acknowledgement.body.length).toBeLessThan(100);
  });
}

function exercise(provider: Provider, cases: ProviderCases): void {
  for (const { webhook } of cases.signatures) provider.verify(webhook);
  for (const { webhook } of cases.webhooks) provider.events(webhook);
}

/** Nothing of a secret in what came back, nor in what our logger writes of it. */
function expectNoSecret(cases: ProviderCases, value: unknown): void {
  const { log, output } = capturedLog();
  log.warn({ err: value, result: value, value }, 'what a provider gave back');
  const message = value instanceof Error ? `${value.message}\n${value.stack}` : '';
  for (const secret of cases.secrets) {
    expect(inspect(value, { depth: 10, showHidden: true })).not.toContain(secret);
    expect(message).not.toContain(secret);
    expect(output()).not.toContain(secret);
  }
}
