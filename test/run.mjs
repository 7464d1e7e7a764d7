/**
 * What `npm test` runs, after src/dev/bootstrap.mjs has installed and built:
 *
 *   npm test                          checks, Jest, Playwright, and a scan of what they wrote; all of them, whatever fails
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

const runners = [
  {
    name: 'checks',
    count: countChecks,
    command: (report, args) => ({ args: ['tools/check.mjs', '--json', report, ...args] }),
  },
  {
    name: 'jest',
    count: countJest,
    command: (report, args) => ({
      args: ['node_modules/jest/bin/jest.js', '--json', `--outputFile=${report}`, ...args],
    }),
  },
  {
    name: 'browser',
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

let child;
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true;
    child?.kill(signal);
  });
}

/** Runs with this Node and this terminal; resolves to the exit code, or null when it was killed or did not start. */
function execute(args, env) {
  return new Promise((resolve) => {
    child = spawn(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: 'inherit' });
    const limit = setTimeout(() => child.kill('SIGKILL'), RUNNER_LIMIT_MS);
    child.on('error', (error) => console.error(String(error)));
    child.on('close', (code) => {
      clearTimeout(limit);
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

async function run({ runner, args }, folder) {
  console.log(`\n── ${runner.name} ──`);
  const file = path.join(folder, `${runner.name}.json`);
  let exitCode = null;
  try {
    const { args: commandLine, env } = await runner.command(file, args);
    exitCode = await execute(commandLine, env);
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
  for (const choice of chosen(process.argv.slice(2))) {
    if (!stopped) results.push(await run(choice, folder));
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
