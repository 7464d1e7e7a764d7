import type { Page } from '@playwright/test';
import { DEMO } from '../support/parley';
import { beginConversation } from './support/conversations';
import { expect, expectAccessible, expectNoSidewaysScroll, SCHEMES, test } from './support/page';

const rowsOf = (page: Page) => page.getByRole('list', { name: 'Conversations' }).getByRole('listitem');
const rowOf = (page: Page, name: string) => rowsOf(page).filter({ hasText: name });
const openRow = (page: Page) => page.locator('[data-conversation][aria-current]');

test('finds conversations, narrows them down and goes through them, all of it in the address', async ({
  operator: page,
  parley,
}) => {
  const ada = await beginConversation(parley, { firstName: 'Ada', lastName: 'Wrenfield', phone: '+12025550161' });
  const ben = await beginConversation(parley, { firstName: 'Ben', lastName: 'Wrenfield', phone: '+12025550162' });
  const cyd = await beginConversation(parley, {
    firstName: 'Cyd',
    lastName: 'Wrenfield',
    phone: '+12025550163',
    isTest: true,
  });
  await parley.call('PATCH', `/api/v1/interactions/${ben.interactionId}`, { status: 'qualified' });
  await page.goto(`${parley.apiUrl}/conversations`);
  await expect(rowOf(page, 'Cyd Wrenfield')).toContainText('Test');

  await page.keyboard.press('/');
  await page.keyboard.type('wrenfield');
  await expect(page).toHaveURL(/search=wrenfield/);
  await expect(rowsOf(page)).toHaveCount(3);
  await expect(rowsOf(page).first()).toContainText('Cyd Wrenfield');
  await expect(rowsOf(page).first()).toContainText('From us: Hello Cyd');
  await page.keyboard.press('Escape');

  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(`/conversations/${cyd.interactionId}\\?search=wrenfield`));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(ada.interactionId));
  await page.keyboard.press('k');
  await expect(openRow(page)).toContainText('Ben Wrenfield');
  await page.reload();
  await expect(openRow(page)).toContainText('Ben Wrenfield');
  await expect(rowsOf(page)).toHaveCount(3);

  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('dialog', { name: 'Filters' }).getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Qualified', exact: true }).click();
  await expect(rowsOf(page)).toHaveCount(1);
  await page.getByRole('combobox', { name: 'Last activity' }).click();
  await page.getByRole('option', { name: 'Yesterday' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('No conversation fits')).toBeVisible();
  await page.goBack();
  await expect(rowsOf(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Remove: Qualified' }).click();
  await expect(rowsOf(page)).toHaveCount(3);
  await expect(page).toHaveURL(new RegExp(ben.interactionId));

  // The arrow keys go through the list without opening anything.
  await openRow(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(rowOf(page, 'Ada Wrenfield').getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(ada.interactionId));

  await openRow(page).focus();
  await page.keyboard.press('?');
  await page.getByRole('switch', { name: 'Single keys do something' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('j');
  await expect(page).toHaveURL(new RegExp(ada.interactionId));
});

test('counts what is unread until it is read, and marks it again', async ({ operator: page, parley }) => {
  const dora = await beginConversation(parley, { firstName: 'Dora', lastName: 'Unger', phone: '+12025550164' });
  await dora.says('One question');
  await dora.says('And another');
  await page.goto(`${parley.apiUrl}/conversations?search=unger`);
  const row = rowOf(page, 'Dora Unger');
  await expect(row).toContainText('2 unread');
  await expect(row).toContainText('From the lead: And another');
  await expect(page).toHaveTitle('(1) Conversations · Parley');
  const marked = () => page.waitForResponse((response) => response.url().endsWith('/read') && response.ok());
  const opened = marked();
  await row.getByRole('link').click();
  await expect(row).not.toContainText('unread');
  await opened;
  const asItCame = marked();
  await dora.says('Are you there?');
  await expect(row).toContainText('Are you there?');
  await expect(row).not.toContainText('unread');
  await asItCame;

  await page.goto(`${parley.apiUrl}/conversations?search=unger`);
  await expect(row).toContainText('Are you there?');
  await expect(row).not.toContainText('unread');
  await row.hover();
  await row.getByRole('button', { name: 'More for Dora Unger' }).click();
  await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
  await expect(row).toContainText('1 unread');
  await page.reload();
  await expect(row).toContainText('1 unread');
});

test('says what needs a person, shows it alone, and who may not be texted', async ({ operator: page, parley }) => {
  const phone = '+12025550165';
  const edda = await beginConversation(parley, { firstName: 'Edda', lastName: 'Vance', phone });
  const finn = await beginConversation(parley, { firstName: 'Finn', lastName: 'Vance', phone: '+12025550166' });
  await page.goto(`${parley.apiUrl}/conversations?search=vance`);
  await expect(rowsOf(page)).toHaveCount(2);
  await expect(page.getByRole('button', { name: /attention/ })).toHaveCount(0);
  parley.carrier.setFault({ kind: 'status', httpStatus: 400, code: 21211, to: phone });
  expect((await parley.send({ leadId: edda.leadId, message: 'Does this arrive?' })).status).toBe(422);
  await expect(rowOf(page, 'Edda Vance')).toContainText('Failed: Does this arrive?');
  await expect(rowOf(page, 'Edda Vance')).toContainText('A text was not delivered');
  await finn.says('STOP');
  await expect(rowOf(page, 'Finn Vance')).toContainText('Opted out');
  await page.getByRole('button', { name: '1 needs attention' }).click();
  await expect(page).toHaveURL(/attention=true/);
  await expect(rowsOf(page)).toHaveCount(1);
  await parley.call('PATCH', `/api/v1/interactions/${edda.interactionId}`, { attention: null });
  await expect(page.getByText('Nothing needs attention')).toBeVisible();
});

test('begins a conversation with a lead, and says at the field what is wrong', async ({ operator: page, parley }) => {
  const add = async (lead: object) => (await parley.call('POST', '/api/v1/leads', lead)).body.data.leadId as string;
  const phone = '+12025550167';
  await add({ firstName: 'Gwen', lastName: 'Wolfe', phone, campaignId: DEMO.campaignId });
  const unreachable = await add({ firstName: 'Hugo', lastName: 'Wolfe' });
  await page.goto(`${parley.apiUrl}/conversations?lead=${unreachable}`);
  const dialog = page.getByRole('dialog', { name: 'New conversation' });
  await expect(dialog.getByRole('combobox', { name: 'Lead' })).toHaveValue('Hugo Wolfe, no number');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByText('Write a text')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Text' }).fill('Good morning');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByText('This lead has no number. Add one first')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/conversations$/);

  const chooseGwen = async () => {
    await dialog.getByRole('combobox', { name: 'Lead' }).fill('gwen');
    // Before the search is answered there are more.
    await expect(page.getByRole('option')).toHaveCount(1);
    await page.getByRole('option', { name: /Gwen Wolfe/ }).click();
  };
  await page.keyboard.press('n');
  await chooseGwen();
  await expect(dialog.getByRole('combobox', { name: 'Campaign' })).toHaveValue('Spring check-ups');
  await dialog.getByRole('textbox', { name: 'Text' }).fill('Good morning, Gwen');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/conversations\/int_/);
  await expect(openRow(page)).toContainText('Good morning, Gwen');
  await expect.poll(() => parley.phone(phone)).toEqual(['Good morning, Gwen']);

  await page.keyboard.press('n');
  await chooseGwen();
  await dialog.getByRole('button', { name: /Open the conversation through/ }).click();
  await expect(dialog).toHaveCount(0);
});

for (const scheme of SCHEMES) {
  test(`is accessible, and fits 360 px: ${scheme}`, async ({ operator: page, parley }) => {
    const name = `Ida-${scheme} Maria Gonzalez-Hernandez de la Cruz y Santiago`;
    const phone = scheme === 'light' ? '+12025550168' : '+12025550169';
    const ida = await beginConversation(parley, { firstName: name, lastName: 'Xu', phone, isTest: true });
    await ida.says('Could I come on Thursday afternoon, or would Friday suit you better?');
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${parley.apiUrl}/conversations?status=in_progress`);
    await expect(rowOf(page, name)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: /^Filters/ }).click();
    await page.getByRole('combobox', { name: 'Last activity' }).click();
    await page.getByRole('option', { name: 'Other days' }).click();
    await expect(page.getByLabel('From')).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 360, height: 740 });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await page.getByRole('button', { name: 'New' }).click();
    await expect(page.getByRole('dialog', { name: 'New conversation' })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    // One panel has the screen.
    await rowOf(page, name).getByRole('link').click();
    await expect(rowsOf(page)).toHaveCount(0);
    await page.goBack();
    await expect(rowOf(page, name)).toBeVisible();
  });
}
