import fc from 'fast-check';
import {
  MESSAGE_STATES,
  type MessageState,
  notTakenBackoff,
  replacedBy,
  settleLooks,
  stateAfterVerdict,
} from '../../src/domain/delivery';

/** What a row's state may become; everything else changes nothing. Read: a queued text may become sending, sent, … */
const MAY_BECOME: Record<MessageState, MessageState[]> = {
  received: [],
  scheduled: ['sent', 'delivered', 'undelivered', 'failed', 'withheld'],
  queued: ['scheduled', 'sending', 'sent', 'delivered', 'undelivered', 'failed', 'withheld'],
  sending: ['queued', 'sent', 'delivered', 'undelivered', 'failed', 'unconfirmed'],
  sent: ['delivered', 'undelivered', 'failed'],
  unconfirmed: ['sent', 'delivered', 'undelivered', 'failed'],
  delivered: [],
  undelivered: [],
  failed: [],
  withheld: [],
};

const everyPair = MESSAGE_STATES.flatMap((state) => MESSAGE_STATES.map((next) => ({ state, next })));

test.each(everyPair)('$state, then $next', ({ state, next }) => {
  expect(replacedBy(next).includes(state)).toBe(MAY_BECOME[state].includes(next));
});

/** What reports can say; ranks as in sms.md section 2: never lower. */
const RANK: Partial<Record<MessageState, number>> = {
  queued: 0,
  sending: 1,
  unconfirmed: 2,
  sent: 3,
  delivered: 9,
  undelivered: 9,
  failed: 9,
};
const TERMINAL: MessageState[] = ['delivered', 'undelivered', 'failed', 'withheld', 'received'];
const reports = fc.array(fc.constantFrom<MessageState>('sent', 'delivered', 'undelivered', 'failed'), {
  maxLength: 12,
});

test('no sequence of reports leaves a terminal state or goes backward', () => {
  fc.assert(
    fc.property(fc.constantFrom(...MESSAGE_STATES), reports, (first, sequence) => {
      let state = first;
      for (const next of sequence) {
        const before = state;
        if (replacedBy(next).includes(state)) state = next;
        if (TERMINAL.includes(before)) expect(state).toBe(before);
        else expect(RANK[state]).toBeGreaterThanOrEqual(RANK[before] ?? 0);
      }
    }),
  );
});

test('of any two reports in any order, a final one wins over "sent"', () => {
  for (const last of ['delivered', 'undelivered', 'failed'] as const) {
    expect(replacedBy(last)).toContain('sent');
    expect(replacedBy('sent')).not.toContain(last);
  }
});

test.each([
  ['accepted', 'sent'],
  ['refused', 'failed'],
  ['not-taken', 'queued'],
  ['unclear', null],
] as const)('after the verdict %s a message is %s', (verdict, state) => {
  expect(stateAfterVerdict(verdict)).toBe(state);
});

test('a text that was not taken waits 1 s, twice as long each time, and never more than a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 60, 2_000].map(notTakenBackoff)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000,
  ]);
});

test.each([
  [60_000, [3_000, 10_000, 30_000, 60_000]],
  [4_000, [200, 667, 2_000, 4_000]],
  [0, [0, 0, 0, 0]],
])('an unclear send that is settled within %d ms is looked for at %j', (settleForMs, looks) => {
  expect(settleLooks(settleForMs)).toEqual(looks);
});

test('looks for evidence come one after another, the last when the time is up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_000, max: 86_400_000 }), (settleForMs) => {
      const looks = settleLooks(settleForMs);
      expect(looks).toEqual([...looks].sort((a, b) => a - b));
      expect(new Set(looks).size).toBe(looks.length);
      expect(looks.at(-1)).toBe(settleForMs);
    }),
  );
});
