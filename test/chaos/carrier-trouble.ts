import { setTimeout as sleep } from 'node:timers/promises';
import type { Carrier } from '../../src/dev/carrier/carrier';
import type { FaultInput } from '../../src/dev/carrier/faults';
import type { SeededRandom } from './seeded-random';

/** More wait to strike only where nobody texts, and would all strike the same few texts then. */
const MOST_WAITING = 4;
const LONGEST_DARK_MS = 2_500;

const FAULTS: Record<string, number> = {
  'drop-after-accept': 4,
  'drop-before-accept': 3,
  'error after accepting': 3,
  'error 500': 2,
  'too many requests': 4,
  delay: 4,
  'longer than we wait': 2,
  'no-reports': 4,
  'reports-twice': 3,
  'reports-backwards': 3,
  'report-first': 3,
  'fail-delivery': 2,
  dark: 1,
};

function faultOf(name: string, random: SeededRandom): FaultInput {
  switch (name) {
    case 'error after accepting':
      return { kind: 'status', httpStatus: random.pick([500, 502, 503]), taken: true };
    case 'error 500':
      return { kind: 'status', httpStatus: 500 };
    case 'too many requests':
      return { kind: 'status', httpStatus: 429, code: 20_429, retryAfter: 1 };
    case 'delay':
      return { kind: 'delay', ms: random.between(100, 2_000) };
    case 'longer than we wait':
      return { kind: 'delay', ms: 4_000 };
    case 'fail-delivery':
      return { kind: 'fail-delivery', code: random.pick([30_003, 30_005, 30_008]) };
    default:
      return { kind: name } as FaultInput;
  }
}

/** Keeps the carrier misbehaving until it is stopped. */
export class CarrierTrouble {
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly carrier: Carrier,
    private readonly random: SeededRandom,
  ) {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.carrier.clearFaults();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const name = this.random.weighted(FAULTS);
      const pause = this.random.between(100, 1_200);
      const darkMs = this.random.between(300, LONGEST_DARK_MS);
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted || this.carrier.faults().length >= MOST_WAITING) continue;
      const { id } = this.carrier.setFault(faultOf(name, this.random));
      if (name !== 'dark') continue;
      await sleep(darkMs, undefined, { signal }).catch(() => {});
      this.carrier.clearFault(id);
    }
  }
}
