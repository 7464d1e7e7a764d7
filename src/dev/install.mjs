// Installs the packages when they are not those of package-lock.json. Plain Node: it runs before anything is installed.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './quiet-command.mjs';

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * npm writes down what it installed in node_modules/.package-lock.json, at the end of an installation. Comparing that with
 * our lockfile also sees what `npm install something` changed, and believes an installation made by hand or by CI.
 */
function isInstalled(root) {
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages;
  const found = readJson(path.join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (!wanted) throw new Error(`There is no readable package-lock.json in ${root}`);
  if (!found) return false;
  return Object.entries(wanted).every(([name, { version, integrity, optional }]) => {
    // The lockfile's first entry is the project itself; optional ones may be for another platform.
    if (name === '' || (optional && !found[name])) return true;
    return found[name]?.version === version && found[name]?.integrity === integrity;
  });
}

export async function install(root) {
  if (isInstalled(root)) return;
  // Under npm its own file says which npm that is; elsewhere it is the one on PATH.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  const [command, ...first] = npm;
  // The packages for development are part of it whatever NODE_ENV says: the compiler is one of them.
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund'];
  await runQuietly('Installing packages (npm ci)', command, args, { cwd: root });
}
