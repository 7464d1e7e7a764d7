import { DEMO, phoneShows } from '../support/parley';
import { expect, test } from './support/page';
import { phonePage } from './support/phone-page';

/** Long enough for a burst to be one batch on a busy machine. */
const WINDOW_MS = 3_000;

test.describe('the phone in the browser, with all of Parley behind it', () => {
  test.beforeEach(({ parley }) => {
    parley.agent.answer(({ payload }) => ({ body: { reply: `You said: ${payload.message.combinedText}` } }));
  });

  test('a burst is one question, and the answer arrives by itself', async ({ page, parley }) => {
    const phone = phonePage(page, parley.carrier.url);
    const { rows } = await parley.pool.query('select batch_window_ms from sms_agents where agent_id = $1', [
      DEMO.agentId,
    ]);
    const setWindow = (ms: number) => parley.pool.query('update sms_agents set batch_window_ms = $1', [ms]);
    await setWindow(WINDOW_MS);
    await phone.open({ phone: '+13125550176', with: DEMO.ourNumber });
    await page.getByRole('button', { name: 'Burst of three texts' }).click();
    await expect(phone.text('You said: Hey, I have a question')).toContainText('Delivered');
    await setWindow(rows[0].batch_window_ms);
    const asked = parley.agent.requests.filter(({ payload }) => payload.message.senderPhone === '+13125550176');
    expect(asked.map(({ payload }) => payload.message.messageCount)).toEqual([3]);
  });

  test('a new number becomes a lead with a conversation of its own', async ({ page, parley }) => {
    const phone = phonePage(page, parley.carrier.url);
    await phone.open({ phone: '+13125550177' });
    await phone.write('Who is this?');
    await expect(phone.text('You said: Who is this?')).toBeVisible();
    const { rows } = await parley.pool.query('select 1 from interactions where lead_number = $1', ['+13125550177']);
    expect(rows).toHaveLength(1);
  });

  test('what was written while Parley was down is sent when it is back, once', async ({ page, parley }) => {
    const phone = phonePage(page, parley.carrier.url);
    await phone.open({ phone: '+13125550178', with: DEMO.ourNumber });
    await parley.api.kill();
    await phone.write('Is anybody there?');
    const text = phone.text('Is anybody there?').first();
    await expect(text).toContainText('Not delivered: Parley could not be reached');
    await parley.api.start();
    await text.getByRole('button', { name: 'Try again' }).click();
    await expect(phone.text('You said: Is anybody there?')).toContainText('Delivered');
    expect(await phoneShows(parley, 1, '+13125550178')).toEqual(['You said: Is anybody there?']);
  });
});
