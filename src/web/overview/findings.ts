import type { Answer } from '../api/operations';
import { durationLabel } from '../words/times';

export type Overview = Answer<'GET /overview'>;
export type Bucket = Overview['buckets'][number];

const number = new Intl.NumberFormat();

/** A number as the person's language writes it. */
export function numberLabel(value: number): string {
  return number.format(value);
}

/** "1 text", "1,204 texts". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numberLabel(count)} ${count === 1 ? one : many}`;
}

export function sumOf(buckets: readonly Bucket[], of: (bucket: Bucket) => number): number {
  return buckets.reduce((sum, bucket) => sum + of(bucket), 0);
}

/** What each plot shows, in words: its title. */
export function textsFinding(buckets: readonly Bucket[]): string {
  const textsIn = sumOf(buckets, (bucket) => bucket.textsIn);
  const textsOut = sumOf(buckets, (bucket) => bucket.textsOut);
  return textsIn + textsOut === 0 ? 'No texts' : `${counted(textsIn, 'text')} in, ${numberLabel(textsOut)} out`;
}

/** What half of the answers took cannot be had from the halves of days: said is what is usual for a day, or an hour. */
export function answersFinding({ buckets, bucket }: Pick<Overview, 'buckets' | 'bucket'>): string {
  const answers = sumOf(buckets, (each) => each.answers.count);
  if (answers === 0) return 'No answers by agents';
  const usual = median(buckets.flatMap(({ answers: { p50Ms } }) => (p50Ms === null ? [] : [p50Ms])));
  if (answers === 1) return `1 answer by agents, within ${durationLabel(usual)}`;
  return `${counted(answers, 'answer')} by agents; in a usual ${bucket} half come within ${durationLabel(usual)}`;
}

export function failuresFinding(buckets: readonly Bucket[]): string {
  const sent = sumOf(buckets, (bucket) => bucket.textsOut);
  const failed = sumOf(buckets, (bucket) => bucket.notDelivered);
  if (failed === 0) return sent === 0 ? 'Nothing was sent' : 'Every text was delivered, as far as is known';
  return `${counted(failed, 'text')} of ${numberLabel(sent)} ${failed === 1 ? 'was' : 'were'} not delivered`;
}

export function optOutsFinding(buckets: readonly Bucket[]): string {
  const optOuts = sumOf(buckets, (bucket) => bucket.optOuts);
  return optOuts === 0 ? 'Nobody opted out' : `${counted(optOuts, 'opt-out')}`;
}

export function attentionFinding({ count, medianWaitMs }: Overview['now']['attention']): string {
  if (count === 0) return 'No conversation waits for a person';
  const what = `${counted(count, 'conversation needs', 'conversations need')} a person`;
  if (medianWaitMs === null) return what;
  const wait = durationLabel(medianWaitMs);
  return count === 1 ? `${what}, for ${wait}` : `${what}, half of them for ${wait} or longer`;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
