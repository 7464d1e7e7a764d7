import { defineConfig } from '@playwright/test';

/** A root process cannot use Chromium's sandbox; anybody else keeps it. The rest silences calls to the browser's maker. */
const args = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The specs start their own stack in a worker fixture, so there is no `webServer` here. */
export default defineConfig({
  testDir: './test/browser',
  // One stack, one browser: on two cores a second worker would only make both slow.
  workers: 1,
  fullyParallel: false,
  // A test that needs a second try is a finding, not a pass.
  retries: 0,
  forbidOnly: true,
  // Starting the stack takes most of this where the machine is busy.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  outputDir: './test-results',
  use: {
    // Set by test/run.mjs (test/support/chromium.mjs finds or installs one); without it Playwright uses its own.
    launchOptions: { executablePath: process.env.PARLEY_CHROMIUM || undefined, args },
    actionTimeout: 20_000,
    navigationTimeout: 60_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
});
