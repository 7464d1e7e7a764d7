import { expect, test } from '@playwright/test';
import { OPERATIONS } from '../support/api-document';
import { type Parley, startParley } from '../support/parley';

test.describe('the page of the API', () => {
  let parley: Parley;
  test.beforeAll(async () => {
    parley = await startParley({ ownPostgres: true, ownTemporal: {} });
  });
  test.afterAll(() => parley?.stop());

  test('lists every operation, loads nothing from elsewhere, and complains of nothing', async ({ page }) => {
    const complaints: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(parley.apiUrl) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    await page.goto(`${parley.apiUrl}/docs`);
    await expect(page.getByRole('heading', { name: /^Parley/ })).toBeVisible();
    for (const tag of await page.locator('.opblock-tag').all()) await tag.click();
    await expect(page.locator('.opblock-summary-path')).toHaveCount(OPERATIONS.length);
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
  });

  test('tries an operation out with a key', async ({ page }) => {
    await page.goto(`${parley.apiUrl}/docs#/Leads/listLeads`);
    await page.getByRole('button', { name: 'Authorize', exact: true }).first().click();
    const key = page.locator('.auth-container', { hasText: 'X-API-Key' });
    await key.getByRole('textbox').fill(parley.apiKey);
    await key.getByRole('button', { name: 'Apply credentials' }).click();
    await key.getByRole('button', { name: 'Close' }).click();
    const operation = page.locator('#operations-Leads-listLeads');
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await expect(operation.locator('.live-responses-table .response-col_status')).toContainText('200');
    await expect(operation.locator('.live-responses-table')).toContainText('lead_demo_jane');
  });

  for (const [name, options] of [
    ['light', { colorScheme: 'light', width: 1280 }],
    ['dark', { colorScheme: 'dark', width: 1280 }],
    ['narrow', { colorScheme: 'light', width: 360 }],
  ] as const) {
    test(`fits its window and follows the colours: ${name}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: options.colorScheme });
      await page.setViewportSize({ width: options.width, height: 900 });
      await page.goto(`${parley.apiUrl}/docs#/Texts/sendText`);
      await expect(page.locator('#operations-Texts-sendText .opblock-body')).toBeVisible();
      const dark = options.colorScheme === 'dark';
      await expect(page.locator('html.dark-mode')).toHaveCount(dark ? 1 : 0);
      await page.screenshot({ path: `test-results/docs-${name}.png` });
    });
  }
});
