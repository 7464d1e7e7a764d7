import type { Page } from '@playwright/test';
import { beginConversation } from './support/conversations';
import { expect, signInAs, test } from './support/page';

const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

test('two people see the same at once: texts, status, Agent Mode, and who has it open', async ({
  operator: olga,
  browser,
  parley,
}) => {
  const lead = await beginConversation(parley, { firstName: 'Jill', lastName: 'Yates', phone: '+12025550171' });
  const others = await browser.newContext();
  await signInAs(parley, others, 'admin');
  const adam = await others.newPage();
  const both = [olga, adam];
  for (const page of both) {
    await page.goto(`${parley.apiUrl}/conversations?search=yates`);
    await expect(rowOf(page, 'Jill Yates')).toContainText('Hello Jill');
  }
  await lead.says('Can you call me?');
  for (const page of both) {
    await expect(rowOf(page, 'Jill Yates')).toContainText('Can you call me?');
    await expect(rowOf(page, 'Jill Yates')).toContainText('1 unread');
    await expect(page.getByRole('log', { name: 'New texts' })).toHaveText('New text from Jill Yates');
  }
  await parley.call('PATCH', `/api/v1/interactions/${lead.interactionId}`, { status: 'follow_up', agentMode: true });
  for (const page of both) {
    await expect(rowOf(page, 'Jill Yates')).toContainText('Follow up');
    await expect(rowOf(page, 'Jill Yates')).toContainText('Agent Mode is on');
  }

  // What one reads stays unread for the other, until that one reads it too; each hears that the other has it open.
  await rowOf(olga, 'Jill Yates').getByRole('link').click();
  await expect(rowOf(olga, 'Jill Yates')).not.toContainText('unread');
  await expect(rowOf(adam, 'Jill Yates')).toContainText('1 unread');
  await rowOf(adam, 'Jill Yates').getByRole('link').click();
  await expect(adam.getByText('Olga Operator has this open')).toBeVisible();
  await expect(olga.getByText('Adam Admin has this open')).toBeVisible();
  await parley.send({ leadId: lead.leadId, message: 'We call you at three' });
  for (const page of both) {
    await expect(page.getByText('We call you at three', { exact: true })).toHaveCount(2); // in the list and in the thread
    await expect(page.getByRole('combobox', { name: 'Status' }).first()).toHaveValue('Follow up');
  }
  await adam.goto(`${parley.apiUrl}/conversations`);
  await expect(olga.getByText('Adam Admin has this open')).toHaveCount(0);
  await others.close();
});

test('says that the connection is lost, and misses nothing when it is back', async ({ operator: page, parley }) => {
  const known = await beginConversation(parley, { firstName: 'Kai', lastName: 'Zeller', phone: '+12025550172' });
  await page.goto(`${parley.apiUrl}/conversations?search=zeller`);
  await expect(rowOf(page, 'Kai Zeller')).toContainText('Hello Kai');
  // From here on the page has a position to go on from.
  await known.says('Hi');
  await expect(rowOf(page, 'Kai Zeller')).toContainText('1 unread');
  let isCut = true;
  await page.route('**/api/v1/events?**', (route) => (isCut ? route.abort() : route.continue()));
  await parley.api.kill();
  await expect(page.getByText('Connection lost. Trying again…')).toBeVisible();
  await parley.api.start();
  // The api is back and the page is not: what happens now it has to be told later.
  await known.says('Still there?');
  await known.says('Hello?');
  await beginConversation(parley, { firstName: 'Lou', lastName: 'Zeller', phone: '+12025550173' });
  await expect(rowOf(page, 'Kai Zeller')).toContainText('1 unread');
  const resumed = page.waitForRequest((request) => /\/events\?.*lastEventId=/.test(request.url()));
  isCut = false;
  await resumed;
  await expect(rowOf(page, 'Kai Zeller')).toContainText('3 unread');
  await expect(rowOf(page, 'Lou Zeller')).toContainText('Hello Lou');
  await expect(page.getByText('Connection lost. Trying again…')).toHaveCount(0);
  await expect(page.getByRole('listitem').first()).toContainText('Lou Zeller');
});

test('leads to the sign-in when the session has ended', async ({ operator: page, parley, context }) => {
  await page.goto(`${parley.apiUrl}/conversations`);
  await expect(page.getByRole('heading', { name: 'Conversations' })).toBeVisible();
  await context.request.delete(`${parley.apiUrl}/api/v1/session`);
  await parley.api.kill();
  await parley.api.start();
  await expect(page.getByRole('heading', { name: 'Sign in to Parley' })).toBeVisible();
});
