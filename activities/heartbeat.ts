import { heartbeat } from '@temporalio/activity';

const EVERY_MS = 1_500;

/**
 * Runs `work` and heartbeats meanwhile, so that a killed worker is noticed within the heartbeat timeout and not only when
 * the whole activity's time is up. Work that ends within 1.5 s costs no heartbeat at all.
 */
export async function whileHeartbeating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
