import type { Page } from '@playwright/test';
import { type Parley, phoneShows } from '../support/parley';
import { type BegunConversation, beginConversation } from './support/conversations';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './support/page';

const HOUR = 3_600_000;
/** A time of day in UTC, so many hours from now. */
const clock = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString().slice(11, 16);

const composer = (page: Page) => page.getByRole('textbox', { name: 'Text', exact: true });
const scheduled = (page: Page) => page.getByRole('region', { name: /^Scheduled/ });
const thread = (page: Page) => page.getByRole('region', { name: 'Texts' });

let leads = 0;
async function open(page: Page, parley: Parley): Promise<BegunConversation> {
  const lead = { firstName: 'Selma', lastName: `Ito ${++leads}`, phone: `+1202555${7600 + leads}` };
  const talk = await beginConversation(parley, lead);
  await parley.call('PATCH', `/api/v1/leads/${talk.leadId}`, { timezone: 'Africa/Abidjan' });
  await page.goto(`${parley.apiUrl}/conversations/${talk.interactionId}`);
  await expect(composer(page)).toBeVisible();
  return talk;
}

test('a text is scheduled by keyboard, changed, cancelled, and leaves live at its time', async ({
  operator: page,
  parley,
}) => {
  const talk = await open(page, parley);
  await composer(page).fill('Your check-up is tomorrow at ten.');
  const later = page.getByRole('button', { name: 'Send later' });
  await later.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Send later' });
  await expect(dialog.getByRole('status')).toContainText('where the lead is');
  await dialog.getByLabel('Day and time').fill('2020-01-01T10:00');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Day and time')).toHaveAccessibleDescription(/in the future/);
  await dialog.getByRole('button', { name: /^Tomorrow morning/ }).press('Enter');
  await dialog.getByRole('button', { name: 'Schedule' }).press('Enter');
  await expect(composer(page)).toHaveValue('');
  await expect(scheduled(page)).toContainText('Your check-up is tomorrow at ten.');
  await expect(scheduled(page)).toContainText(/as scheduled\. You wrote it\./);
  await expect(thread(page)).not.toContainText('Your check-up');

  await scheduled(page)
    .getByRole('button', { name: /^Change/ })
    .click();
  const change = page.getByRole('dialog', { name: 'Change the scheduled text' });
  await change.getByLabel('Text', { exact: true }).fill('Your check-up is tomorrow at eleven.');
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(scheduled(page)).toContainText('at eleven');

  // Somebody else has it leave in a moment: it moves into the thread by itself.
  const { body } = await parley.call('GET', `/api/v1/scheduled-texts?leadId=${talk.leadId}`);
  const path = `/api/v1/scheduled-texts/${body.data.items[0].messageId}`;
  await parley.call('PATCH', path, { sendAt: new Date(Date.now() + 1_000).toISOString() });
  await expect(thread(page).getByRole('article').last()).toContainText('at eleven');
  await expect(thread(page).getByRole('article').last()).toContainText('Delivered');
  await expect(scheduled(page)).toHaveCount(0);
  expect(await phoneShows(parley, 2, talk.phone)).toContain('Your check-up is tomorrow at eleven.');

  await composer(page).fill('Never mind');
  await later.click();
  await dialog.getByRole('button', { name: 'Schedule' }).click();
  await scheduled(page)
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect(scheduled(page)).toHaveCount(0);
  await expect(thread(page)).toContainText('Not sent: somebody cancelled it before it left.');
});

test('in quiet hours one is told before one sends, and the text waits visibly, on a phone too', async ({
  operator: page,
  parley,
}) => {
  const talk = await open(page, parley);
  await parley.pool.query('update tenants set quiet_from = $1, quiet_until = $2', [clock(-1), clock(3)]);
  try {
    await page.reload();
    const notice = page.getByRole('status').filter({ hasText: 'where the lead is, and quiet hours' });
    await expect(notice).toContainText('What you send now waits until');
    await composer(page).fill('Our offer of the week');
    await composer(page).press('Control+Enter');
    await expect(scheduled(page)).toContainText('Our offer of the week');
    await expect(scheduled(page)).toContainText('when quiet hours end');
    await scheduled(page).getByRole('button', { name: /^Why/ }).click();
    await expect(
      page.getByRole('dialog').getByText('It is quiet where the lead may be, so the text waits'),
    ).toBeVisible();
    await page.keyboard.press('Escape');

    await page.setViewportSize({ width: 360, height: 740 });
    await composer(page).fill('Another');
    await page.getByRole('button', { name: 'Send later' }).click();
    await expect(page.getByRole('button', { name: /^After quiet hours/ })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
    await expectAccessible(page, ['color-contrast']);
    await page.keyboard.press('Escape');

    // The lead writes: what one sends now is an answer.
    await talk.says('Hello?');
    await expect(notice).toHaveCount(0);
    await composer(page).press('Control+Enter');
    await expect(thread(page).getByRole('article').filter({ hasText: 'Another' })).toContainText('Delivered');
  } finally {
    await parley.pool.query('update tenants set quiet_from = null, quiet_until = null');
  }
});

test('an admin sets quiet hours', async ({ admin: page, parley }) => {
  await page.goto(`${parley.apiUrl}/settings/organisation`);
  await page.getByRole('switch', { name: 'Leads are not texted at night' }).click({ force: true });
  await expect(page.getByLabel('From', { exact: false }).last()).toHaveValue('21:00');
  await page.getByLabel('Until').fill('21:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Until')).toHaveAccessibleDescription(/another time/);
  await page.getByLabel('Until').fill('07:30');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  const tenant = async () => (await parley.call('GET', '/api/v1/tenant')).body.data;
  expect((await tenant()).quietHours).toEqual({ from: '21:00', until: '07:30' });
  await page.getByRole('switch', { name: 'Leads are not texted at night' }).click({ force: true });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(async () => expect((await tenant()).quietHours).toBeNull()).toPass();
});
