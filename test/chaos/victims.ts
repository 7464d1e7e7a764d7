import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import type { ProgramUnderTest } from '../support/program-under-test';
import type { ChaosWorld } from './world';

export type VictimKind = 'api' | 'worker' | 'Temporal' | 'Postgres';

/** A process or server that is killed, and started again as a supervisor would. */
export interface Victim {
  readonly kind: VictimKind;
  /** Whether there is something to kill. */
  readonly up: boolean;
  /** SIGKILL. It stays down for so long, in milliseconds, and is started again. */
  kill(downMs: number): Promise<void>;
  /** Resolves when it serves again. */
  revived(): Promise<void>;
  /** From here on nobody starts it again. */
  release(): Promise<void>;
}

const LOOK_EVERY_MS = 100;
const START_AGAIN_MS = 300;
const REVIVAL_LIMIT_MS = 90_000;

export function victimsOf({ parley, workers }: ChaosWorld): Victim[] {
  return [
    new KeptProgram('api', parley.api),
    ...workers.map((worker) => new KeptProgram('worker', worker)),
    new KeptServer('Temporal', parley.temporal!),
    new KeptServer('Postgres', parley.postgres!),
  ];
}

/** One of our programs. It is looked after all the time: it may also end by itself, as a worker does without its server. */
class KeptProgram implements Victim {
  private notBefore = 0;
  private released = false;
  private serves = true;
  private readonly looking: Promise<void>;

  constructor(
    readonly kind: 'api' | 'worker',
    private readonly program: ProgramUnderTest,
  ) {
    this.looking = this.look();
  }

  get up(): boolean {
    return this.program.running;
  }

  async kill(downMs: number): Promise<void> {
    this.serves = false;
    this.notBefore = Date.now() + downMs;
    await this.program.kill();
  }

  async revived(): Promise<void> {
    await eventually(() => this.serves && this.up, { limitMs: REVIVAL_LIMIT_MS });
  }

  async release(): Promise<void> {
    this.released = true;
    await this.looking;
  }

  private async look(): Promise<void> {
    while (!this.released) {
      if (!this.up && Date.now() >= this.notBefore) await this.start();
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async start(): Promise<void> {
    try {
      await this.program.start();
      this.serves = true;
    } catch {
      // Killed again while it started, or what it needs is down; or it takes for ever, and another one may be quicker.
      await this.program.kill();
      await sleep(START_AGAIN_MS);
    }
  }
}

class KeptServer implements Victim {
  up = true;
  private reviving: Promise<void> = Promise.resolve();

  constructor(
    readonly kind: 'Temporal' | 'Postgres',
    private readonly server: { kill(): unknown; start(): Promise<void> },
  ) {}

  async kill(downMs: number): Promise<void> {
    this.up = false;
    await this.server.kill();
    this.reviving = this.revive(downMs);
    this.reviving.catch(() => {}); // who waits for it hears of it
  }

  revived(): Promise<void> {
    return this.reviving;
  }

  release(): Promise<void> {
    return this.reviving;
  }

  private async revive(downMs: number): Promise<void> {
    await sleep(downMs);
    await eventually(() => this.server.start(), { limitMs: REVIVAL_LIMIT_MS, everyMs: START_AGAIN_MS });
    this.up = true;
  }
}
