import type { Locator, Page } from '@playwright/test';
import { DEMO } from '../support/parley';
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './support/page';

/** Chooses from a field that opens a list. */
async function choose(page: Page, field: Locator, option: string | RegExp): Promise<void> {
  await field.click();
  await page.getByRole('option', { name: option }).click();
}

/** A number for fiction that no other test has. */
let numbers = 0;
const newNumber = () => `+1202555${String(7000 + ++numbers)}`;

test('adds, changes, archives and deletes a campaign with its number and questions', async ({
  admin: page,
  parley,
}) => {
  const number = newNumber();
  await parley.call('POST', '/api/v1/phone-numbers', { phoneNumber: number, label: 'Autumn' });
  await page.goto(`${parley.apiUrl}/settings`);
  await expect(page).toHaveURL(/\/settings\/campaigns$/);
  await page.getByRole('link', { name: 'Add a campaign' }).click();

  await page.getByRole('button', { name: 'Add the campaign' }).click();
  const name = page.getByLabel('Name', { exact: false }).first();
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription(/Must not be empty/);
  await expect(page.getByRole('alert')).toContainText('Not saved');
  await name.fill('Autumn check-ups');
  await page.getByLabel('Code').fill('AUTUMN');
  await choose(page, page.getByRole('combobox', { name: 'Phone number' }), /Autumn/);
  await choose(page, page.getByRole('combobox', { name: 'Agent', exact: true }), 'Demo agent');
  for (const question of ['Do you have dental insurance?', 'When was your last visit?']) {
    await page.getByRole('button', { name: 'Add a question' }).click();
    await page.getByRole('textbox', { name: 'Question' }).last().fill(question);
  }
  await page.getByRole('textbox', { name: 'Key' }).last().fill('last visit');
  await expect(page.getByRole('textbox', { name: 'Key' }).first()).toHaveValue('dental_insurance');
  await page.getByRole('button', { name: 'Add the campaign' }).click();
  await expect(page.getByRole('textbox', { name: 'Key' }).last()).toHaveAccessibleDescription(
    /Must be 1 to 100 letters/,
  );
  await page.getByRole('textbox', { name: 'Key' }).last().fill('last_visit');
  await page.getByRole('button', { name: 'Move up: When was your last visit?' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Move down: When was your last visit?' })).toBeFocused();
  await page.getByRole('button', { name: 'Add the campaign' }).click();
  await expect(page.getByRole('heading', { name: 'Autumn check-ups' })).toBeFocused();
  await expect(page.getByRole('textbox', { name: 'Key' }).first()).toHaveValue('last_visit');

  // What is not saved is asked about; what is saved is not.
  await page.getByLabel('Offer', { exact: true }).fill('Free check-up');
  await page.getByRole('link', { name: 'Leads', exact: true }).click();
  await page.getByRole('button', { name: 'Stay', exact: true }).last().click();
  await expect(page.getByLabel('Offer', { exact: true })).toHaveValue('Free check-up');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  await page.getByRole('link', { name: 'Campaigns' }).last().click();

  // Its code is taken now.
  await page.getByRole('link', { name: 'Add a campaign' }).click();
  await page.getByLabel('Name', { exact: false }).first().fill('Second');
  await page.getByLabel('Code').fill('AUTUMN');
  await page.getByRole('button', { name: 'Add the campaign' }).click();
  await expect(page.getByLabel('Code')).toHaveAccessibleDescription(/Is taken/);
  await page.getByRole('link', { name: 'Campaigns' }).last().click();
  await page.getByRole('button', { name: 'Leave without saving' }).click();

  await page.getByRole('searchbox').fill('autumn');
  await expect(page.getByRole('list', { name: 'Campaigns' }).getByRole('listitem')).toHaveCount(1);
  await expect(page).toHaveURL(/search=autumn/);
  await page.getByRole('link', { name: 'Autumn check-ups' }).click();
  await page.getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByRole('dialog', { name: 'Archive Autumn check-ups?' })).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('Archived: it lends no number')).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/search=autumn/);
  await expect(page.getByText('Nothing fits')).toBeVisible();
});

test('says why a campaign with leads is not deleted', async ({ admin: page, parley }) => {
  await page.goto(`${parley.apiUrl}/settings/campaigns/${DEMO.campaignId}`);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('alert')).toContainText('Archive it instead');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Delete' })).toBeFocused();
});

test('adds an agent, shows its secret once, tries it with a test turn and gives it a new secret', async ({
  admin: page,
  parley,
}) => {
  await page.goto(`${parley.apiUrl}/settings/agents/new`);
  await page.getByLabel('Name', { exact: false }).first().fill('Second agent');
  await page.getByLabel('Webhook URL').fill('agent.example/sms');
  await page.getByRole('textbox', { name: 'Batch window in seconds' }).fill('90');
  await page.getByRole('button', { name: 'Add the agent' }).click();
  await expect(page.getByLabel('Webhook URL')).toHaveAccessibleDescription(/full http:\/\/ or https:\/\/ address/);
  await expect(page.getByText('Must be from 1 to 60 seconds')).toBeVisible();
  await page.getByLabel('Webhook URL').fill(parley.agent.url);
  await page.getByRole('textbox', { name: 'Batch window in seconds' }).fill('12');
  await choose(page, page.getByRole('combobox', { name: 'Add a campaign' }), 'Spring check-ups');
  await page.getByRole('button', { name: 'Add the agent' }).click();
  await expect(page.getByRole('textbox', { name: 'Signing secret' })).toHaveValue(/^whsec_/);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByRole('heading', { name: 'Second agent' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Batch window in seconds' })).toHaveValue('12 s');

  // The scripted agent knows another secret, and says no.
  await page.getByRole('button', { name: 'Send a test turn' }).click();
  await expect(page.getByText(/signature|401/i).first()).toBeVisible();

  await page.getByRole('button', { name: 'Make a new secret' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new secret' }).click();
  await expect(page.getByRole('textbox', { name: 'Signing secret' })).toHaveValue(/^whsec_/);
  await page.getByRole('button', { name: 'I have stored it' }).click();
  await expect(page.getByText('The secret before signs too until')).toBeVisible();
  await page.getByRole('switch', { name: 'Active' }).press('Space');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page).toHaveURL(/\/settings\/agents$/);

  parley.agent.answer(({ payload }) => ({ body: { reply: `Yes, ${payload.lead.firstName}, until noon.` } }));
  await page.getByRole('link', { name: 'Demo agent' }).click();
  await page.getByLabel('What the lead writes').fill('Are you open on Saturday?');
  await page.getByRole('combobox', { name: 'As the lead' }).fill('Omar');
  await page.getByRole('option', { name: 'Omar Haddad' }).click();
  await page.getByRole('button', { name: 'Send a test turn' }).click();
  await expect(page.getByText('Yes, Omar, until noon.').first()).toBeVisible();
  await expect(page.getByText(/Answered 200 after \d/)).toBeVisible();
  await page.getByText('What Parley sent').click();
  await expect(page.getByText('"combinedText": "Are you open on Saturday?"')).toBeVisible();
  await page.screenshot({ path: 'test-results/settings-agent.png', fullPage: true });
});

test('adds a lead, keeps it from being contacted, and lets it be again', async ({ admin: page, parley }) => {
  await page.goto(`${parley.apiUrl}/settings/leads/new`);
  await page.getByLabel('First name').fill('Zora');
  await page.getByLabel('Phone').fill('no number');
  await page.getByLabel('Email').fill('zora@');
  await page.getByRole('button', { name: 'Add the lead' }).click();
  await expect(page.getByLabel('Email')).toHaveAccessibleDescription(/Must be an email address/);
  await page.getByLabel('Email').fill('zora@example.com');
  await page.getByRole('button', { name: 'Add the lead' }).click();
  await expect(page.getByLabel('Phone')).toHaveAccessibleDescription(/Is not a phone number/);
  await expect(page.getByLabel('Phone')).toBeFocused();
  await page.getByLabel('Phone').fill('(202) 555-0177');
  await choose(page, page.getByRole('combobox', { name: 'Campaign' }), 'Spring check-ups');
  await page.getByLabel('Do you have dental insurance?').fill('Yes, with Delta');
  await page.getByRole('button', { name: 'Add the lead' }).click();
  await expect(page.getByRole('heading', { name: 'Zora' })).toBeVisible();
  await expect(page.getByLabel('Phone')).toHaveValue('+12025550177');
  await expect(page.getByRole('link', { name: 'New conversation' })).toHaveAttribute('href', /lead=lead_/);
  await expect(page.getByRole('link', { name: 'Conversations with this lead' })).toHaveAttribute('href', /12025550177/);

  await page.getByRole('button', { name: 'Do not contact any more' }).click();
  await expect(page.getByLabel('Reason')).toHaveAccessibleDescription(/Must not be empty/);
  await page.getByLabel('Reason').fill('Asked on the phone');
  await page.getByRole('button', { name: 'Do not contact any more' }).click();
  await expect(page.getByText(/Asked on the phone \(Adam Admin/)).toBeVisible();
  await page.getByLabel('Reason').fill('Asked for a text after all');
  await page.getByRole('button', { name: 'Allow contact again' }).click();
  await expect(page.getByText('Before (1)')).toBeVisible();

  await page.getByLabel('Do you have dental insurance?').fill('No');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  const lead = await parley.call('GET', '/api/v1/leads?search=zora');
  expect(lead.body.data.items[0].questionnaire).toEqual([
    { key: 'insurance', question: 'Do you have dental insurance?', answer: 'No' },
  ]);
  await page.getByRole('button', { name: 'Archive' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click();
  await expect(page.getByText('Archived: left out of lists')).toBeVisible();
  await page.getByRole('link', { name: 'Leads' }).last().click();
  await page.getByRole('searchbox').fill('zora');
  await expect(page.getByText('Nothing fits')).toBeVisible();
  await page.getByLabel('Archived').check();
  await expect(page.getByRole('link', { name: 'Zora' })).toBeVisible();
});

test('imports a file with a good row, a bad one and a duplicate', async ({ admin: page, parley }) => {
  await page.goto(`${parley.apiUrl}/settings/imports/new`);
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('Choose a file').last()).toBeVisible();
  const give = (content: string) =>
    page
      .locator('input[type=file]')
      .setInputFiles({ name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await give('name of the dog\nRex\n');
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('The file the first line names none of the columns')).toBeVisible();
  const bad = 'Bad,not a number,bad@\n';
  await give(`firstName,phone,email\nIda,(202) 555-0188,ida@example.com\n${bad}Jane,${DEMO.leadPhone},\n`);
  await choose(page, page.getByRole('combobox', { name: 'Campaign' }), 'Spring check-ups');
  await page.getByRole('button', { name: 'Check the file' }).click();
  await expect(page.getByText('No lead is made yet')).toBeVisible();
  const rows = page.getByRole('list', { name: 'Rows' });
  await expect(rows.getByRole('listitem')).toHaveCount(1);
  await expect(rows.getByRole('listitem')).toContainText('Row 3');
  await expect(rows.getByText('phone')).toBeVisible();
  await page.getByLabel('Show').selectOption('');
  await expect(rows.getByRole('listitem')).toHaveCount(3);
  await expect(rows.getByText('The lead there is')).toBeVisible();
  await page.screenshot({ path: 'test-results/settings-import.png', fullPage: true });
  await page.getByRole('button', { name: 'Add 1 lead' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add 1 lead' }).click();
  await expect(page.getByText('1 lead was added')).toBeVisible();
  await page.getByRole('link', { name: 'Look at the leads' }).click();
  await expect(page.getByRole('link', { name: 'Ida', exact: true })).toBeVisible();
});

test('adds a person, who signs in; the last admin cannot be locked out', async ({ admin: page, parley, browser }) => {
  await page.goto(`${parley.apiUrl}/settings/people/new`);
  await page.getByLabel('Email').fill('nina@demo.example');
  await page.getByLabel('Name').fill('Nina New');
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Add the person' }).click();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/at least 12 characters/);
  await page.getByRole('button', { name: 'Make one up' }).click();
  const password = await page.getByLabel('Password').inputValue();
  await page.getByRole('button', { name: 'Add the person' }).click();
  await expect(page.getByRole('heading', { name: 'Nina New' })).toBeVisible();

  const other = await browser.newContext();
  const theirs = await other.newPage();
  await theirs.goto(parley.apiUrl);
  await theirs.getByLabel('Email').fill('nina@demo.example');
  await theirs.getByRole('textbox', { name: 'Password' }).fill(password);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(theirs.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await page.getByRole('switch', { name: 'May sign in' }).press('Space');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByRole('heading', { name: 'Sign in to Parley' })).toBeVisible();
  await other.close();

  await page.getByRole('link', { name: 'People' }).last().click();
  await page.getByRole('link', { name: 'Adam Admin' }).click();
  await page.getByRole('radio', { name: 'Operator' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('A tenant keeps one admin who can sign in.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await expect(page.getByRole('radio', { name: 'Admin' })).toBeChecked();
});

test('makes a key that is shown once, and revokes it', async ({ admin: page, parley, request }) => {
  await page.goto(`${parley.apiUrl}/settings/api-keys`);
  await page.getByRole('link', { name: 'Make a key' }).click();
  await page.getByLabel('Name').fill('Booking system');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = await page.getByLabel('API key').inputValue();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'I have stored it' }).click();
  const use = () => request.get(`${parley.apiUrl}/api/v1/leads`, { headers: { 'X-API-Key': key } });
  expect((await use()).status()).toBe(200);
  await page.getByRole('link', { name: 'Booking system' }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText(/, revoked /)).toBeVisible();
  expect((await use()).status()).toBe(401);
});

test('tests a provider account, finds its numbers, and adds the number of an unrouted text', async ({
  admin: page,
  parley,
}) => {
  const to = newNumber();
  await parley.text('Is this still your number?', { to } as { from?: string });
  await page.goto(`${parley.apiUrl}/settings/unrouted-texts`);
  await expect(page.getByText('Is this still your number?')).toBeVisible();
  await page
    .getByRole('link', { name: /^Add .* to your numbers$/ })
    .first()
    .click();
  await expect(page.getByLabel('Phone number')).toHaveValue(to);
  await page.getByLabel('Label').fill('Found again');
  await page.getByRole('button', { name: 'Add the number' }).click();
  await expect(page.getByText('No campaign and no agent has it')).toBeVisible();
  const rate = page.getByLabel('Sending rate');
  await expect(rate).toHaveAttribute('placeholder', '1');
  await rate.fill('5000');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(rate).toHaveAccessibleDescription(/Must be at most 1000/);
  await rate.fill('2.5');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  const number = await parley.call('GET', `/api/v1/phone-numbers/${encodeURIComponent(to)}`);
  expect(number.body.data.segmentsPerSecond).toBe(2.5);
  await page.getByRole('button', { name: 'Give up' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Give up' }).click();
  await expect(page).toHaveURL(/\/settings\/phone-numbers$/);

  await page.getByRole('button', { name: 'Look for numbers at the provider' }).click();
  await expect(page.getByRole('dialog')).toContainText("In the installation's account");
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('link', { name: 'Provider accounts' }).click();
  await page.getByRole('link', { name: 'Twilio' }).click();
  await page.getByRole('button', { name: 'Test the account' }).click();
  await expect(page.getByText("Texts can be sent through the installation's account")).toBeVisible();
  await page.getByLabel('Account SID').fill('not a SID');
  await page.getByRole('textbox', { name: 'Auth token' }).fill('a-token-of-nobody');
  await page.getByRole('button', { name: 'Use this account' }).click();
  await expect(page.getByLabel('Account SID')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Account SID').fill(`AC${'f'.repeat(32)}`);
  await page.getByRole('button', { name: 'Use this account' }).click();
  await expect(page.getByText('Texts go through your own account')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Auth token' })).toHaveValue('');
  await page.getByRole('button', { name: 'Test the account' }).click();
  await expect(page.getByText('Texts cannot be sent')).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText("Texts go through the installation's account")).toBeVisible();
});

test('changes the organisation', async ({ admin: page, parley }) => {
  await page.goto(`${parley.apiUrl}/settings/organisation`);
  await page.getByLabel('Name').fill(' ');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Name')).toHaveAccessibleDescription(/Must not be empty/);
  await page.getByLabel('Name').fill('Demo Dental');
  await page.getByRole('combobox', { name: 'Default country' }).fill('Canada');
  await page.getByRole('option', { name: 'Canada (CA)' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved', { exact: true }).last()).toBeVisible();
  expect((await parley.call('GET', '/api/v1/tenant')).body.data.defaultCountry).toBe('CA');
  await parley.call('PATCH', '/api/v1/tenant', { defaultCountry: 'US' });
});

/** Each section: its list, and its form where that is made of other parts than those before. */
const SECTIONS = [
  ...['campaigns', `campaigns/${DEMO.campaignId}`, 'leads', `leads/${DEMO.leadId}`, 'imports', 'imports/new'],
  ...['agents', `agents/${DEMO.agentId}`, 'phone-numbers', 'provider-accounts', 'provider-accounts/twilio'],
  ...['unrouted-texts', 'organisation', 'people', 'people/new', 'api-keys', 'api-keys/key_demo'],
];

test('every section is accessible in light and dark, and fits 360 px', async ({ admin: page, parley }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${parley.apiUrl}/settings`);
  for (const section of SECTIONS) {
    // As a link would, without loading the page anew.
    await page.evaluate(`history.pushState({}, '', '/settings/${section}')`);
    const shown = page.locator(`[data-section="${section}"]`);
    await expect(shown.getByRole('heading', { level: 2 })).toBeVisible();
    await expect(shown.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    await test.step(section, async () => {
      await expectNoSidewaysScroll(page);
      await page.emulateMedia({ colorScheme: 'light' });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
      await expectAccessible(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
      await expectAccessible(page, ['color-contrast']);
    });
  }
});
