import { DEMO } from '../support/parley';
import { newNumber } from '../support/tenant';
import { expect, expectAccessible, test } from './support/page';

test('shows what the lead said about texts, and a person writes down what it said elsewhere', async ({
  operator: page,
  parley,
}) => {
  const phone = newNumber();
  const lead = { firstName: 'Stella', phone, campaignId: DEMO.campaignId };
  const { leadId } = (await parley.call('POST', '/api/v1/leads', lead)).body.data;
  await parley.text('STOP', { from: phone });
  const { body } = await parley.call('GET', `/api/v1/interactions?search=${leadId}`);
  await page.goto(`${parley.apiUrl}/conversations/${body.data.items[0].interactionId}`);
  const panel = page.getByRole('region', { name: 'Lead' });
  await expect(panel.getByText('Opted out', { exact: true })).toBeVisible();
  await expect(panel.getByText('The lead wrote “stop”.')).toBeVisible();
  await expectAccessible(page);

  await panel.getByRole('button', { name: 'Opt in…' }).click();
  await panel.getByLabel('Reason').fill('Agreed by email');
  await panel.getByRole('button', { name: 'Opt in', exact: true }).click();
  await expect(panel.getByText('Written down by you: Agreed by email.')).toBeVisible();
  await panel.getByRole('button', { name: 'Opt out…' }).click();
  await panel.getByRole('button', { name: 'Opt out', exact: true }).click();
  await expect(panel.getByText('Write the reason')).toBeVisible();
  await panel.getByLabel('Reason').fill('Changed her mind');
  await panel.getByRole('button', { name: 'Opt out', exact: true }).click();
  await expect(panel.getByText('Opted out', { exact: true })).toBeVisible();
  expect((await parley.send({ leadId, message: 'One more offer' })).status).toBe(403);
  await panel.getByRole('button', { name: 'History (3)' }).click();
  await expect(panel.getByText('Written down by you: Changed her mind')).toHaveCount(2);
});
