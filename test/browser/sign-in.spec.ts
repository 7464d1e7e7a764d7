import { expect, expectAccessible, expectNoSidewaysScroll, SCHEMES, signInAs, test } from './support/page';

test('signs in, comes to where the link led, and signs out', async ({ page, parley }) => {
  const { email, password } = parley.people.operator;
  await page.goto(`${parley.apiUrl}/overview`);
  await page.getByLabel('Email').fill(email);
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('do not fit together');
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('textbox', { name: 'Password' }).press('Enter');
  await expect(page).toHaveURL(/\/overview(\?|$)/);
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();

  await page.getByRole('button', { name: /^You:/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in to Parley' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Sign in to Parley' })).toBeVisible();
});

test('says what is missing at the field', async ({ page, parley }) => {
  await page.goto(parley.apiUrl);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Write your email address')).toBeVisible();
  await expect(page.getByText('Write your password')).toBeVisible();
});

test('keeps an operator out of Settings, and says who may', async ({ operator: page, parley }) => {
  await page.goto(`${parley.apiUrl}/settings`);
  await expect(page.getByText('Settings are for admins')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' })).toHaveCount(0);
});

for (const scheme of SCHEMES) {
  test(`is accessible, and fits 360 px: ${scheme}`, async ({ page, parley, context }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(parley.apiUrl);
    await expect(page.getByRole('heading', { name: 'Sign in to Parley' })).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
    await signInAs(parley, context, 'operator');
    await page.goto(`${parley.apiUrl}/account`);
    await expect(page.getByRole('heading', { name: 'Change your password' })).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
}
