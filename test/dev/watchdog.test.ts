import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { transformFile } from '@swc/core';
import { eventually } from '../support/eventually';

const SOURCE = resolve(__dirname, '../../src/dev');
let folder: string;
let parent: ChildProcess;
const pids: number[] = [];

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Starts a process that runs `code` with `watch`, `unwatch` and `start` (a child's code → its pid), and prints pids. */
async function startParent(code: string, count: number): Promise<number[]> {
  const { code: watchdog } = await transformFile(join(SOURCE, 'watchdog.ts'), {
    swcrc: false,
    configFile: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const script = join(folder, 'parent.cjs');
  // The compiled file looks for its other half beside itself, which lies in src.
  await writeFile(join(folder, 'watchdog.cjs'), watchdog.replaceAll('__dirname', JSON.stringify(SOURCE)));
  await writeFile(
    script,
    `const { spawn } = require('node:child_process');
     const { watch, unwatch } = require('./watchdog.cjs');
     const start = (text) => {
       const child = spawn(process.execPath, ['-e', text], { detached: true, stdio: 'ignore' });
       child.unref();
       return child.pid;
     };
     const tell = (pid) => console.log(pid);
     const alive = setInterval(() => {}, 1000);
     ${code}`,
  );
  parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const found: number[] = [];
  if (parent.stdout) createInterface({ input: parent.stdout }).on('line', (line) => found.push(Number(line)));
  await eventually(() => found.length === count);
  pids.push(...found);
  return found;
}

async function killParent(): Promise<void> {
  parent.kill('SIGKILL');
  await once(parent, 'exit');
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-watchdog-'));
});

afterEach(async () => {
  parent.kill('SIGKILL');
  for (const pid of pids.splice(0)) if (runs(pid)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true });
});

it('ends the children of a parent that was killed', async () => {
  const waits = 'setInterval(() => {}, 1000)';
  const [one, two] = await startParent(
    `for (let i = 0; i < 2; i += 1) { const pid = start(${JSON.stringify(waits)}); watch(pid); tell(pid); }`,
    2,
  );
  await killParent();
  await eventually(() => !runs(one as number) && !runs(two as number));
});

it('kills a child that does not listen, and the children of its group', async () => {
  const deaf = `process.on('SIGINT', () => {}); setInterval(() => {}, 1000);`;
  const leader = `${deaf} const { spawn } = require('node:child_process');
    const pid = spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { stdio: 'ignore' }).pid;
    require('node:fs').writeFileSync(${JSON.stringify('FILE')}, String(pid));`;
  const file = join(folder, 'grandchild');
  const [pid, grandchild] = await startParent(
    `const fs = require('node:fs');
     const pid = start(${JSON.stringify(leader.replace('FILE', file))}); watch(pid); tell(pid);
     const look = setInterval(() => {
       if (!fs.existsSync(${JSON.stringify(file)})) return;
       const text = fs.readFileSync(${JSON.stringify(file)}, 'utf8');
       if (text) { clearInterval(look); tell(text); }
     }, 20);`,
    2,
  );
  await killParent();
  await eventually(() => !runs(pid as number) && !runs(grandchild as number), { limitMs: 15_000 });
});

it('leaves alone what is no longer watched', async () => {
  const waits = 'setInterval(() => {}, 1000)';
  const [kept, ended] = await startParent(
    `const kept = start(${JSON.stringify(waits)}); const ended = start(${JSON.stringify(waits)});
     watch(kept); watch(ended); unwatch(kept); tell(kept); tell(ended);`,
    2,
  );
  await killParent();
  await eventually(() => !runs(ended as number));
  expect(runs(kept as number)).toBe(true);
});

it('does not keep its parent alive, and ends its children when it ends by itself', async () => {
  const waits = 'setInterval(() => {}, 1000)';
  const [pid] = await startParent(
    `const pid = start(${JSON.stringify(waits)}); watch(pid); tell(pid); clearInterval(alive);`,
    1,
  );
  await eventually(() => parent.exitCode === 0 && !runs(pid as number));
});
