import { expect, test } from '@playwright/test';
import { type Parley, phoneShows, startParley } from '../support/parley';
import { conversationWorkflowId } from '../support/temporal-client';

test.describe('the Temporal UI as the operators’ window', () => {
  let parley: Parley;
  test.beforeAll(async () => {
    parley = await startParley({ ownPostgres: true, ownTemporal: { withUi: true } });
    await parley.text('Is the check-up free?');
    await phoneShows(parley, 1);
  });
  test.afterAll(() => parley?.stop());

  test('shows the signal inbound-message with its text, which only the codec endpoint adds', async ({ page }) => {
    const workflowId = await conversationWorkflowId(parley);
    const decoded = page.waitForResponse((response) => response.url().includes('/temporal/codec/') && response.ok());
    await page.goto(`${parley.temporal?.uiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
    await decoded;
    await expect(page.getByText('inbound-message').first()).toBeVisible();
    await page.goto(`${page.url().replace(/\/timeline.*$|\/history.*$/, '')}/history`);
    await page.getByText('inbound-message').first().click();
    await expect(page.getByText('Is the check-up free?').first()).toBeVisible();
    await page.screenshot({ path: 'test-results/temporal-ui-history.png', fullPage: true });
  });

  test('shows summaries and current details that a person understands', async ({ page }) => {
    const workflowId = await conversationWorkflowId(parley);
    await page.goto(`${parley.temporal?.uiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
    await expect(page.getByText('ask Demo agent: 1 text').first()).toBeVisible();
    await expect(page.getByText('Last decisions').first()).toBeVisible();
    await page.screenshot({ path: 'test-results/temporal-ui-timeline.png', fullPage: true });
  });
});
