// Compiles what is stale. Plain Node: it runs before anything is compiled.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './quiet-command.mjs';

/** Everything that the compiled tree is made of. What is missing counts as empty. */
const INPUTS = ['src', 'workflows', 'activities', 'worker', 'bench', 'tsconfig.json', 'tsconfig.build.json'];
const LOCKFILE = 'package-lock.json';
/** What the compiler leaves behind although the compiled code reads it. */
const COPIED = [
  'src/api/docs-page',
  'src/db/migrations',
  'src/db/functions',
  'src/db/schema.sql',
  'src/dev/carrier/phone-page',
  'src/dev/watchdog-process.mjs',
];
const STAMP = 'dist/.inputs-sha256';

function filesBelow(root, name) {
  const full = path.join(root, name);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [name];
  return readdirSync(full)
    .sort()
    .flatMap((entry) => filesBelow(root, path.join(name, entry)));
}

/** Names and contents, not times: a checkout or a copy of the tree changes times and nothing else. */
function hashOf(root) {
  const hash = createHash('sha256');
  for (const file of [...INPUTS, LOCKFILE].flatMap((name) => filesBelow(root, name))) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Brings dist up to date. Does nothing, in a few milliseconds, when it is. */
export async function build(root) {
  const wanted = hashOf(root);
  const stamp = path.join(root, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  // From nothing, so that what was deleted from src does not live on in dist.
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  await runQuietly('Compiling', process.execPath, tsc, { cwd: root });
  for (const name of COPIED) {
    if (!existsSync(path.join(root, name))) continue;
    mkdirSync(path.dirname(path.join(root, 'dist', name)), { recursive: true });
    cpSync(path.join(root, name), path.join(root, 'dist', name), { recursive: true });
  }
  await runQuietly('Bundling the workflows', process.execPath, ['dist/worker/bundle.js'], { cwd: root });
  writeFileSync(stamp, wanted);
}
