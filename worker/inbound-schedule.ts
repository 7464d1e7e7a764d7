import { setTimeout as sleep } from 'node:timers/promises';
import {
  Client,
  Connection,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Config } from '../src/config';
import type { Logger } from '../src/log';
import { temporalAddress } from '../src/temporal';
import type { inboundSweep } from '../workflows/inbound-sweep';

/** A round that missed its time by more, because the server was down, is left to the next one. */
const CATCH_UP_WITHIN = '1m';
const RETRY_MS = 5_000;

/** The id of the schedule that sweeps for the workers of a task queue, as operators see it in the Temporal UI. */
export function inboundScheduleId(taskQueue: string): string {
  return `inbound-sweep/${taskQueue}`;
}

/**
 * Makes the schedule of gap recovery, trying again until it is there: a worker does its other work without it.
 * @param stopping ends the trying
 */
export async function keepInboundSchedule(config: Config, log: Logger, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      return await ensureInboundSchedule(config);
    } catch (error) {
      log.warn({ err: error }, 'the schedule of gap recovery cannot be made, trying again');
      await sleep(RETRY_MS, undefined, { signal: stopping }).catch(() => {});
    }
  }
}

/**
 * Makes the schedule of gap recovery, or brings it to what the configuration says, and starts a round at once: a worker that
 * starts may be the first one after an outage. Any number of workers may do this; rounds do not overlap. An operator who
 * paused the schedule finds it paused still, and no round is started.
 */
async function ensureInboundSchedule(config: Config): Promise<void> {
  const connection = await Connection.connect(temporalAddress(config));
  try {
    const { schedule } = new Client({ connection, namespace: config.TEMPORAL_NAMESPACE });
    const scheduleId = inboundScheduleId(config.TEMPORAL_TASK_QUEUE);
    const wanted = {
      spec: { intervals: [{ every: config.INBOUND_SWEEP_EVERY }] },
      action: {
        type: 'startWorkflow',
        workflowType: 'inboundSweep' satisfies typeof inboundSweep.name,
        workflowId: scheduleId,
        taskQueue: config.TEMPORAL_TASK_QUEUE,
        args: [],
      },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP_WITHIN },
    } satisfies Omit<ScheduleOptions, 'scheduleId'>;
    const handle = schedule.getHandle(scheduleId);
    try {
      await schedule.create({ scheduleId, ...wanted });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await handle.update(({ state }) => ({ ...wanted, state }));
      if ((await handle.describe()).state.paused) return;
    }
    // Buffered: a round that another worker began before it died may have passed the number that has a gap.
    await handle.trigger(ScheduleOverlapPolicy.BUFFER_ONE);
  } finally {
    await connection.close();
  }
}
