import {
  beginSweep,
  findKnownInbound,
  type NumberToSweep,
  recordSweepFailure,
  recordSwept,
  takeNumber,
} from '../src/db/inbound-sweeps';
import { ingestInbound } from '../src/db/ingest';
import { SWEEP_OVERLAP_MS, sweepPause, textsToTakeIn } from '../src/domain/inbound-sweep';
import type { Finding, InboundList, ListedInbound, Provider } from '../src/providers/provider';
import type { ActivityDependencies } from './dependencies';
import { NO_PROVIDER } from './no-provider';

/** What a batch of a round came to. Counts only: nothing of this may say a number. */
export interface SweptBatch {
  /** The round's beginning, for its next batch. */
  since: number;
  numbers: number;
  /** Texts that nobody had told us of. */
  recovered: number;
  failed: number;
  /** There may be numbers that this round has not come to. */
  more: boolean;
}

type Swept = { recovered: number } | { problem: Finding; throttled: boolean };

/** Numbers read at once; enough that a slow account does not hold up the others, and far below what a provider minds. */
const AT_ONCE = 4;

/**
 * Sweeps some of our numbers, those whose last sweep is longest ago first. Each is taken in Postgres by one sweep alone;
 * what a sweep does may be done twice without harm. A number that cannot be read keeps the reason, and is no reason to
 * stop. An account whose provider asks for fewer requests is left alone for the rest of the batch.
 */
export function createSweepInbound(deps: ActivityDependencies) {
  return async function sweepInbound(input: { batch: number; since?: number }): Promise<SweptBatch> {
    const since = input.since ?? (await beginSweep(deps.pool));
    const swept: SweptBatch = { since, numbers: 0, recovered: 0, failed: 0, more: true };
    const throttled = new Map<string, Finding>();
    let left = input.batch;
    const lane = async () => {
      while (left > 0) {
        left--;
        const number = await takeNumber(deps.pool, since);
        if (number === null) {
          left = 0;
          swept.more = false;
          return;
        }
        const account = `${number.provider} ${number.account?.accountId ?? ''}`;
        const known = throttled.get(account);
        const result = known ? { problem: known, throttled: true } : await sweepNumber(deps, number);
        swept.numbers++;
        if ('recovered' in result) {
          swept.recovered += result.recovered;
          continue;
        }
        swept.failed++;
        if (result.throttled) throttled.set(account, result.problem);
        await recordSweepFailure(deps.pool, number, result.problem, sweepPause(number.failures + 1));
        const { tenantId, provider } = number;
        deps.log.warn({ tenantId, provider, reason: result.problem.code }, 'the texts of a number could not be read');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return swept;
  };
}

/** Takes in what is missing of one number, oldest first; only then is it noted how far it was read. */
async function sweepNumber(deps: ActivityDependencies, number: NumberToSweep): Promise<Swept> {
  const { tenantId, phoneNumber, readUpTo, takenAt } = number;
  const provider =
    number.provider === null ? 'PROVIDER_NOT_CONFIGURED' : deps.providers.for(number.provider, number.account);
  if (typeof provider === 'string') {
    return { problem: { code: provider, message: NO_PROVIDER[provider] }, throttled: false };
  }
  let since = readUpTo - SWEEP_OVERLAP_MS;
  // A text that the provider's clock puts a little ahead of ours is read too.
  const end = takenAt + SWEEP_OVERLAP_MS;
  let recovered = 0;
  while (since < end) {
    const { list, until } = await readCompletely(provider, phoneNumber, since, end);
    if (!list.ok) return { problem: list.finding, throttled: list.throttled };
    recovered += await takeIn(deps, number, provider, list.texts);
    since = until;
  }
  await recordSwept(deps.pool, { tenantId, phoneNumber }, takenAt);
  return { recovered };
}

/** The texts from `since` on; where they are more than a provider lists, those of the longest beginning that it lists whole. */
async function readCompletely(
  provider: Provider,
  phoneNumber: string,
  since: number,
  end: number,
): Promise<{ list: InboundList; until: number }> {
  for (let until = end; ; until = since + Math.floor((until - since) / 2)) {
    const list = await provider.listInbound(phoneNumber, since, until);
    if (!list.ok || list.complete || until - since <= 1_000) return { list, until };
  }
}

async function takeIn(
  deps: ActivityDependencies,
  { tenantId, account }: NumberToSweep,
  provider: Provider,
  texts: ListedInbound[],
): Promise<number> {
  if (texts.length === 0) return 0;
  const ids = texts.map((text) => text.providerMessageId);
  const known = await findKnownInbound(deps.pool, tenantId, provider.name, ids);
  let recovered = 0;
  for (const { writtenAt, ...text } of textsToTakeIn(texts, known)) {
    const { outcome } = await ingestInbound(deps.pool, {
      ...text,
      provider: provider.name,
      // As a webhook of this account: the tenant's own speaks for nobody else.
      speaksFor: account === null ? null : [tenantId],
      providerAnswers: provider.answersKeyword(text.body),
      recovered: { writtenAt, lateAfterMs: deps.lateAfterMs },
    });
    if (outcome !== 'duplicate') recovered++;
  }
  return recovered;
}
