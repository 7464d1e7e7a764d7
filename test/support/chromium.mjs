import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PLAYWRIGHT = path.join(ROOT, 'node_modules', 'playwright', 'cli.js');
/** Names under which distributions and vendors install a Chromium that Playwright can drive. */
const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const DOWNLOAD_LIMIT_MS = 3 * 60_000;
const PACKAGE_LIMIT_MS = 10 * 60_000;

/**
 * The path of a Chromium to test with: `PARLEY_CHROMIUM`, Playwright's own, one installed on the machine, or one
 * that is installed now: by Playwright's download, else as a Debian package.
 * @throws when there is none and none can be installed; the message says what to do.
 */
export async function ensureChromium() {
  const given = process.env.PARLEY_CHROMIUM;
  if (given) {
    if (!isExecutable(given)) throw new Error(`PARLEY_CHROMIUM is ${given}, and no program is there`);
    return given;
  }
  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  if (isExecutable(own)) return own;
  const found = onPath();
  if (found) return found;
  if (
    run('downloading Chromium', process.execPath, [PLAYWRIGHT, 'install', 'chromium'], DOWNLOAD_LIMIT_MS) &&
    isExecutable(own)
  ) {
    return own;
  }
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const install = 'apt-get update -q && apt-get install -q -y --no-install-recommends chromium';
    run('installing the Debian package chromium', 'sh', ['-c', install], PACKAGE_LIMIT_MS, env);
    const installed = onPath();
    if (installed) return installed;
  }
  throw new Error(
    'no Chromium for the browser tests: run  npx playwright install chromium , or install chromium or google-chrome, ' +
      'or set PARLEY_CHROMIUM to its path',
  );
}

function onPath() {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/snap/bin'].filter(Boolean);
  return folders.flatMap((folder) => INSTALLED.map((name) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Says what it does, because it may take minutes; its output appears only when it fails. */
function run(what, command, args, timeout, env = process.env) {
  console.log(`browser: ${what} …`);
  const result = spawnSync(command, args, { cwd: ROOT, env, timeout, encoding: 'utf8' });
  if (result.status === 0) return true;
  const reason = result.error?.message ?? `exit code ${result.status ?? result.signal}`;
  const lines = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim().split('\n').slice(-5);
  console.log(`browser: that failed (${reason})\n${lines.map((line) => `  ${line}`).join('\n')}`);
  return false;
}
