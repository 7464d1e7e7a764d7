// What every npm script of Parley runs: node src/dev/bootstrap.mjs <command> [arguments]
// Plain Node without packages: on a fresh checkout it is the first thing that runs, and installs and compiles the rest.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { whenNpmIsGone } from './npm-parent.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What a command needs before it, and the program it is. */
const COMMANDS = {
  install: { needs: ['install'] },
  build: { needs: ['install', 'build'] },
  start: { needs: ['install', 'build'], program: 'dist/src/dev/start.js', here: true },
  api: { needs: ['install', 'build'], program: 'dist/src/api/main.js' },
  worker: { needs: ['install', 'build'], program: 'dist/worker/main.js' },
  migrate: { needs: ['install', 'build'], program: 'dist/src/db/migrate.js' },
  'create-admin': { needs: ['install', 'build'], program: 'dist/src/db/create-admin.js', laptopDatabase: true },
  'reseal-secrets': { needs: ['install', 'build'], program: 'dist/src/db/reseal-secrets.js' },
  reset: { needs: ['install', 'build'], program: 'dist/src/dev/reset.js' },
  bench: { needs: ['install', 'build'], program: 'dist/bench/main.js' },
  chaos: { needs: ['install', 'build'], program: 'test/chaos/run.mjs' },
  screenshots: { needs: ['install', 'build'], program: 'test/screenshots/run.mjs' },
  test: { needs: ['install', 'build'], program: 'test/run.mjs' },
  check: { needs: ['install'], program: 'tools/check.mjs' },
  audit: { needs: [], program: 'tools/audit.mjs' },
};

function fail(message) {
  console.error(message);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Parley needs Node 20.19 or newer; this is ${process.versions.node}. https://nodejs.org/en/download`);
}

/** Without DATABASE_URL: the database of the stack that runs on this machine, as `npm start` wrote it down. */
function takeLaptopDatabase() {
  if (process.env.DATABASE_URL) return;
  const file = path.join(process.env.PARLEY_DATA_DIR || '.parley', 'demo.json');
  if (!existsSync(file)) return;
  process.env.DATABASE_URL = JSON.parse(readFileSync(file, 'utf8')).databaseUrl;
}

/** Runs a program in this process's place: its input, output, signals and exit code are the program's. */
function become(program, args) {
  // The channel tells programs that listen for it (src/process.ts) when this process was killed.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], { stdio });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  whenNpmIsGone(() => child.kill('SIGTERM'));
  child.once('error', (error) => fail(`${program} cannot be run: ${error.message}`));
  child.once('exit', (code, signal) => {
    if (!signal) process.exit(code);
    for (const name of process.eventNames()) if (String(name).startsWith('SIG')) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
  if (!command) fail(`Which command? One of: ${Object.keys(COMMANDS).join(', ')}`);
  checkNode();
  if (command.needs.includes('install')) await (await import('./install.mjs')).install(ROOT);
  if (command.needs.includes('build')) await (await import('./build.mjs')).build(ROOT);
  if (!command.program) return;
  if (command.laptopDatabase) takeLaptopDatabase();
  const program = path.join(ROOT, command.program);
  if (!existsSync(program)) fail(`There is no ${command.program}`);
  if (!command.here) return become(program, args);
  // In this very process: Ctrl-C has one process less to pass, and none is left that could outlive the other.
  whenNpmIsGone(() => process.kill(process.pid, 'SIGTERM'));
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(program).href);
}

main().catch((error) => fail(error instanceof Error ? error.message : String(error)));
