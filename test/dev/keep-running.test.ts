import { keepRunning, type Server } from '../../src/dev/keep-running';
import { eventually } from '../support/eventually';

/** A server that ends when it is told to, or by itself. */
class FakeServer implements Server {
  ended = false;
  #end: (how: string) => void = () => {};
  readonly exited = new Promise<string>((resolve) => {
    this.#end = resolve;
  });
  die(): void {
    this.ended = true;
    this.#end('it ended (SIGKILL)');
  }
  async stop(): Promise<void> {
    this.die();
  }
  kill(): void {
    this.die();
  }
}

/** Starts fakes and remembers them; each word of `plan` is one attempt. */
function starter(...plan: ('works' | 'fails')[]) {
  const started: FakeServer[] = [];
  const start = async () => {
    if (plan.shift() === 'fails') throw new Error('the port is taken');
    const server = new FakeServer();
    started.push(server);
    return server;
  };
  return { started, start };
}

it('fails when the first start fails', async () => {
  await expect(keepRunning(starter('fails').start, () => {})).rejects.toThrow('the port is taken');
});

it('starts again what ends, and again what fails to start again', async () => {
  const lines: string[] = [];
  const { started, start } = starter('works', 'fails', 'works');
  const kept = await keepRunning(start, (line) => lines.push(line));
  started[0]?.die();
  await eventually(() => started.length === 2);
  expect(lines).toEqual(['it ended (SIGKILL); starting it again', 'the port is taken']);
  await kept.stop();
  expect(started.every((server) => server.ended)).toBe(true);
});

it('starts nothing after its stop, also when that comes between two starts', async () => {
  const { started, start } = starter('works', 'fails');
  const lines: string[] = [];
  const kept = await keepRunning(start, (line) => lines.push(line));
  started[0]?.die();
  await eventually(() => lines.length === 2);
  await kept.stop();
  expect(started).toHaveLength(1);
});
