/** `npm run screenshots`: takes the pictures in docs/screenshots anew, of a stack of its own, in a real browser. */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { ensureChromium } from '../support/chromium.mjs';

// What is not taken any more goes.
rmSync('docs/screenshots', { recursive: true, force: true });
const args = ['node_modules/@playwright/test/cli.js', 'test', '--config', 'test/screenshots/playwright.config.ts'];
const env = { ...process.env, PARLEY_CHROMIUM: await ensureChromium() };
process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit', env }).status ?? 1;
