import { formOf } from '../support/http-recorder';
import { twilioClientAt } from '../support/twilio-client';
import { ACCOUNT_SID, AUTH_TOKEN, callSimulator, isSigned, LEAD, OURS, type Setup, setUp } from './carrier-setup';

const OTHER_SID = `AC${'0'.repeat(31)}2`;
const OTHER_TOKEN = 'the-token-of-the-other';
const THEIRS = '+18335640000';

describe('the accounts of the carrier simulator', () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp({ numbers: [OURS] });
    const inboundUrl = `${setup.product.url}/webhooks/twilio/sms`;
    setup.carrier.setAccount({ accountSid: OTHER_SID, authToken: OTHER_TOKEN, numbers: [THEIRS], inboundUrl });
  });
  afterEach(() => setup.stop());

  const clientOf = (accountSid: string, authToken: string) => twilioClientAt(setup.carrier.url, accountSid, authToken);

  it('shows an account as Twilio does', async () => {
    const account = await setup.client.api.v2010.accounts(ACCOUNT_SID).fetch();
    expect(account).toMatchObject({ sid: ACCOUNT_SID, status: 'active', type: 'Full', ownerAccountSid: ACCOUNT_SID });
    expect(account.dateCreated).toBeInstanceOf(Date);
  });

  it('lists an account’s own numbers, with what they can do and where their texts go', async () => {
    const [number, ...others] = await clientOf(OTHER_SID, OTHER_TOKEN).incomingPhoneNumbers.list();
    expect(others).toEqual([]);
    expect(number).toMatchObject({
      accountSid: OTHER_SID,
      phoneNumber: THEIRS,
      friendlyName: THEIRS,
      capabilities: { sms: true, voice: true },
      smsUrl: `${setup.product.url}/webhooks/twilio/sms`,
      smsMethod: 'POST',
    });
    expect(number!.sid).toMatch(/^PN[0-9a-f]{32}$/);
  });

  it('pages through numbers as Twilio does', async () => {
    const numbers = Array.from({ length: 7 }, (_, index) => `+1833000000${index}`);
    setup.carrier.setAccount({ accountSid: OTHER_SID, authToken: OTHER_TOKEN, numbers, inboundUrl: setup.product.url });
    const client = clientOf(OTHER_SID, OTHER_TOKEN);
    const page = await client.incomingPhoneNumbers.page({ pageSize: 3 });
    expect(page.instances.map((number) => number.phoneNumber)).toEqual(numbers.slice(0, 3));
    const second = await page.nextPage();
    expect(second?.instances.map((number) => number.phoneNumber)).toEqual(numbers.slice(3, 6));
    const all = await client.incomingPhoneNumbers.list({ pageSize: 3 });
    expect(all.map((number) => number.phoneNumber)).toEqual(numbers);
  });

  it.each([
    ['a wrong SID', `AC${'9'.repeat(32)}`, AUTH_TOKEN],
    ['a wrong token', ACCOUNT_SID, 'wrong'],
    ['another account’s token', ACCOUNT_SID, OTHER_TOKEN],
  ])('refuses %s with 401 and code 20003', async (_what, accountSid, authToken) => {
    const client = clientOf(accountSid, authToken);
    const refused = { status: 401, code: 20003 };
    await expect(client.api.v2010.accounts(accountSid).fetch()).rejects.toMatchObject(refused);
    await expect(client.incomingPhoneNumbers.list()).rejects.toMatchObject(refused);
    await expect(client.messages.list()).rejects.toMatchObject(refused);
  });

  it('does not show one account to another', async () => {
    const { sid } = await setup.send();
    const other = clientOf(OTHER_SID, OTHER_TOKEN);
    await expect(other.api.v2010.accounts(ACCOUNT_SID).fetch()).rejects.toMatchObject({ status: 404 });
    await expect(other.messages(sid).fetch()).rejects.toMatchObject({ status: 404 });
    expect(await other.messages.list()).toEqual([]);
    expect(await setup.client.messages.list()).toHaveLength(1);
  });

  it('lets an account send from its own numbers alone, and only from those that can', async () => {
    const other = clientOf(OTHER_SID, OTHER_TOKEN);
    expect(await other.messages.create({ to: LEAD, from: THEIRS, body: 'Hi' })).toMatchObject({
      accountSid: OTHER_SID,
    });
    await expect(other.messages.create({ to: LEAD, from: OURS, body: 'Hi' })).rejects.toMatchObject({ code: 21606 });
    const numbers = [{ phoneNumber: THEIRS, sms: false }];
    setup.carrier.setAccount({ accountSid: OTHER_SID, authToken: OTHER_TOKEN, numbers, inboundUrl: setup.product.url });
    await expect(other.messages.create({ to: LEAD, from: THEIRS, body: 'Hi' })).rejects.toMatchObject({ code: 21606 });
  });

  it('signs a text with the token of the account whose number it came to', async () => {
    await setup.carrier.text({ from: LEAD, to: THEIRS, body: 'Hi' });
    await setup.carrier.text({ from: LEAD, to: OURS, body: 'Hi' });
    const [theirs, ours] = setup.product.requests;
    expect([formOf(theirs!).AccountSid, formOf(ours!).AccountSid]).toEqual([OTHER_SID, ACCOUNT_SID]);
    expect([isSigned(theirs!, OTHER_TOKEN), isSigned(ours!)]).toEqual([true, true]);
    expect(isSigned(theirs!)).toBe(false);
  });

  it('can be given another token, which counts at once', async () => {
    const account = { accountSid: OTHER_SID, authToken: 'rotated', numbers: [THEIRS], inboundUrl: setup.product.url };
    expect(await callSimulator(setup.carrier, 'POST', '/accounts', account)).toEqual({ status: 204, body: undefined });
    await expect(clientOf(OTHER_SID, OTHER_TOKEN).messages.list()).rejects.toMatchObject({ status: 401 });
    expect(await clientOf(OTHER_SID, 'rotated').messages.list()).toEqual([]);
    await setup.carrier.text({ from: LEAD, to: THEIRS, body: 'Hi' });
    expect(isSigned(setup.product.requests[0]!, 'rotated')).toBe(true);
    expect(JSON.stringify(setup.carrier.log())).not.toContain('rotated');
  });

  it('refuses a suspended account everything but a look at itself', async () => {
    const account = { accountSid: OTHER_SID, authToken: OTHER_TOKEN, inboundUrl: setup.product.url };
    setup.carrier.setAccount({ ...account, status: 'suspended' });
    const client = clientOf(OTHER_SID, OTHER_TOKEN);
    expect(await client.api.v2010.accounts(OTHER_SID).fetch()).toMatchObject({ status: 'suspended' });
    await expect(client.messages.create({ to: LEAD, from: THEIRS, body: 'Hi' })).rejects.toMatchObject({ code: 20003 });
  });

  it('says what is wrong with an account that it is given', async () => {
    const answer = await callSimulator(setup.carrier, 'POST', '/accounts', { accountSid: 'AC1', authToken: 'x' });
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain('accountSid: write AC and 32 hexadecimal digits');
  });
});
