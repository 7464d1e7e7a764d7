import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into the api process by `--require`, for the bench alone: measures how late its event loop is, and writes it to
 * the file that BENCH_LAG_FILE names, at each SIGUSR2, beginning anew. The product itself has no way to ask for it.
 */
const RESOLUTION_MS = 5;
const file = process.env.BENCH_LAG_FILE;

// Child processes and workers of the process inherit the option, not the task.
if (file !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  // What is measured is the time between two looks; what is more than their distance is lateness.
  const late = (nanoseconds: number) => Math.max(nanoseconds / 1e6 - RESOLUTION_MS, 0);
  process.on('SIGUSR2', () => {
    const [p50, p99, max] = [delay.percentile(50), delay.percentile(99), delay.max].map(late);
    writeFileSync(file, JSON.stringify({ mean: late(delay.mean), p50, p99, max }));
    delay.reset();
  });
}
