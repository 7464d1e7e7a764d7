import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SupervisedOptions, type SupervisedProcess, superviseProcess } from '../../src/dev/supervised-process';
import { eventually } from '../support/eventually';

let folder: string;
let lines: string[];
const supervised: SupervisedProcess[] = [];

const SERVES = `process.send({ type: 'ready', url: 'http://x/' + process.pid }); setInterval(() => {}, 1000);`;

/** Runs `code` as a program of its own. */
async function run(code: string, options: Partial<SupervisedOptions> = {}): Promise<SupervisedProcess> {
  const script = join(folder, `${supervised.length}.cjs`);
  await writeFile(script, code);
  const child = superviseProcess({ name: 'child', script, log: (line) => lines.push(line), ...options });
  supervised.push(child);
  return child;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-supervised-'));
  lines = [];
});

afterEach(async () => {
  await Promise.all(supervised.splice(0).map((child) => child.stop()));
  await rm(folder, { recursive: true });
});

it('says when the process can serve, and where', async () => {
  const child = await run(SERVES);
  expect(await child.ready()).toEqual({ url: `http://x/${child.pid}` });
});

it('starts again what dies, and tells', async () => {
  const child = await run(SERVES);
  await child.ready();
  const first = child.pid as number;
  child.kill('SIGKILL');
  await eventually(() => child.pid !== undefined && child.pid !== first);
  expect(await child.ready()).toEqual({ url: `http://x/${child.pid}` });
  expect(lines).toContain('child ended (SIGKILL); starting it again in 0.5 s');
});

it('waits longer before each next start of what dies at once', async () => {
  const child = await run(`process.send({ type: 'ready' }, () => process.exit(3));`);
  await child.ready();
  const pauses = () => lines.map((line) => /ended \(code 3\); starting it again in ([\d.]+) s/.exec(line)?.[1]);
  await eventually(() => pauses().includes('2'));
  expect(pauses()).toEqual(['0.5', '1', '2']);
});

it('gives up, with its last words, on what was never ready', async () => {
  const child = await run(`console.error('DATABASE_URL is missing'); process.exit(1);`);
  await expect(child.ready()).rejects.toThrow('child ended (code 1)\nDATABASE_URL is missing');
  await expect(child.ready()).rejects.toThrow('child ended (code 1)');
});

it('says so when there is no such program', async () => {
  const child = superviseProcess({ name: 'child', script: join(folder, 'none.cjs'), log: () => {} });
  supervised.push(child);
  await expect(child.ready()).rejects.toThrow(/Cannot find module/);
});

it('marks every line with the name', async () => {
  const child = await run(`console.log('one'); console.error('two'); ${SERVES}`);
  await child.ready();
  await eventually(() => lines.length === 2);
  expect(lines.sort()).toEqual(['child | one', 'child | two']);
});

it('ends for good on stop, and kills what does not listen', async () => {
  const child = await run(`process.on('SIGTERM', () => {}); ${SERVES}`, { stopLimitMs: 200 });
  await child.ready();
  const pid = child.pid as number;
  await child.stop();
  expect(runs(pid)).toBe(false);
  expect(child.pid).toBeUndefined();
  expect(lines).toEqual([]);
  await expect(child.ready()).rejects.toThrow('child was stopped');
});

it('does not start again what was stopped while it paused', async () => {
  const child = await run(`process.send({ type: 'ready' }, () => process.exit(3));`);
  await eventually(() => lines.some((line) => line.includes('starting it again')));
  await child.stop();
  await expect(child.ready()).rejects.toThrow('child was stopped');
  expect(child.pid).toBeUndefined();
});
