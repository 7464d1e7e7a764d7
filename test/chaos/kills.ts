import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededRandom } from './seeded-random';
import type { Victim, VictimKind } from './victims';

/** How often each is hit. Programs more than servers: a server's death is the same for all, a program's is in the midst of something. */
const WEIGHTS: Record<VictimKind, number> = { worker: 45, api: 25, Temporal: 15, Postgres: 15 };
const LONGEST_DOWN_MS = 1_500;
/** Kills come in storms, so that one meets what another has left behind. */
const MOST_IN_A_STORM = 5;
const LONGEST_BETWEEN_MS = 1_500;
const LOOK_EVERY_MS = 250;
/** Of the exchanges that are wanted; the others come while kills go on. */
const SHARE_OF_CALM = 0.75;

/**
 * Kills in storms until it is told to stop. Who, when and for how long down is the seed's; what each is doing in that moment is
 * not. Within a storm nobody is waited for. After it everything comes up, and it is calm until there were exchanges, begun and
 * in the midst: without that, a slow machine would only ever start programs.
 */
export class Kills {
  readonly counts: Record<VictimKind, number> = { worker: 0, api: 0, Temporal: 0, Postgres: 0 };
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  /**
   * @param exchanges how many there were so far
   * @param calm how many there are to be for each kill, and how long that is waited for, in milliseconds
   */
  constructor(
    private readonly victims: readonly Victim[],
    private readonly random: SeededRandom,
    private readonly exchanges: () => number,
    private readonly calm: { perKill: number; longestMs: number },
  ) {
    this.running = this.run();
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** Ends the killing, and resolves when everything serves again. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.allServe();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => {});
    while (!signal.aborted) {
      const kills = this.random.between(1, MOST_IN_A_STORM);
      const wanted = this.exchanges() + kills * this.calm.perKill * SHARE_OF_CALM;
      const end = Date.now() + this.calm.longestMs;
      while (!signal.aborted && this.exchanges() < wanted && Date.now() < end) await pause(LOOK_EVERY_MS);
      for (let left = kills; left > 0 && !signal.aborted; left--) {
        const kind = this.random.weighted(WEIGHTS);
        const victim = this.random.pick(this.victims.filter((one) => one.kind === kind));
        const downMs = this.random.between(0, LONGEST_DOWN_MS);
        await pause(this.random.between(0, LONGEST_BETWEEN_MS));
        if (signal.aborted || !victim.up) continue;
        this.counts[kind]++;
        await victim.kill(downMs);
      }
      await this.allServe();
    }
  }

  private async allServe(): Promise<void> {
    await Promise.all(this.victims.map((victim) => victim.revived()));
  }
}
