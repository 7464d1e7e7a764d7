import { heartbeat } from '@temporalio/activity';

/** Also the longest the worker may keep a heartbeat to itself (`maxHeartbeatThrottleInterval`). */
export const HEARTBEAT_EVERY_MS = 1_500;

/**
 * Makes an activity heartbeat for as long as it runs, waits for Postgres included, so that a killed worker is noticed
 * within the heartbeat timeout. An activity that ends within 1.5 s costs no heartbeat at all.
 */
export function whileHeartbeating<Arguments extends unknown[], Result>(
  activity: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  return async (...args) => {
    const timer = setInterval(() => heartbeat(), HEARTBEAT_EVERY_MS);
    try {
      return await activity(...args);
    } finally {
      clearInterval(timer);
    }
  };
}
