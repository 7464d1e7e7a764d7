import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { apiClient } from './support/api-client';
import { eventually } from './support/eventually';
import { signIn } from './support/people';

/**
 * Does what docs/setup.md tells a newcomer to do: its `sh` blocks, in order, in one shell, beside what `npm start` runs. The
 * one block that is not run (`bash`) is `npm start` itself, which a test gives ports, a folder and a Temporal of its own.
 */
const root = path.join(__dirname, '..');
const document = readFileSync(path.join(root, 'docs/setup.md'), 'utf8');
const blocks = [...document.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code);
const ANY_PORTS = ['PORT', 'POSTGRES_PORT', 'CARRIER_PORT'].map((name) => [name, '0']);

let folder: string;
let stack: ChildProcess;
let said = '';
// biome-ignore lint/suspicious/noExplicitAny: a file of JSON, whose fields the tests below name
let here: any;

beforeAll(async () => {
  // Below the repository, so that `npm run` finds its commands.
  const cache = path.join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(path.join(cache, 'docs-setup-'));
  stack = spawn(process.execPath, [path.join(root, 'dist/src/dev/start.js')], {
    cwd: folder,
    env: {
      ...environment(),
      ...Object.fromEntries(ANY_PORTS),
      PARLEY_DEMO: 'off',
      TEMPORAL_ADDRESS: process.env.PARLEY_TEST_TEMPORAL_ADDRESS,
      TEMPORAL_TASK_QUEUE: `docs-setup-${randomBytes(6).toString('hex')}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [stack.stdout, stack.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  const demoFile = path.join(folder, '.parley', 'demo.json');
  await eventually(
    () => {
      if (stack.exitCode !== null) throw new Error(`the stack ended:\n${said}`);
      return existsSync(demoFile) && said.includes('Ctrl-C stops it');
    },
    { limitMs: 50_000 },
  );
  here = JSON.parse(readFileSync(demoFile, 'utf8'));
});

afterAll(async () => {
  if (stack !== undefined && stack.exitCode === null && stack.signalCode === null) {
    const exited = once(stack, 'exit');
    stack.kill('SIGTERM');
    await exited;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A shell's, without what the tests' own npm has set. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, PARLEY_DATA_DIR: path.join(folder, '.parley') };
}

async function runInShell(script: string) {
  const child = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

test('without the demo, the start says how to go on, and its file has no login but the simulated account', () => {
  expect(said).toContain('npm run create-admin -- --email');
  expect(said).toContain('docs/setup.md');
  expect(said).not.toMatch(/API key|Login/);
  expect(Object.keys(here).sort()).toEqual(
    [
      ...['webUrl', 'apiUrl', 'temporalAddress', 'temporalUiUrl', 'carrierUrl', 'phoneUrl', 'codecUrl', 'databaseUrl'],
      ...['simulatedAccount', 'metricsUrls'],
    ].sort(),
  );
  expect(here.simulatedAccount).toEqual({
    accountSid: expect.stringMatching(/^AC[0-9a-f]{32}$/),
    authToken: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
});

test('the page leads from an empty database to texts on a phone', async () => {
  expect(blocks.length).toBeGreaterThanOrEqual(11);
  const { code, out, err } = await runInShell(blocks.join('\n'));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^jane@example\.com is an admin of Smile Dental \(org_\w+\)\.$/m);
  expect(out).not.toContain('"success":false');
  expect(out.match(/"messageId":"msg_\w+","status":"sent"/g)).toHaveLength(2);
  expect(out).toMatch(/source: 'api'[\s\S]*source: 'inbound'[\s\S]*source: 'manual'/);
  expect(out).toMatch(/^whsec_\S+$/m);

  const answer = await apiClient(here.carrierUrl, {})('GET', '/simulator/messages?phone=%2B12025550122');
  const phone = answer.body.messages.map((each: { direction: string; body: string }) => [each.direction, each.body]);
  expect(phone).toEqual([
    ['to-phone', 'Hi Ada, your check-up is on Thursday at nine.'],
    ['from-phone', 'Can I come at ten?'],
    ['to-phone', 'Ten is fine.'],
  ]);
  const omar = await signIn(here.apiUrl, { email: 'omar@example.com', password: 'a first password for Omar' });
  expect(await omar('GET', '/api/v1/session')).toMatchObject({ body: { data: { role: 'operator' } } });
});

test('where no stack runs, create-admin says that it has no database', async () => {
  const { code, err } = await runInShell(
    'PARLEY_DATA_DIR="$PWD/nowhere" npm run --silent create-admin -- --email jane@example.com',
  );
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('DATABASE_URL is missing') });
});
