import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { keepOutput } from './suite-output';

const ROOT = path.join(__dirname, '../..');
const READY_LIMIT_MS = 30_000;

/** Variables with which a program says what it holds in memory. */
export const MEMORY_PROBE = { NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'heap-probe.cjs'))}` };
/** Variables with which a program can be made to stand still. */
export const STANDSTILL_PROBE = {
  NODE_OPTIONS: `--require ${JSON.stringify(path.join(__dirname, 'standstill-probe.cjs'))}`,
};

/** One of our compiled programs as a child process that a test can kill and start again. */
export class ProgramUnderTest {
  private child: ChildProcess | undefined;
  /** Everything it wrote, over all its lives. */
  output = '';

  constructor(
    private readonly script: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Starts it and waits until it says that it serves. */
  async start(): Promise<void> {
    const child = fork(path.join(ROOT, this.script), { env: this.env, silent: true, execArgv: [] });
    this.child = child;
    for (const [name, stream] of Object.entries({ out: child.stdout, err: child.stderr })) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        // By process and stream: two that write in turns would cut each other's lines, and hide what is in them.
        keepOutput(`${this.script}-${child.pid}-${name}`, text);
      });
    }
    const timeLimit = AbortSignal.timeout(READY_LIMIT_MS);
    const ready = once(child, 'message', { signal: timeLimit });
    const ended = once(child, 'exit', { signal: timeLimit });
    ended.catch(() => {});
    await Promise.race([ready, ended.then(() => Promise.reject(new Error(`${this.script} ended:\n${this.output}`)))]);
  }

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** For what the system tells of a process; undefined before it was started. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** What it holds in memory once all that nobody needs has gone, in bytes; it was started with `MEMORY_PROBE`. */
  async memory(): Promise<number> {
    const [{ bytes }] = await this.ask('memory');
    return bytes;
  }

  /** Lets its JavaScript do nothing any more until it is killed; it was started with `STANDSTILL_PROBE`. */
  async standStill(): Promise<void> {
    await this.ask('stand still');
  }

  /** @returns what 'message' passes on: the answer */
  private ask(question: string) {
    const { child } = this;
    if (child === undefined || !this.running) throw new Error(`${this.script} does not run`);
    const told = once(child, 'message', { signal: AbortSignal.timeout(READY_LIMIT_MS) });
    child.send(question);
    return told;
  }

  /** SIGKILL: it gets no chance to finish anything. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** SIGTERM: it finishes what it does. */
  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child === undefined || !this.running) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}
