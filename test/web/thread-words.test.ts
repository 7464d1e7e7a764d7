import { narrowed } from '../../src/web/api/server-clock';
import { deliveryWords } from '../../src/web/conversations/thread/delivery-words';
import { lateWords } from '../../src/web/conversations/thread/late-words';
import { piecesOf } from '../../src/web/conversations/thread/links';
import { restWords } from '../../src/web/conversations/thread/rest-words';
import { type Turn, turnWords } from '../../src/web/conversations/thread/turn-words';
import type { Message } from '../../src/web/words/labels';
import { providerErrorWords } from '../../src/web/words/provider-errors';
import { withheldReason } from '../../src/web/words/withheld-rules';

describe('the turn that waits', () => {
  const START = Date.parse('2026-02-03T10:00:00Z');
  const turn = (state: Turn['state'], attempts = 1): Turn => ({
    ...{ turnId: 'turn_1', state, windowMs: 7000, attempts, agentName: 'Demo agent' },
    ...{ openedAt: '2026-02-03T10:00:00Z', lastTextAt: '2026-02-03T10:00:00Z', windowEndsAt: '2026-02-03T10:00:07Z' },
  });
  test.each([
    [turn('collecting'), 0, 'Demo agent will be asked in 7 s'],
    [turn('collecting'), 3_100, 'Demo agent will be asked in 4 s'],
    [turn('collecting'), 7_000, 'Demo agent is being asked…'],
    [turn('asking'), 8_000, 'Demo agent is answering…'],
    [turn('retrying', 3), 60_000, 'Demo agent does not answer; tried 3 times. Parley tries again.'],
    [turn('waiting'), 9_000, 'Waiting for the reply of Demo agent'],
  ])('%#: %s', (one, after, words) => {
    expect(turnWords(one, START + after).words).toBe(words);
  });
  test('shows how much of the window is over', () => {
    expect(turnWords(turn('collecting'), START + 3_500).over).toBeCloseTo(0.5);
  });
});

test.each([
  ['today', 60, /^The agent rests until \d+:\d\d( [AP]M)?, because a person wrote\./],
  ['another day', 7 * 1_440, /^The agent rests until .*\d+.*, \d+:\d\d( [AP]M)?, because a person wrote\./],
  ['is over', 0, /^The agent has rested\./],
])('an agent’s rest that ends %s', (_when, minutes, words) => {
  const now = new Date(2026, 1, 3, 10).getTime();
  expect(restWords(new Date(now + minutes * 60_000).toISOString(), now)).toMatch(words);
});

describe("the server's clock", () => {
  const date = (ms: number) => new Date(Math.floor(ms / 1000) * 1000).toUTCString();

  test('is known to within the time that answers take, however wrong ours is', () => {
    const ahead = 3_600_000 + 123;
    const asked = [1_770_000_000_000, 1_770_000_003_417, 1_770_000_009_871, 1_770_000_015_040];
    const known = asked.reduce(
      (so, at) => narrowed(so, date(at + 40 + ahead), at, at + 80),
      null as ReturnType<typeof narrowed>,
    )!;
    expect(known.least).toBeLessThanOrEqual(ahead);
    expect(known.most).toBeGreaterThanOrEqual(ahead);
    expect(known.most - known.least).toBeLessThan(1_000);
  });

  test('is learned anew after somebody set a clock', () => {
    const before = narrowed(null, date(1_770_000_000_000), 1_770_000_000_000, 1_770_000_000_010);
    const after = narrowed(before, date(1_770_000_060_000), 1_770_000_000_500, 1_770_000_000_510)!;
    expect(after.least).toBeGreaterThan(50_000);
  });

  test('is not learned from an answer that has no date', () => {
    expect(narrowed(null, null, 0, 1)).toBeNull();
  });
});

describe('links in a text', () => {
  const hrefs = (text: string) => piecesOf(text).flatMap(({ href }) => href ?? []);
  test.each([
    ['See https://example.com/a.', ['https://example.com/a']],
    ['(http://example.com/Rome_(city))', ['http://example.com/Rome_(city)']],
    ['two: https://a.example, https://b.example!', ['https://a.example/', 'https://b.example/']],
  ])('%s', (text, links) => expect(hrefs(text)).toEqual(links));

  test.each([
    'javascript:alert(1)',
    'example.com',
    'ftp://example.com/x',
    'https://bank.example@evil.example/',
    'https://example.com/\u202egpj.exe',
    'data:text/html,https',
  ])('%s stays text', (text) => expect(hrefs(text)).toEqual([]));

  test('nothing of a text is lost', () => {
    const text = 'a https://x.example/1, b https://u:p@y.example/ c';
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});

describe('when a text was written', () => {
  const arrived = new Date(2026, 1, 3, 10, 30);
  const ago = (minutes: number) =>
    lateWords({
      timestamp: arrived.toISOString(),
      writtenAt: new Date(arrived.getTime() - minutes * 60_000).toISOString(),
    });

  test('is said where it arrived late, with the day where that is another', () => {
    expect(ago(20)).toMatch(/^arrived late: written at 10:10/);
    expect(ago(24 * 60)).toMatch(/^arrived late: written at .*2.*10:30/);
  });

  test('is not said where it took only a moment, or nothing is known of it', () => {
    expect(ago(0.9)).toBeNull();
    expect(lateWords({ timestamp: arrived.toISOString(), writtenAt: null })).toBeNull();
  });
});

describe('why a text did not arrive', () => {
  test.each([
    ['30007', 'Twilio error 30007: https://…', /spam/],
    ['99999', 'Twilio error 99999: https://…', /^Twilio error 99999: https:\/\/…$/],
    ['99999', 'something', /^something \(99999\)$/],
    ['99999', null, /code is 99999/],
    [null, null, /gave no reason/],
  ])('code %s', (code, message, words) => expect(providerErrorWords(code, message)).toMatch(words));

  test.each([
    ['stale', /written again/],
    ['a_new_rule', /^the rule “a_new_rule” forbade it$/],
    [null, /unknown/],
  ])('rule %s', (rule, words) => expect(withheldReason(rule)).toMatch(words));

  test('a text that arrived needs no reason', () => {
    const words = (state: Message['state']) => deliveryWords({ state, errorCode: null, errorMessage: null } as Message);
    expect(words('delivered')).toEqual({ state: 'Delivered', reason: null, tone: 'quiet' });
    expect(words('received')).toBeNull();
    expect(words('unconfirmed')!.tone).toBe('warning');
  });
});
