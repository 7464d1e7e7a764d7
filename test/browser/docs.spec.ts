import { expect, type Page, test } from '@playwright/test';
import { newId } from '../../src/new-id';
import { hashToken, newSessionToken } from '../../src/secrets';
import { OPERATIONS } from '../support/api-document';
import { DEMO, type Parley, startParley } from '../support/parley';
import { insert } from '../support/tenant';

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

  test('is there with a slash behind its address too', async ({ page }) => {
    await page.goto(`${parley.apiUrl}/docs/`);
    await expect(page.getByRole('heading', { name: /^Parley/ })).toBeVisible();
  });

  /** Executes the list of leads as the page offers it; where it went. */
  const listLeads = async (page: Page) => {
    const operation = page.locator('#operations-Leads-listLeads');
    await operation.getByRole('button', { name: 'Try it out' }).click();
    const asked = page.waitForRequest((request) => request.url().includes('/api/v1/leads'));
    await operation.getByRole('button', { name: 'Execute' }).click();
    await expect(operation.locator('.live-responses-table tbody .response-col_status')).toHaveText('200');
    await expect(operation.locator('.live-responses-table')).toContainText(DEMO.leadId);
    return new URL((await asked).url());
  };

  test('tries an operation out with a key, and with no filter that nobody asked for', async ({ page }) => {
    await page.goto(`${parley.apiUrl}/docs#/Leads/listLeads`);
    await page.getByRole('button', { name: 'Authorize', exact: true }).first().click();
    await page.locator('.auth-container').getByRole('textbox').fill(parley.apiKey);
    await page.getByRole('button', { name: 'Apply credentials' }).click();
    await page.getByRole('button', { name: 'Close' }).click();
    const { searchParams } = await listLeads(page);
    const without = ['cursor', 'campaignId', 'status', 'isTest', 'search'];
    expect(without.filter((filter) => searchParams.get(filter))).toEqual([]);
  });

  test('tries an operation out with a session, for which there is nothing to fill in', async ({ page, context }) => {
    const token = newSessionToken();
    const { rows } = await parley.pool.query('select tenant_id from leads where lead_id = $1', [DEMO.leadId]);
    const { tenant_id } = rows[0];
    const user = { user_id: newId('user'), tenant_id, email: 'ada@example.com', role: 'operator', password_hash: '-' };
    await insert(parley.pool, 'users', user);
    const expires_at = new Date(Date.now() + 3_600_000);
    const session = { token_hash: hashToken(token), tenant_id, user_id: user.user_id, expires_at };
    await insert(parley.pool, 'sessions', session);
    await context.addCookies([{ name: 'parley_session', value: token, url: parley.apiUrl, sameSite: 'Lax' }]);
    await page.goto(`${parley.apiUrl}/docs#/Leads/listLeads`);
    await listLeads(page);
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
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(options.width);
      await page.screenshot({ path: `test-results/docs-${name}.png` });
    });
  }
});
