// Compiles what is stale. Plain Node: it runs before anything is compiled.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { runQuietly } from './quiet-command.mjs';

/** The page, which is bundled for browsers by itself. */
const PAGE = 'src/web';
const LOCKFILE = 'package-lock.json';

/** The two things that are made, each with everything it is made of (what is missing counts as empty) and its stamp. */
const PROGRAMS = {
  inputs: ['src', 'workflows', 'activities', 'worker', 'bench', 'tsconfig.json', 'tsconfig.build.json', LOCKFILE],
  without: PAGE,
  stamp: 'dist/.inputs-sha256',
};
const BUNDLE = { inputs: [PAGE, 'src/domain/segments.ts', LOCKFILE], stamp: 'dist/web/.inputs-sha256' };

/** What the compiler leaves behind although the compiled code reads it. */
const COPIED = [
  'src/api/docs-page',
  'src/db/migrations',
  'src/db/functions',
  'src/db/schema.sql',
  'src/dev/carrier/phone-page',
  'src/dev/watchdog-process.mjs',
];
/** What is worth sending compressed; the rest of the page's files are compressed already. */
const COMPRESSED = /\.(js|css|html|svg)$/;

function filesBelow(root, name, without) {
  const full = path.join(root, name);
  if (name === without || !existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [name];
  return readdirSync(full)
    .sort()
    .flatMap((entry) => filesBelow(root, path.join(name, entry), without));
}

/** Names and contents, not times: a checkout or a copy of the tree changes times and nothing else. */
function hashOf(root, { inputs, without }) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((name) => filesBelow(root, name, without && path.normalize(without)))) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Runs `make` unless it was run for the same inputs before. */
async function whenStale(root, made, make) {
  const wanted = hashOf(root, made);
  const stamp = path.join(root, made.stamp);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  await make();
  writeFileSync(stamp, wanted);
}

/** Brings dist up to date. Does nothing, in a few milliseconds, when it is. */
export async function build(root) {
  await whenStale(root, PROGRAMS, () => buildPrograms(root));
  await whenStale(root, BUNDLE, () => buildPage(root));
}

async function buildPrograms(root) {
  // From nothing, so that what was deleted from src does not live on in dist; but the page is not made here.
  const dist = path.join(root, 'dist');
  for (const entry of existsSync(dist) ? readdirSync(dist) : []) {
    if (entry !== 'web') rmSync(path.join(dist, entry), { recursive: true, force: true });
  }
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  await runQuietly('Compiling', process.execPath, tsc, { cwd: root });
  for (const name of COPIED) {
    if (!existsSync(path.join(root, name))) continue;
    mkdirSync(path.dirname(path.join(root, 'dist', name)), { recursive: true });
    cpSync(path.join(root, name), path.join(root, 'dist', name), { recursive: true });
  }
  await runQuietly('Bundling the workflows', process.execPath, ['dist/worker/bundle.js'], { cwd: root });
}

async function buildPage(root) {
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'src/web/vite.config.mts'];
  await runQuietly('Bundling the page', process.execPath, vite, { cwd: root });
  // Once here, instead of at every request.
  for (const file of filesBelow(path.join(root, 'dist/web'), '.').filter((name) => COMPRESSED.test(name))) {
    const full = path.join(root, 'dist/web', file);
    const content = readFileSync(full);
    writeFileSync(`${full}.gz`, gzipSync(content, { level: 9 }));
    writeFileSync(`${full}.br`, brotliCompressSync(content));
  }
}
