/** Something the stack started and has to end. */
export interface Part {
  stop(): Promise<void>;
  kill(signal: 'SIGKILL'): void;
}

/** Thrown to leave the start when the stack is to end: nothing went wrong. */
export class Stopping extends Error {
  override name = 'Stopping';
}

/** What runs, in the order in which it was started. Ends in the reverse order. */
export class Stack {
  readonly #parts: { name: string; part: Part }[] = [];
  #stopped: Promise<void> | undefined;

  get stopping(): boolean {
    return this.#stopped !== undefined;
  }

  /** @throws Stopping when the stack ended while this part was being started; the part is then ended too. */
  async add<P extends Part>(name: string, part: P): Promise<P> {
    if (!this.stopping) {
      this.#parts.push({ name, part });
      return part;
    }
    await part.stop();
    throw new Stopping();
  }

  /** @throws Stopping when the stack is ending, for the start to look at between its steps. */
  goOn(): void {
    if (this.stopping) throw new Stopping();
  }

  /** Ends everything, last part first, whatever fails on the way. A second call waits for the first. */
  stop(tell: (line: string) => void): Promise<void> {
    this.#stopped ??= (async () => {
      for (const { name, part } of this.#parts.reverse()) {
        try {
          await part.stop();
        } catch (error) {
          tell(`${name} did not stop: ${error instanceof Error ? error.message : error}`);
        }
      }
    })();
    return this.#stopped;
  }

  /** Ends everything at once. */
  kill(): void {
    for (const { part } of this.#parts) part.kill('SIGKILL');
  }
}
