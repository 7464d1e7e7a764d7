import { eventWords, TOLD_TYPES } from '../../src/web/words/events';
import type { Message } from '../../src/web/words/labels';
import { withheldReason } from '../../src/web/words/withheld-rules';
import { writtenEventTypes } from './event-types';

const written = writtenEventTypes();

test('the types of events are read from the sources', () => {
  expect(written.size).toBeGreaterThan(15);
  // One of each way of writing them.
  for (const type of ['inbound-message', 'idle', 'agent-reply-refused', 'status-set', 'look-again']) {
    expect([...written.keys()]).toContain(type);
  }
});

test('every event that the product writes has words', () => {
  expect([...written].filter(([type]) => !TOLD_TYPES.includes(type))).toEqual([]);
});

test('one that has none is said by its name', () => {
  expect(eventWords({ type: 'brand-new', data: {} }).what).toContain('brand-new');
  expect(eventWords({ type: 'toString', data: {} }).what).toContain('toString');
});

const message = {
  messageId: 'msg_1',
  provider: 'twilio',
  sentBy: 'user_1',
  errorCode: '30006',
  errorMessage: 'Landline or unreachable carrier.',
} as Message;
const context = {
  message: (id: string) => (id === 'msg_1' ? message : undefined),
  caller: (id: string) => (id === 'user_1' ? 'Olga' : undefined),
};
const data = { messageId: 'msg_1' };

test.each([
  [
    'inbound-message',
    { agentMode: true, turnId: 't', windowMs: 7000, agentName: 'Ada' },
    'Ada is asked once it is quiet for 7 s',
  ],
  ['inbound-message', { agentMode: false }, 'Agent Mode was off'],
  ['inbound-message', { agentMode: true }, 'No agent is asked'],
  ['inbound-message', { agentMode: true, status: 'in_progress' }, 'The status became In progress'],
  ['inbound-message', { agentMode: true, consent: 'opted_out' }, 'The lead opted out'],
  ['inbound-message', { agentMode: true, consent: 'near_opt_out' }, 'until a person decides'],
  ['inbound-message', { agentMode: true, late: true }, 'arrived late'],
  ['delivery-paced', { until: Date.now(), ...data }, 'no faster than its rate allows, so the text leaves at'],
  ['send', { source: 'manual', ...data }, 'Olga sent a text'],
  ['send', { source: 'manual', messageId: 'msg_2' }, 'A person sent a text'],
  ['turn-asked', { attempt: 2 }, 'attempt 2'],
  ['turn-attempt-ended', { outcome: 'HTTP_503' }, 'the error 503'],
  ['turn-attempt-ended', { outcome: 'ECONNREFUSED' }, 'Nothing listened'],
  ['turn-attempt-ended', { outcome: 'EWHATEVER' }, 'could not be reached (EWHATEVER)'],
  ['turn-attempt-ended', { outcome: 'HTTP_307' }, 'a redirect (307), which is not followed'],
  ['turn-attempt-ended', { outcome: 'HTML_PAGE' }, 'a web page'],
  ['turn-attempt-ended', { outcome: 'toString' }, 'could not be reached (toString)'],
  ['inbound-message', { agentMode: true, restsUntil: 1_770_000_000_000 }, 'because a person wrote'],
  ['send', { source: 'manual', restsUntil: 1_770_000_000_000, ...data }, 'The agent rests until'],
  ['answer-limit-reached', { answersPerHour: 30, status: 'follow_up' }, '30 answers within an hour'],
  ['agent-reply-refused', { outcome: 'answer_limit' }, 'as many answers within an hour'],
  ['send-again', { by: 'user_1', ...data }, 'Olga had the text sent again'],
  ['marked-arrived', { by: 'user_2', ...data }, 'A person decided that the text arrived'],
  ['turn-attempt-ended', { outcome: 'taken' }, 'will reply through the API'],
  ['agent-reply-refused', { outcome: 'stale' }, 'withheld: the lead had written again'],
  ['delivery-withheld', { rule: 'opted_out' }, 'withheld: the lead opted out'],
  [
    'delivery-attempted',
    { verdict: 'refused', errorCode: '30006', ...data },
    'Twilio refused the text: Landline or unreachable carrier (30006).',
  ],
  [
    'delivery-attempted',
    { verdict: 'refused', errorCode: '21610', messageId: 'msg_2' },
    'The provider refused the text (21610).',
  ],
  ['delivery-attempted', { verdict: 'unclear', ...data }, 'not sent again until'],
  [
    'delivery-attempted',
    { verdict: 'not-taken', state: 'queued', errorCode: 'HTTP_429', ...data },
    '(HTTP_429). It is tried again',
  ],
  ['delivery-attempted', { verdict: 'not-taken', state: 'failed', ...data }, 'given up'],
  ['delivery-reported', { state: 'undelivered', ...data }, 'did not arrive: Landline'],
  ['text-scheduled', { dueAt: Date.parse('2026-02-16T14:00:00Z'), ...data }, 'Olga scheduled a text for'],
  ['schedule-changed', { by: 'user_1', words: true }, 'Olga changed the words of a scheduled text'],
  ['schedule-changed', { by: 'user_2', dueAt: 1 }, 'Somebody changed when a scheduled text leaves'],
  ['schedule-cancelled', { by: 'user_1' }, 'Olga cancelled a scheduled text'],
  ['text-held', { until: Date.parse('2026-02-16T14:00:00Z'), ...data }, 'so the text waits until'],
  ['text-held', { until: '2026-02-16T14:00:00.000Z', ...data }, 'so the text waits until'],
  ['text-released', { why: 'quiet_hours', ...data }, 'Quiet hours ended'],
  ['text-released', { why: 'asked', ...data }, 'Its time came'],
  ['delivery-withheld', { rule: 'cancelled' }, 'withheld: somebody cancelled it'],
  ['near-opt-out-cleared', { by: 'user_1', turnId: 't' }, 'Olga decided'],
  ['status-set', { status: 'follow_up' }, 'set to Follow up'],
])('%s %j: “…%s…”', (type, given, expected) => {
  expect(eventWords({ type, data: given }, context).what).toContain(expected);
});

test('whatever an event holds, its words are whole sentences', () => {
  for (const type of TOLD_TYPES) {
    for (const given of [{}, { messageId: 7, outcome: null, status: 'x', attempt: 'one' }]) {
      expect(eventWords({ type, data: given as Record<string, unknown> }, context).what).toMatch(/^[A-Z“].*\.$/);
    }
  }
  expect(withheldReason('brand_new')).toContain('brand_new');
});
