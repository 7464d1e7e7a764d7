import type { Part } from '../src/dev/stack';
import type { RunningTemporal } from '../src/dev/temporal-server';

/** A Temporal server that can be killed for a while: (b) measures without it. */
export class TemporalPart implements Part {
  private constructor(
    private readonly begin: () => Promise<RunningTemporal>,
    private running: RunningTemporal | undefined,
    readonly address: string,
  ) {}

  /** @param begin starts it, each time on the same port and file */
  static async start(begin: () => Promise<RunningTemporal>): Promise<TemporalPart> {
    const running = await begin();
    return new TemporalPart(begin, running, running.address);
  }

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** Kills it as a crash would, and resolves when it has ended. */
  async crash(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    running?.kill();
    await running?.exited;
  }

  async restart(): Promise<void> {
    this.running = await this.begin();
  }

  async stop(): Promise<void> {
    await this.running?.stop();
  }

  kill(): void {
    this.running?.kill();
  }
}
