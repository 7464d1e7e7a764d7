import fc from 'fast-check';
import { formatId, ID_PREFIXES, type IdKind, looksLikeId } from '../../src/domain/ids';
import { newId } from '../../src/new-id';

const LAST_MS = 2 ** 48 - 1;
const zeros = new Uint8Array(10);
const ones = new Uint8Array(10).fill(255);
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
const time = fc.integer({ min: 0, max: LAST_MS });

test.each<[what: string, kind: IdKind, at: number, random: Uint8Array, id: string]>([
  ['the first moment', 'message', 0, zeros, `msg_${'0'.repeat(26)}`],
  ['the last moment that fits', 'interaction', LAST_MS, ones, `int_7${'z'.repeat(25)}`],
  ['time before random bits', 'lead', 1, zeros, `lead_0000000001${'0'.repeat(16)}`],
  ['random bits alone', 'tenant', 0, ones, `org_0000000000${'z'.repeat(16)}`],
  ['more random bytes than it needs', 'agent', 0, new Uint8Array(16).fill(255), `smsagent_0000000000${'z'.repeat(16)}`],
])('formats an id: %s', (_what, kind, at, bytes, id) => {
  expect(formatId(kind, at, bytes)).toBe(id);
});

test('an id of a later millisecond sorts after an earlier one, whatever its random bits', () => {
  fc.assert(
    fc.property(time, time, random, random, (a, b, one, other) => {
      fc.pre(a < b);
      expect(formatId('message', a, one) < formatId('message', b, other)).toBe(true);
    }),
  );
});

test('every id that is made looks like one of its kind, and of no other', () => {
  const kinds = Object.keys(ID_PREFIXES) as IdKind[];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.constantFrom(...kinds), time, random, (kind, other, at, bytes) => {
      expect(looksLikeId(other, formatId(kind, at, bytes))).toBe(kind === other);
    }),
  );
});

test.each<[what: string, text: string, looks: boolean]>([
  ['one of ours', newId('message'), true],
  ['a fixed one of the demo', 'msg_demo_1', true],
  ['nothing after the prefix', 'msg_', false],
  ['the prefix alone', 'msg', false],
  ['another kind', newId('interaction'), false],
  ['65 characters after the prefix', `msg_${'a'.repeat(65)}`, false],
  ['a quote', "msg_a'b", false],
  ['a space', 'msg_a b', false],
  ['a line break at the end', 'msg_a\n', false],
  ['a NUL', 'msg_a\0', false],
  ['a longer prefix', 'xmsg_a', false],
  ['nothing', '', false],
])('a message id from outside: %s', (_what, text, looks) => {
  expect(looksLikeId('message', text)).toBe(looks);
});

test('a thousand new ids are a thousand', () => {
  expect(new Set(Array.from({ length: 1000 }, () => newId('message'))).size).toBe(1000);
});
