import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';

/** `npm run screenshots`: no test, but it fails when a page does not show what it is to be taken with. */
export default defineConfig({
  ...base,
  testDir: '.',
  testMatch: '*.shots.ts',
  outputDir: '../../test-results',
  timeout: 300_000,
  use: { ...base.use, trace: 'off', screenshot: 'off', locale: 'en-US', timezoneId: 'America/New_York' },
});
