import { type KnownInbound, type ListedText, sweepPause, textsToTakeIn } from '../../src/domain/inbound-sweep';

const JANE = '+12025550143';
const OMAR = '+12025550144';
const listed = (providerMessageId: string, writtenAt: number, from = JANE): ListedText => ({
  ...{ providerMessageId, from, writtenAt },
});
const known = (providerMessageId: string, arrivedAt: number, writtenAt: number | null = null): KnownInbound => ({
  ...{ providerMessageId, arrivedAt, writtenAt },
});
const taken = (texts: ListedText[], there: KnownInbound[]) =>
  textsToTakeIn(texts, there).map((text) => [text.providerMessageId, text.writtenAt]);

test('what is missing is taken in, in the order of the list', () => {
  expect(taken([listed('a', 1_000), listed('b', 2_000)], [])).toEqual([
    ['a', 1_000],
    ['b', 2_000],
  ]);
});

test('what came at once is left alone', () => {
  expect(taken([listed('a', 1_000), listed('b', 2_000)], [known('a', 5_999)])).toEqual([['b', 6_000]]);
});

test('what came late by its webhook is taken in again, for its time to be noted; once that is known, no more', () => {
  expect(taken([listed('a', 1_000)], [known('a', 6_000)])).toEqual([['a', 1_000]]);
  expect(taken([listed('a', 1_000)], [known('a', 6_000, 1_000)])).toEqual([]);
});

test('a text is never put before one of the same lead that the provider got first', () => {
  // The provider tells whole seconds, and a webhook takes a moment: by the bare times b would come before a.
  expect(taken([listed('a', 1_000), listed('b', 2_000)], [known('a', 2_400)])).toEqual([['b', 2_401]]);
  expect(taken([listed('a', 1_000), listed('b', 1_001)], [known('a', 90_000, 1_300)])).toEqual([['b', 1_301]]);
});

test('of two webhooks that overtook each other the second is put behind the first', () => {
  expect(taken([listed('a', 1_000), listed('b', 1_001)], [known('a', 1_800), known('b', 1_400)])).toEqual([
    ['b', 1_801],
  ]);
});

test('what another lead wrote moves nothing', () => {
  expect(taken([listed('a', 1_000), listed('b', 2_000, OMAR)], [known('a', 2_400)])).toEqual([['b', 2_000]]);
});

test('a number that cannot be read rests longer and longer, up to an hour', () => {
  expect([1, 2, 3, 6, 7, 500].map((failures) => sweepPause(failures) / 60_000)).toEqual([1, 2, 4, 32, 60, 60]);
});
