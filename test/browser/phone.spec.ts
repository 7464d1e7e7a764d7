import { expect, type Page, test } from '@playwright/test';
import { type Carrier, startCarrier } from '../../src/dev/carrier/carrier';
import { faultSchema } from '../../src/dev/carrier/faults';
import { segmentCount } from '../../src/dev/carrier/segments';
import { DEMO, DEMO_PHONES } from '../../src/dev/demo-data';
import { formOf, type HttpRecorder, startHttpRecorder } from '../support/http-recorder';
import { twilioClientAt } from '../support/twilio-client';
import { expectAccessible } from './support/page';
import { phonePage } from './support/phone-page';

const ACCOUNT = { accountSid: `AC${'0'.repeat(31)}1`, authToken: 'a-token-for-tests' };
const SECOND_NUMBER = '+12025550101';
const JANE = { phone: DEMO.leadPhone, with: DEMO.ourNumber };
const OMAR = DEMO_PHONES[1]!.phoneNumber;

/** The page on a real carrier, with a recorder in Parley's place, so that it can be told what to answer. */
test.describe('the phone in the browser', () => {
  let product: HttpRecorder;
  let carrier: Carrier;
  test.beforeEach(async () => {
    product = await startHttpRecorder();
    carrier = await startCarrier({
      ...ACCOUNT,
      inboundUrl: `${product.url}/webhooks/twilio/sms`,
      numbers: [DEMO.ourNumber, { phoneNumber: SECOND_NUMBER, friendlyName: 'Front desk' }],
      phones: DEMO_PHONES,
      reportDelayMs: 20,
    });
  });
  test.afterEach(async () => {
    await carrier.stop();
    await product.stop();
  });

  /** Parley texts a phone. */
  const arrives = (body: string, fields: { to?: string; from?: string } = {}) =>
    twilioClientAt(carrier.url, ACCOUNT.accountSid, ACCOUNT.authToken).messages.create({
      to: DEMO.leadPhone,
      from: DEMO.ourNumber,
      body,
      ...fields,
    });
  const jane = async (page: Page) => {
    const phone = phonePage(page, carrier.url);
    await phone.open(JANE);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    return phone;
  };
  const texted = () => product.requests.map((request) => formOf(request).Body);

  test('texts as Jane, and says that the text was delivered', async ({ page }) => {
    const phone = await jane(page);
    await expect(page.getByRole('heading', { name: 'Jane Doe’s phone' })).toBeVisible();
    await phone.box.fill('Two lines,');
    await phone.box.press('Shift+Enter');
    await phone.box.pressSequentially('one text');
    await phone.box.press('Enter');
    await expect(phone.text('one text')).toContainText('Delivered');
    await expect(phone.box).toHaveValue('');
    expect(product.requests.map(formOf)).toMatchObject([
      { From: DEMO.leadPhone, To: DEMO.ourNumber, Body: 'Two lines,\none text' },
    ]);
  });

  test('shows a text live, read out, and what became of it', async ({ page }) => {
    const phone = await jane(page);
    await arrives('See you <b>on Thursday</b>');
    await expect(phone.text('See you <b>on Thursday</b>')).toContainText('Delivered');
    await expect(page.getByText('New text from (202) 555-0100: See you <b>on Thursday</b>')).toBeAttached();
    carrier.setFault({ kind: 'fail-delivery', code: 30003 });
    await arrives('Are you there?');
    await expect(phone.text('Are you there?')).toContainText('Never reached this phone (error 30003)');
  });

  test('keeps a text that Parley did not take, and sends the same one again', async ({ page }) => {
    const phone = await jane(page);
    product.answerNext({ status: 500 }, 'drop');
    await phone.write('Is anybody there?');
    const text = phone.text('Is anybody there?');
    await expect(text).toContainText('Not delivered: Parley answered with error 500');
    await text.getByRole('button', { name: 'Try again' }).click();
    await expect(text).toContainText('Not delivered: Parley could not be reached');
    await page.reload();
    await expect(text).toContainText('Not delivered: Parley could not be reached');
    await text.getByRole('button', { name: 'Try again' }).click();
    await expect(text).toContainText('Delivered');
    await expect(text.getByRole('button')).toBeHidden();
    const ids = new Set(product.requests.map((request) => formOf(request).MessageSid));
    expect({ tries: product.requests.length, ids: ids.size }).toEqual({ tries: 3, ids: 1 });
  });

  test('goes on where it was when the carrier comes back, and loses nothing meanwhile', async ({ page }) => {
    const phone = await jane(page);
    await phone.write('Before');
    await expect(phone.text('Before')).toContainText('Delivered');
    const port = Number(new URL(carrier.url).port);
    await carrier.stop();
    await expect(page.getByText('Connection lost')).toBeVisible();
    await phone.write('Meanwhile');
    await expect(phone.text('Meanwhile')).toContainText('Not sent: the simulator does not answer');
    carrier = await startCarrier({ ...ACCOUNT, port, inboundUrl: `${product.url}/sms`, phones: DEMO_PHONES });
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    // This carrier has no file: what it does not know is no longer shown, what has not left still is.
    await expect(phone.text('Before')).toHaveCount(0);
    await phone.text('Meanwhile').getByRole('button', { name: 'Try again' }).click();
    await expect(phone.text('Meanwhile')).toContainText('Delivered');
    expect(texted()).toEqual(['Before', 'Meanwhile']);
  });

  test('sends a burst of three, in order', async ({ page }) => {
    const phone = await jane(page);
    await page.getByRole('button', { name: 'Burst of three texts' }).click();
    await expect(page.getByText('then asks the agent once')).toBeVisible();
    await expect(phone.text('book an appointment?')).toContainText('Delivered');
    expect(texted()).toEqual([
      'Hey, I have a question',
      'Actually, two questions',
      'When are you open, and can I book an appointment?',
    ]);
  });

  test('opens a new number, says what is wrong with one, and has an address for each place', async ({ page }) => {
    const phone = await jane(page);
    const number = page.getByRole('textbox', { name: 'Its number' });
    await expect(number).toHaveValue(/^\+1\d{3}55501\d{2}$/);
    await number.fill('555-01');
    await page.getByRole('button', { name: 'Open this phone' }).click();
    await expect(page.getByText('Write it as E.164')).toBeVisible();
    await expect(number).toHaveAttribute('aria-invalid', 'true');
    await number.fill('+1 (312) 555-0177');
    await page.getByRole('button', { name: 'Open this phone' }).click();
    await expect(page).toHaveURL(/phone=%2B13125550177&with=%2B12025550100/);
    await phone.write('Hello, I am new');
    await expect(phone.text('Hello, I am new')).toContainText('Delivered');
    expect(formOf(product.requests[0]!)).toMatchObject({ From: '+13125550177' });

    await page.goBack();
    await expect(page.getByRole('heading', { name: 'Jane Doe’s phone' })).toBeVisible();
    await page.reload();
    await expect(phone.phone('(312) 555-0177')).toBeVisible();
  });

  test('has a conversation for each of our numbers, and marks what is new elsewhere', async ({ page }) => {
    const phone = await jane(page);
    await arrives('From the front desk', { from: SECOND_NUMBER });
    await arrives('For Omar', { to: OMAR });
    await arrives('For somebody new', { to: '+13125550178' });
    await expect(phone.conversation(SECOND_NUMBER)).toContainText('1 new');
    await expect(phone.phone('Omar Haddad')).toContainText('1 new');
    await expect(phone.phone('(312) 555-0178')).toContainText('1 new');
    await phone.conversation(SECOND_NUMBER).click();
    await expect(phone.text('From the front desk')).toBeVisible();
    await expect(phone.conversation(SECOND_NUMBER)).not.toContainText('new');
    await phone.phone('Omar Haddad').click();
    await expect(phone.text('For Omar')).toBeVisible();
    await expect(phone.text('From the front desk')).toHaveCount(0);
    await expect(page).toHaveURL(/phone=%2B12025550144/);
  });

  test('sets and clears faults, and says at the field what is wrong with one', async ({ page }) => {
    const { faults } = await jane(page);
    const kinds = faults.getByRole('combobox', { name: 'The carrier…' });
    const offered = await kinds
      .getByRole('option')
      .evaluateAll((all) => all.map((each) => (each as unknown as { value: string }).value));
    expect(offered).toEqual(faultSchema.options.map((option) => option.shape.kind.value));

    await kinds.selectOption('status');
    await faults.getByLabel('HTTP status').fill('200');
    await faults.getByRole('button', { name: 'Set this fault' }).click();
    await expect(faults.getByText('>=400')).toBeVisible();
    await expect(faults.getByLabel('HTTP status')).toBeFocused();
    await faults.getByLabel('HTTP status').fill('429');
    await faults.getByLabel('Which phone').selectOption({ label: 'Only Jane Doe' });
    await faults.getByLabel('How often').fill('2');
    await faults.getByRole('button', { name: 'Set this fault' }).click();
    await expect(faults.getByText('2 times more · for Jane Doe · HTTP 429')).toBeVisible();

    await expect(arrives('Not now')).rejects.toMatchObject({ status: 429 });
    await expect(faults.getByText('once more · for Jane Doe · HTTP 429')).toBeVisible();
    await expect(faults.getByText('Refused a text from Parley with 429')).toBeVisible();
    await faults.getByRole('button', { name: 'Clear: Answers with an error' }).click();
    await expect(faults.getByText('None. The carrier behaves.')).toBeVisible();

    await kinds.selectOption('dark');
    await faults.getByRole('button', { name: 'Set this fault' }).click();
    await expect(page.getByText('The carrier is dark')).toBeVisible();
    await expect(arrives('Into the dark')).rejects.toThrow();
    await page.getByRole('button', { name: 'End the outage' }).click();
    await expect(page.getByText('The carrier is dark')).toBeHidden();
    expect(carrier.faults()).toEqual([]);
  });

  test('counts segments as the carrier does', async ({ page }) => {
    await phonePage(page, carrier.url).open();
    const bodies = ['', 'a', 'x'.repeat(160), 'x'.repeat(161), '€'.repeat(81), `${'a'.repeat(152)}€${'b'.repeat(10)}`];
    bodies.push('ł'.repeat(70), 'ł'.repeat(71), '🙂'.repeat(35), '🙂'.repeat(67), `x${'🙂'.repeat(67)}`);
    const counted = await page.evaluate(async (texts) => {
      const { measure } = await import('/phone/segments.mjs' as string);
      return texts.map((text) => measure(text).segments);
    }, bodies);
    expect(counted).toEqual(bodies.map(segmentCount));
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 360]) {
      test(`has no barrier that axe finds, and no sideways scrolling: ${colorScheme}, ${width} px`, async ({
        page,
      }) => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 800 });
        await tellAStory(page);
        const named = `test-results/phone-${colorScheme}-${width}`;
        await page.screenshot({ path: `${named}.png` });
        await expectAccessible(page);
        for (const panel of width < 900 ? ['Phones', 'Faults'] : []) {
          await page.getByRole('button', { name: panel, exact: true }).click();
          await expect(page.getByRole('heading', { name: panel })).toBeFocused();
          await page.screenshot({ path: `${named}-${panel.toLowerCase()}.png` });
          await expectAccessible(page);
          await page.keyboard.press('Escape');
          await expect(page.getByRole('button', { name: panel, exact: true })).toBeFocused();
        }
        const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(sideways)).toBe(0);
      });
    }

  /** A conversation with something of everything in it. */
  async function tellAStory(page: Page) {
    const phone = await jane(page);
    await phone.write('Hey, I have a question');
    await expect(phone.text('Hey, I have a question')).toContainText('Delivered');
    await phone.write('When are you open?');
    await expect(phone.text('When are you open?')).toContainText('Delivered');
    await arrives('Hi Jane, we are open Monday to Friday from 9 am to 6 pm, and on Saturday from 10 am to 2 pm.');
    await expect(phone.text('Hi Jane')).toContainText('Delivered');
    carrier.setFault({ kind: 'fail-delivery', code: 30003 });
    await arrives('One more thing');
    await expect(phone.text('One more thing')).toContainText('Never reached');
    product.answerNext({ status: 503 });
    await phone.write('Thanks! And can I come on Thursday?');
    await expect(phone.text('Thanks!')).toContainText('Not delivered');
    carrier.setFault({ kind: 'dark' });
    carrier.setFault({ kind: 'status', httpStatus: 429, times: 3, to: DEMO.leadPhone });
    await expect(page.getByText('The carrier is dark')).toBeVisible();
    await phone.box.fill('Is 3 o’clock still free?');
  }

  test('can be used by keyboard alone', async ({ page }) => {
    const phone = await jane(page);
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to the text box' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(phone.box).toBeFocused();
    await page.keyboard.type('No mouse here');
    await page.keyboard.press('Enter');
    await expect(phone.text('No mouse here')).toContainText('Delivered');
    await tabTo(page, 'Dark');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-scheme', 'dark');
    await tabTo(page, 'Omar Haddad(202) 555-0144');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Omar Haddad’s phone' })).toBeVisible();
    await tabTo(page, 'Set this fault');
    await page.keyboard.press('Enter');
    await expect(phone.faults.getByText('once more · for any phone')).toBeVisible();
    await tabTo(page, 'Clear all');
    await page.keyboard.press('Enter');
    await expect(phone.faults.getByText('None. The carrier behaves.')).toBeVisible();
  });

  test('cannot be used by a page of another origin', async ({ page }) => {
    await page.goto(`${product.url}/elsewhere`);
    await page.evaluate(async (url) => {
      const body = JSON.stringify({ from: '+12025550143', to: '+12025550100', body: 'not mine' });
      const plain = fetch(`${url}/simulator/inbound`, { method: 'POST', mode: 'no-cors', body });
      const typed = fetch(`${url}/simulator/faults`, { method: 'DELETE' });
      await Promise.allSettled([plain, typed]);
    }, carrier.url);
    expect(carrier.messages()).toEqual([]);
    expect(carrier.log()).toEqual([]);
  });
});

/** Presses Tab until what has this text has the focus. */
async function tabTo(page: Page, text: string) {
  for (let pressed = 0; pressed < 80; pressed++) {
    if ((await page.evaluate('document.activeElement?.textContent')) === text) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to “${text}”`);
}
