import type { Page } from '@playwright/test';
import { phoneShows } from '../support/parley';
import { beginConversation } from './support/conversations';
import { expect, expectAccessible, expectNoSidewaysScroll, SCHEMES, signInAs, test } from './support/page';

const bubble = (page: Page, words: string) =>
  page.getByRole('region', { name: 'Texts' }).getByRole('article').filter({ hasText: words });
const choice = (page: Page, words: string) =>
  bubble(page, words).getByRole('group', { name: 'What became of this text?' });
const banner = 'It is not known whether the lead got a text';

test('a text of which nobody knows whether it arrived is decided by a person, and everybody sees it', async ({
  operator: page,
  parley,
  browser,
}) => {
  const lead = { firstName: 'Uma', lastName: 'Stone', phone: '+12025557301' };
  const talk = await beginConversation(parley, lead);
  const send = (message: string) => parley.send({ leadId: talk.leadId, message }, { Prefer: 'respond-async' });
  parley.carrier.setFault({ kind: 'drop-before-accept', to: talk.phone, times: 2 });
  await send('Lost on the way');
  await send('Lost as well');
  await page.goto(`${parley.apiUrl}/conversations/${talk.interactionId}`);
  await expect(choice(page, 'Lost as well')).toBeVisible({ timeout: 30_000 });
  await expect(bubble(page, 'Lost on the way')).toContainText('Unconfirmed');

  // Somebody else looks at it too.
  const elsewhere = await browser.newContext();
  await signInAs(parley, elsewhere, 'admin');
  const other = await elsewhere.newPage();
  await other.goto(`${parley.apiUrl}/conversations/${talk.interactionId}`);
  await expect(choice(other, 'Lost on the way')).toBeVisible();

  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    await expectAccessible(page, scheme === 'light' ? undefined : ['color-contrast']);
    await page.screenshot({ path: `test-results/unconfirmed-${scheme}.png` });
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: `test-results/unconfirmed-${scheme}-360.png` });
    await page.setViewportSize({ width: 1280, height: 720 });
  }

  // The banner leads to the newest one, and from there on the keyboard does.
  await expect(page.getByText(banner)).toBeVisible();
  await page.getByRole('button', { name: 'Show the text' }).press('Enter');
  const arrived = choice(page, 'Lost as well').getByRole('button', { name: 'It arrived' });
  await expect(arrived).toBeFocused();
  await expect(arrived).toHaveAccessibleDescription(/Nothing is sent/);
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/decision', async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.press('Enter');
  await expect(choice(page, 'Lost as well').getByRole('button', { name: 'Send again' })).toBeDisabled();
  answer();
  await expect(bubble(page, 'Lost as well')).toContainText('Sent');
  await expect(choice(page, 'Lost as well')).toHaveCount(0);
  await expect(bubble(page, 'Lost as well')).toBeFocused();
  await expect(bubble(other, 'Lost as well')).toContainText('Sent');
  await page.unroute('**/decision');

  // The other one still needs a person, and so the banner stays.
  await page.getByRole('button', { name: 'Show the text' }).click();
  const again = choice(page, 'Lost on the way').getByRole('button', { name: 'Send again' });
  await expect(again).toHaveAccessibleDescription(/the lead gets it twice/);
  await page.keyboard.press('Tab');
  await expect(again).toBeFocused();
  // The answer comes after the news of what became of the text, and takes nothing of it back.
  await page.route('**/decision', async (route) => {
    const response = await route.fetch();
    await expect(bubble(other, 'Lost on the way')).toContainText('Delivered');
    await route.fulfill({ response });
  });
  await page.keyboard.press('Enter');
  await expect(bubble(page, 'Lost on the way')).toContainText('Delivered');
  expect(await phoneShows(parley, 2, talk.phone)).toEqual(['Hello Uma', 'Lost on the way']);
  await expect(page.getByText(banner)).toHaveCount(0);
  await expect(bubble(other, 'Lost on the way')).toContainText('Delivered');
  await expect(other.getByText(banner)).toHaveCount(0);

  // Who decided stands in "Why?", by name.
  await other.goto(`${parley.apiUrl}/conversations/${talk.interactionId}?why=all`);
  const why = other.getByRole('dialog', { name: 'Why?' });
  await expect(why.getByText('Olga Operator decided that the text arrived.')).toBeVisible();
  await expect(why.getByText('Olga Operator had the text sent again')).toBeVisible();
  await elsewhere.close();
});

test('a conversation says that its agent rests, and the agent’s settings say for how long and how often', async ({
  admin: page,
  parley,
}) => {
  await page.goto(`${parley.apiUrl}/settings/agents/smsagent_demo`);
  const rest = page.getByRole('textbox', { name: 'Rest after a person' });
  await rest.fill('10081');
  await page.getByRole('textbox', { name: 'Answers in an hour' }).fill('0');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Must be from 0 to 10080')).toBeVisible();
  await expect(page.getByText('Must be from 1 to 1000')).toBeVisible();
  await rest.fill('90');
  await page.getByRole('textbox', { name: 'Answers in an hour' }).fill('12');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  await page.reload();
  await expect(rest).toHaveValue('90 min');
  await expect(page.getByRole('textbox', { name: 'Answers in an hour' })).toHaveValue('12');

  const phone = '+12025557302';
  await parley.text('Is anybody there?', { from: phone });
  expect(await phoneShows(parley, 1, phone)).toHaveLength(1);
  const { rows } = await parley.pool.query('select interaction_id from interactions where lead_number = $1', [phone]);
  await page.goto(`${parley.apiUrl}/conversations/${rows[0].interaction_id}`);
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('I am.');
  await page.keyboard.press('Control+Enter');
  const thread = page.getByRole('region', { name: 'Texts' });
  await expect(thread).toContainText(/The agent rests until .*, because a person wrote\. You can ask it before\./);
  await parley.text('And you are?', { from: phone });
  await expect(thread).toContainText('The agent rests, because a person wrote');
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/agent-rests.png' });
  await page.getByRole('button', { name: 'Ask the agent' }).click();
  await expect(bubble(page, 'You said: And you are?')).toContainText('Delivered');
  await expect(thread).not.toContainText('You can ask it before');
  await parley.call('PATCH', '/api/v1/sms-agents/smsagent_demo', { pauseAfterPersonMinutes: 0, answersPerHour: 30 });
});
