import { expect, type Page, test } from '@playwright/test';
import { type Parley, phoneShows, startParley } from '../support/parley';
import { conversationWorkflowId } from '../support/temporal-client';

// The UI renders only the rows of the history that are in view.
test.use({ viewport: { width: 1280, height: 2_000 } });

test.describe('the Temporal UI as the operators’ window', () => {
  let parley: Parley;
  test.beforeAll(async () => {
    parley = await startParley({ ownPostgres: true, ownTemporal: { withUi: true } });
    await parley.text('Is the check-up free?');
    await phoneShows(parley, 1);
  });
  test.afterAll(() => parley?.stop());

  /** Opens the conversation's workflow as an operator does. */
  const open = async (page: Page) => {
    const workflowId = await conversationWorkflowId(parley);
    await page.goto(`${parley.temporal?.uiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
  };

  test('shows the signal inbound-message with its text, which only the codec endpoint adds', async ({ page }) => {
    const decoded = page.waitForResponse((response) => response.url().includes('/temporal/codec/') && response.ok());
    await open(page);
    await decoded;
    await page.getByRole('tab', { name: 'Event History' }).click();
    const signal = page.getByRole('row').filter({ hasText: 'Workflow Execution Signaled' });
    await expect(signal).toContainText('inbound-message');
    await signal.getByText('Workflow Execution Signaled').click();
    await expect(page.getByText('Is the check-up free?').first()).toBeVisible();
    await page.screenshot({ path: 'test-results/temporal-ui-history.png', fullPage: true });
  });

  test('shows summaries and current details that a person understands', async ({ page }) => {
    await open(page);
    await expect(page.getByText('ask Demo agent: 1 text').first()).toBeVisible();
    await page.screenshot({ path: 'test-results/temporal-ui-timeline.png', fullPage: true });
    await page.getByRole('tab', { name: 'User Metadata' }).click();
    const details = page.frameLocator('iframe').first(); // the UI shows markdown in a frame of its own
    await expect(details.getByText('Last decisions')).toBeVisible();
    await expect(details.getByText('the agent replied: accepted')).toBeVisible();
    await page.screenshot({ path: 'test-results/temporal-ui-details.png', fullPage: true });
  });

  test('says nothing of texts without the codec token', async ({ request }) => {
    const url = parley.codecUrl.replace(/[^/]+$/, 'another-token-altogether');
    const answer = await request.post(`${url}/decode`, { data: { payloads: [] } });
    expect(answer.status()).toBe(404);
  });
});
