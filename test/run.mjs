/**
 * What `npm test` runs, after src/dev/bootstrap.mjs has installed and built:
 *
 *   npm test                          checks, then Jest and Playwright beside each other, then a scan of what they wrote;
 *                                     all of them, whatever fails
 *   npm test -- <pattern>             only Jest, only files that match
 *   npm test -- checks|jest|browser   only that runner; further words are its own arguments
 *
 * The last line is `N passed, N failed` over all runners; the exit code is 1 when anything failed or nothing ran.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './support/chromium.mjs';
import { countChecks, countJest, countPlaywright, countRun } from './support/count-results.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A runner that hangs, on a handle that nobody closed, is stopped and counts as failed. */
const RUNNER_LIMIT_MS = 30 * 60_000;

/**
 * Those of one turn run at once: a browser's tests mostly wait for the page, while Jest's compute. What the second of them
 * says is held back until it has ended, so that the lines of the two are not mixed.
 */
const runners = [
  {
    name: 'checks',
    turn: 1,
    count: countChecks,
    command: (report, args) => ({ args: ['tools/check.mjs', '--json', report, ...args] }),
  },
  {
    name: 'jest',
    turn: 2,
    count: countJest,
    command: (report, args) => ({
      args: ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, ...args],
    }),
  },
  {
    name: 'browser',
    turn: 2,
    heldBack: true,
    count: countPlaywright,
    command: async (report, args) => ({
      args: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...args],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, PARLEY_CHROMIUM: await ensureChromium() },
    }),
  },
];

/** Looks through what the others' programs wrote, so it runs after them and not alone. */
const scanner = {
  name: 'output',
  turn: 3,
  count: countChecks,
  command: (report) => ({ args: ['test/support/scan-output.mjs', outputFolder, '--json', report] }),
};

/** Chosen runners and their arguments: a word that names no runner is a pattern for Jest. */
function chosen(words) {
  const named = runners.find((runner) => runner.name === words[0]);
  if (named) return [{ runner: named, args: words.slice(1) }];
  if (words.length > 0) return [{ runner: runners.find((runner) => runner.name === 'jest'), args: words }];
  return [...runners, scanner].map((runner) => ({ runner, args: [] }));
}

const children = new Set();
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true;
    for (const child of children) child.kill(signal);
  });
}

/**
 * Runs with this Node; resolves to the exit code, or null when it was killed or did not start.
 * @param {boolean} heldBack whether what it says is shown when it has ended, instead of at once
 */
function execute(args, env, heldBack) {
  return new Promise((resolve) => {
    const stdio = heldBack ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio });
    children.add(child);
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
    const limit = setTimeout(() => child.kill('SIGKILL'), RUNNER_LIMIT_MS);
    child.on('error', (error) => console.error(String(error)));
    child.on('close', (code) => {
      clearTimeout(limit);
      children.delete(child);
      process.stdout.write(Buffer.concat(said));
      resolve(code);
    });
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

async function run({ runner, args }, folder, heldBack) {
  console.log(`\n── ${runner.name}${heldBack ? ', beside it; what it says follows' : ''} ──`);
  const file = path.join(folder, `${runner.name}.json`);
  let exitCode = null;
  try {
    const { args: commandLine, env } = await runner.command(file, args);
    exitCode = await execute(commandLine, env, heldBack);
  } catch (error) {
    console.error(`${runner.name}: ${error.message}`);
  }
  return { name: runner.name, ...countRun(readReport(file), runner.count, exitCode) };
}

const folder = mkdtempSync(path.join(tmpdir(), 'parley-reports-'));
/** What programs write while the suite runs (test/support/suite-output.ts). */
const outputFolder = path.join(folder, 'output');
mkdirSync(outputFolder);
process.env.PARLEY_TEST_OUTPUT = outputFolder;
const results = [];
try {
  const choices = chosen(process.argv.slice(2));
  for (const turn of new Set(choices.map(({ runner }) => runner.turn))) {
    const together = choices.filter(({ runner }) => runner.turn === turn);
    const held = (choice) => together.length > 1 && choice.runner.heldBack === true;
    if (!stopped) results.push(...(await Promise.all(together.map((choice) => run(choice, folder, held(choice))))));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

console.log('');
for (const { name, passed, failed, skipped } of results) {
  console.log(`${name}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
// A run that was interrupted has not shown that the rest works.
const failed = results.reduce((sum, result) => sum + result.failed, stopped ? 1 : 0);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);
