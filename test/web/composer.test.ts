import { segmentation } from '../../src/domain/segments';
import { fromGroups } from '../../src/web/conversations/composer/from-groups';
import { replaceable, visible, withLookAlikes } from '../../src/web/conversations/composer/look-alikes';
import {
  arrivals,
  failureWords,
  mayTryAgain,
  reopened,
  type UnsentText,
} from '../../src/web/conversations/composer/unsent-text';
import type { Message } from '../../src/web/words/labels';

const NONE = new Map<string, string>();
const NOW = Date.parse('2026-02-03T12:00:00Z');

const unsent = (key: string, more: Partial<UnsentText> = {}): UnsentText => ({
  ...{
    key,
    leadId: 'lead_1',
    interactionId: 'int_1',
    message: 'ok',
    afterSeq: 9,
    pageId: 'this page',
    state: 'sending',
  },
  writtenAt: new Date(NOW - 5_000).toISOString(),
  ...more,
});

const timestamp = new Date(NOW - 4_000).toISOString();
const sent = (seq: number, more: Partial<Message> = {}) =>
  ({ messageId: `msg_${seq}`, seq, sentBy: 'user_1', source: 'manual', message: 'ok', timestamp, ...more }) as Message;

describe('look-alikes', () => {
  test.each([
    ['“Don’t” – wait…', '"Don\'t" - wait...'],
    ['10\u00a0am\u200b', '10 am'],
    ['ＡＢＣ！', 'ABC!'],
    ['½ price', '1/2 price'],
  ])('%j is %j, which is GSM-7', (text, plain) => {
    expect(withLookAlikes(text)).toBe(plain);
    expect(segmentation(plain).encoding).toBe('GSM-7');
  });

  test('leave alone what would be missed: letters with accents, emoji and their joiners', () => {
    expect(withLookAlikes('ação 👩‍⚕️ í')).toBe('ação 👩‍⚕️ í');
    expect(replaceable(['ç', '👍', '“'])).toEqual(['“']);
  });

  test.each([
    ['\u00a0', 'no-break space'],
    ['\u2003', 'wide space'],
    ['\u202e', 'U+202E'],
    ['…', '…'],
  ])('a character that shows nothing is named: %j', (character, name) => expect(visible(character)).toBe(name));
});

describe('an unsent text', () => {
  test('is the message that the server named for it', () => {
    const recorded = unsent('a', { state: 'recorded', messageId: 'msg_10' });
    expect([...arrivals(NONE, [recorded], [sent(10)], 'user_1')]).toEqual([['msg_10', 'a']]);
  });

  test('while its answer is under way it is the first of the same words that this person sent since', () => {
    const others = [sent(8), sent(10, { sentBy: 'user_2' }), sent(11, { message: 'no' }), sent(12, { source: 'api' })];
    expect(arrivals(NONE, [unsent('a')], others, 'user_1').size).toBe(0);
    expect([...arrivals(NONE, [unsent('a')], [...others, sent(13)], 'user_1')]).toEqual([['msg_13', 'a']]);
  });

  test('of two with the same words each is another message', () => {
    const both = [unsent('a'), unsent('b', { state: 'recorded', messageId: 'msg_10' })];
    expect(Object.fromEntries(arrivals(NONE, both, [sent(10), sent(11)], 'user_1'))).toEqual({
      msg_10: 'b',
      msg_11: 'a',
    });
  });

  test('of which nobody knows is found when its message comes after all, unless that was sent at another time', () => {
    const lost = unsent('a', { state: 'failed', failure: { code: 'NO_ANSWER', message: '' } });
    expect([...arrivals(NONE, [lost], [sent(10)], 'user_1')]).toEqual([['msg_10', 'a']]);
    const later = new Date(NOW + 600_000).toISOString();
    expect(arrivals(NONE, [lost], [sent(10, { timestamp: later })], 'user_1').size).toBe(0);
  });

  test('is no message that another text has become, and keeps its own', () => {
    const known = new Map([['msg_10', 'b']]);
    expect(Object.fromEntries(arrivals(known, [unsent('a')], [sent(10)], 'user_1'))).toEqual({ msg_10: 'b' });
    const own = new Map([['msg_10', 'a']]);
    expect(arrivals(own, [unsent('a')], [sent(10), sent(11)], 'user_1').size).toBe(1);
  });

  test('that was refused is never taken for a message of the same words', () => {
    const refused = unsent('a', { state: 'failed', failure: { code: 'FROM_NOT_OURS', message: '' } });
    expect(arrivals(NONE, [refused], [sent(10)], 'user_1').size).toBe(0);
  });

  test('has no answer when its page was closed, and is the server’s when it was recorded', () => {
    const stored = [
      unsent('ours'),
      unsent('another page, just now', { pageId: 'another' }),
      unsent('another page, long ago', { pageId: 'another', writtenAt: new Date(NOW - 60_000).toISOString() }),
      unsent('recorded', { state: 'recorded', messageId: 'msg_1' }),
    ];
    expect(reopened(stored, 'this page', NOW).map(({ key, state }) => `${key}: ${state}`)).toEqual([
      'ours: failed',
      'another page, just now: sending',
      'another page, long ago: failed',
    ]);
  });

  test('may be tried again while the server knows its key', () => {
    expect(mayTryAgain(unsent('a'), NOW)).toBe(true);
    expect(mayTryAgain(unsent('a', { writtenAt: new Date(NOW - 24 * 3_600_000).toISOString() }), NOW)).toBe(false);
  });

  test('says of a lost answer that nobody knows, and of a refusal what the API says', () => {
    expect(failureWords({ code: 'NO_ANSWER', message: '' })).toMatch(/not known whether this was sent/);
    expect(failureWords({ code: 'FROM_NOT_OURS', message: 'That number is not yours.' })).toBe(
      'That number is not yours.',
    );
  });
});

test('numbers to send from stand in the first group that they fit', () => {
  const number = (phoneNumber: string, more = {}) =>
    ({ phoneNumber, label: '', campaignId: null, agentId: null, ...more }) as Parameters<typeof fromGroups>[0][number];
  const groups = fromGroups(
    [
      number('+12025550100', { campaignId: 'camp_1', agentId: 'agent_1', label: 'Main' }),
      number('+12025550101', { campaignId: 'camp_2' }),
      number('+12025550102', { agentId: 'agent_1' }),
    ],
    '+12025550199',
    'camp_1',
  );
  expect(groups.map(({ group, items }) => [group, ...items.map(({ label }) => label)])).toEqual([
    ['This conversation', '(202) 555-0199'],
    ["The campaign's", '(202) 555-0100 Main'],
    ["Agents'", '(202) 555-0102'],
    ['All others', '(202) 555-0101'],
  ]);
});
