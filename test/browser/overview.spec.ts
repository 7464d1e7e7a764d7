import { eventually } from '../support/eventually';
import { DEMO } from '../support/parley';
import { newNumber } from '../support/tenant';
import { expect, expectAccessible, expectNoSidewaysScroll, SCHEMES, test } from './support/page';

test('says how things went and stand, in words, plots and tables, and leads to what is meant', async ({
  operator: page,
  parley,
}) => {
  // A lead writes and is answered; a text fails.
  const phone = newNumber();
  parley.agent.answer(() => ({ body: { reply: 'Yes, it is free.' } }));
  await parley.text('Is the check-up free?', { from: phone });
  const lead = { firstName: 'Vera', phone: newNumber(), campaignId: DEMO.campaignId };
  const { body } = await parley.call('POST', '/api/v1/leads', lead);
  parley.carrier.setFault({
    kind: 'status',
    httpStatus: 400,
    code: 21_614,
    message: 'Not a mobile number',
    to: lead.phone,
  });
  expect((await parley.send({ leadId: body.data.leadId, message: 'Hello' })).status).toBe(422);
  await eventually(async () => {
    const { rows } = await parley.pool.query(`select 1 from turns where state = 'answered'`);
    expect(rows.length).toBeGreaterThan(0);
  });

  await page.goto(`${parley.apiUrl}/overview?days=today`);
  const texts = page.getByRole('region', { name: 'Texts', exact: true });
  await expect(texts.getByRole('heading', { name: /^\d+ texts? in, \d+ out$/ })).toBeVisible();
  await expect(texts.locator('.recharts-bar-rectangle path').first()).toBeVisible();
  await texts.getByRole('button', { name: 'As a table: Texts' }).click();
  await expect(texts.getByRole('columnheader', { name: 'Out' })).toBeVisible();
  await expect(
    page.getByRole('heading', { name: /answers? by agents(,|; in a usual hour half come) within/ }),
  ).toBeVisible();
  const failed = page.getByRole('region', { name: 'Not delivered', exact: true });
  await expect(failed.getByRole('heading', { name: /\d+ texts? of \d+ (was|were) not delivered/ })).toBeVisible();
  await expect(failed.getByRole('listitem').filter({ hasText: 'not a mobile phone' })).toBeVisible();

  // The time is in the address.
  await page.getByText('30 days', { exact: true }).click();
  await expect(page).toHaveURL(/\?days=30$/);
  // A link that was copied before says it in another way, and shows the same.
  await page.goto(`${parley.apiUrl}/overview?days=%2230%22`);
  await expect(page.getByRole('radio', { name: '30 days' })).toBeChecked();
  await page.getByText('Other', { exact: true }).click();
  await page.getByLabel('From').fill('2020-01-01');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('must be at most 92 days before to')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('must be at most 92 days before to')).toHaveCount(0);

  await expect(page.getByRole('link', { name: /needs? a person/ })).toHaveAttribute('href', /attention=true/);
  await page.getByRole('link', { name: /^In progress/ }).click();
  await expect(page).toHaveURL(/\/conversations\?status=in_progress/);
});

test('is accessible in both schemes, and fits 360 px', async ({ operator: page, parley }) => {
  await parley.text('Hello', { from: newNumber() });
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${parley.apiUrl}/overview?days=7`);
    await expect(page.getByRole('heading', { name: /texts? in/ })).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await page.screenshot({ path: `test-results/overview-${scheme}-360.png` });
    await page.getByRole('button', { name: 'As a table: Texts' }).click();
    await expectAccessible(page);
    await page.setViewportSize({ width: 1300, height: 1_000 });
    await page.getByRole('button', { name: 'As a plot: Texts' }).click();
    await expect(page.locator('.recharts-surface').first()).toBeVisible();
    await page.screenshot({ path: `test-results/overview-${scheme}.png` });
  }
});
