import { eventually } from '../support/eventually';
import { DEMO, type Parley } from '../support/parley';
import { newNumber } from '../support/tenant';
import { expect, expectAccessible, expectNoSidewaysScroll, SCHEMES, test } from './support/page';

/** A lead of the demo's campaign who has written. */
async function newConversation(
  parley: Parley,
  lead: object = {},
): Promise<{ leadId: string; interactionId: string; phone: string }> {
  const phone = newNumber();
  const fields = { firstName: 'Nora', lastName: 'Quill', phone, campaignId: DEMO.campaignId, ...lead };
  const created = await parley.call('POST', '/api/v1/leads', fields);
  expect(created.status).toBe(201);
  const { leadId } = created.body.data;
  expect(await parley.text('Is the check-up free?', { from: phone })).toBe(200);
  const { body } = await parley.call('GET', `/api/v1/interactions?search=${leadId}`);
  return { leadId, phone, interactionId: body.data.items[0].interactionId };
}

/** Holds the agent's answers until the test gives them, in the order in which it was asked. */
function heldAgent(parley: Parley, texter: string) {
  const waiting: ((reply: string) => void)[] = [];
  parley.agent.answer(({ payload }) =>
    payload.lead.phone !== texter
      ? { body: {} }
      : new Promise((resolve) => waiting.push((reply) => resolve({ body: { reply } }))),
  );
  return async (reply: string) => {
    await eventually(() => expect(waiting.length).toBeGreaterThan(0));
    waiting.shift()!(reply);
  };
}

test('shows whom one texts; a person decides whether, with a reason', async ({ operator: page, parley }) => {
  const { interactionId, leadId, phone } = await newConversation(parley, {
    ...{ email: 'nora@example.com', timezone: 'America/New_York', notes: 'Prefers mornings', isTest: true },
    questionnaire: [{ key: 'age', question: 'How old are you?', answer: '41' }],
  });
  await page.goto(`${parley.apiUrl}/conversations/${interactionId}`);
  const panel = page.getByRole('region', { name: 'Lead' });
  await expect(panel.getByRole('heading', { name: 'Nora Quill' })).toBeVisible();
  for (const shown of [
    'Test lead',
    'nora@example.com',
    'America/New York',
    'Prefers mornings',
    '41',
    'This is the only one.',
  ])
    await expect(panel.getByText(shown, { exact: true })).toBeVisible();
  // What the campaign still wants to know.
  const toFind = panel.getByRole('listitem').filter({ has: page.getByLabel('To find out') });
  await expect(toFind).toHaveText('Do you have dental insurance?');

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await panel.getByRole('button', { name: 'Copy the phone number' }).click();
  await expect(panel.getByText('Copied', { exact: true })).toBeAttached();
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(phone);

  // Without a reason nothing is decided; with one it is, at once, and by name.
  await panel.getByRole('button', { name: 'Do not contact…' }).click();
  await expect(panel.getByLabel('Reason')).toBeFocused();
  await panel.getByRole('button', { name: 'Do not contact', exact: true }).click();
  await expect(panel.getByText('Write the reason')).toBeVisible();
  await panel.getByLabel('Reason').fill('Asked on the phone');
  await panel.getByRole('button', { name: 'Do not contact', exact: true }).click();
  await expect(panel.getByText('Set by you')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Lift Do Not Contact…' })).toBeFocused();
  expect((await parley.send({ leadId, message: 'One more offer' })).status).toBe(403);

  await page.keyboard.press('Enter');
  await panel.getByLabel('Reason').fill('Called back and agreed');
  await panel.getByRole('button', { name: 'Allow contact again' }).click();
  await expect(panel.getByText('Set by you')).toHaveCount(0);
  await panel.getByRole('button', { name: 'History (2)' }).click();
  await expect(panel.getByText('Do Not Contact lifted by you')).toBeVisible();
  await expect(panel.getByText('Called back and agreed')).toBeVisible();
  expect((await parley.send({ leadId, message: 'Good to hear' })).status).toBe(200);

  await panel.getByRole('combobox', { name: 'Lead status' }).click();
  await page.getByRole('option', { name: 'Scheduled callback' }).click();
  await eventually(async () => {
    const { body } = await parley.call('GET', `/api/v1/leads/${leadId}`);
    expect(body.data.status).toBe('scheduled_callback');
  });

  await panel.getByRole('button', { name: 'For engineers' }).click();
  await expect(panel.getByRole('link', { name: /Workflow in Temporal/ })).toHaveAttribute(
    'href',
    `${parley.temporal!.uiUrl}/namespaces/default/workflows/conversation%2F${interactionId}`,
  );
});

test('leads to the lead’s other conversations, and keeps the notes that people write', async ({
  operator: page,
  parley,
}) => {
  const { interactionId, leadId } = await newConversation(parley);
  const ourNumber = newNumber();
  const added = await parley.call('POST', '/api/v1/phone-numbers', { phoneNumber: ourNumber, provider: 'twilio' });
  expect(added.status).toBe(201);
  const other = await parley.send(
    { leadId, from: ourNumber, message: 'From another number' },
    { Prefer: 'respond-async' },
  );
  await page.goto(`${parley.apiUrl}/conversations/${interactionId}?status=in_progress`);
  const panel = page.getByRole('region', { name: 'Lead' });
  // What is above the button is there: a press that begins on it and ends beside it, as it moves down, is no click.
  await expect(panel.getByText('May be texted')).toBeVisible();
  await panel.getByRole('button', { name: 'Write a note' }).click();
  await panel.getByRole('textbox', { name: 'Notes' }).fill('Has two children');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByRole('button', { name: 'Edit the notes' })).toBeFocused();
  await panel.getByRole('link', { name: /From another number/ }).click();
  await expect(page).toHaveURL(`${parley.apiUrl}/conversations/${other.body.data.interactionId}?status=in_progress`);
  await expect(panel.getByText('Has two children')).toBeVisible();
});

test('“Why?” tells why a reply was withheld, and everything else that was decided', async ({
  operator: page,
  parley,
}) => {
  const { interactionId, phone } = await newConversation(parley);
  const reply = heldAgent(parley, phone);
  await eventually(() => expect(parley.agent.requests.some(({ payload }) => payload.lead.phone === phone)).toBe(true));
  await parley.text('Actually, two of us', { from: phone });
  await reply('Yes, it is free.');
  await reply('Yes, for both of you.');
  const { messageId } = await eventually(async () => {
    const { body } = await parley.call('GET', `/api/v1/interactions/${interactionId}/messages`);
    expect(body.data.messages.map(({ state }: { state: string }) => state)).toContain('delivered');
    return body.data.messages.find(({ state }: { state: string }) => state === 'withheld');
  });

  await page.goto(`${parley.apiUrl}/conversations/${interactionId}?why=${messageId}`);
  const drawer = page.getByRole('dialog', { name: 'Why?' });
  await expect(drawer.getByText('Why was this withheld?')).toBeVisible();
  await expect(drawer.getByText('It was not sent: the lead had written again')).toBeVisible();
  await expect(drawer.getByText('The agent was asked: attempt 1.').first()).toBeVisible();
  await expect(drawer.getByText('Actually, two of us')).toBeVisible(); // what made it late
  await page.screenshot({ path: 'test-results/why-text.png' });

  await drawer.getByRole('button', { name: 'Show everything' }).click();
  await expect(page).toHaveURL(/why=all/);
  await expect(drawer.getByText('Yes, for both of you.')).toBeInViewport();
  await expect(drawer.getByText('Twilio took the text.')).toBeVisible();
  await drawer.getByText('Twilio took the text.').click();
  await expect(drawer.getByText('delivery-attempted')).toBeVisible();
  await drawer.getByRole('switch', { name: 'Decisions only' }).click({ force: true });
  await expect(drawer.getByText('Twilio took the text.')).toHaveCount(0);
  await expect(drawer.getByText('The agent replied.')).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await expect(page).toHaveURL(`${parley.apiUrl}/conversations/${interactionId}`);
  const why = page.getByRole('region', { name: 'Lead' }).getByRole('button', { name: 'Why?' });
  await why.click();
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(why).toBeFocused();
});

test('is accessible in both schemes, and fits 360 px', async ({ operator: page, parley }) => {
  const { interactionId, leadId } = await newConversation(parley, {
    email: 'nora@example.com',
    timezone: 'Europe/Berlin',
  });
  const reason = { reason: 'Asked on the phone not to be texted' };
  await parley.call('PUT', `/api/v1/leads/${leadId}/do-not-contact/sms`, reason);
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${parley.apiUrl}/conversations/${interactionId}`);
    await page.getByRole('button', { name: 'Show the lead' }).click();
    const panel = page.getByRole('region', { name: 'Lead' });
    await panel.getByRole('button', { name: /^History/ }).click();
    await expect(panel.getByText('Asked on the phone').last()).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await panel.screenshot({ path: `test-results/lead-${scheme}.png` });
    await panel.getByRole('button', { name: 'Why?' }).click();
    const why = page.getByRole('dialog', { name: 'Why?' });
    await expect(why.getByText('The lead was marked Do Not Contact')).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: `test-results/why-${scheme}-360.png` });
    await page.setViewportSize({ width: 1200, height: 800 });
    await page.screenshot({ path: `test-results/why-${scheme}.png` });
  }
});
