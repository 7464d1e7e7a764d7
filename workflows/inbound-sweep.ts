import { proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { Activities } from '../activities';

/** Beyond any installation's numbers; a round that has not come to all of them is gone on with by the next. */
const MOST_BATCHES = 500;
const BATCH = 20;

/** What a round of gap recovery came to. */
export interface SweptRound {
  numbers: number;
  recovered: number;
  failed: number;
}

/**
 * One round of gap recovery: every one of our numbers is swept once, in small batches. A schedule starts it, every
 * `INBOUND_SWEEP_EVERY` and when a worker starts (worker/inbound-schedule.ts).
 */
export async function inboundSweep(): Promise<SweptRound> {
  const { sweepInbound } = proxyActivities<Activities>({
    startToCloseTimeout: '15m',
    heartbeatTimeout: '5s',
    retry: { maximumInterval: '30s' },
  });
  const round: SweptRound = { numbers: 0, recovered: 0, failed: 0 };
  let since: number | undefined;
  for (let batch = 1; batch <= MOST_BATCHES; batch++) {
    const swept = await sweepInbound.executeWithOptions({ summary: `read inbound lists: batch ${batch}` }, [
      { batch: BATCH, since },
    ]);
    since = swept.since;
    round.numbers += swept.numbers;
    round.recovered += swept.recovered;
    round.failed += swept.failed;
    setCurrentDetails(
      `**Gap recovery**: ${round.numbers} numbers read, ${round.recovered} texts recovered, ${round.failed} numbers could not be read`,
    );
    if (!swept.more) break;
  }
  return round;
}
