import { type ApiCall, apiClient } from '../support/api-client';
import { eventually } from '../support/eventually';
import { newKey } from '../support/new-key';
import { DEMO, type Parley, startParley } from '../support/parley';
import { createTenant, readRow, type Tenant } from '../support/tenant';

interface Holder extends Tenant {
  call: ApiCall;
  accountSid: string;
  authToken: string;
}

const ACCOUNT = '/api/v1/provider-accounts/twilio';

describe('tenants with provider accounts of their own', () => {
  let parley: Parley;
  let dental: Holder;
  let eyes: Holder;
  beforeAll(async () => {
    parley = await startParley();
    dental = await newHolder('a');
    eyes = await newHolder('b');
  });
  afterAll(() => parley?.stop());

  /** A tenant that has entered its account, of which the carrier knows one number. */
  async function newHolder(digit: string): Promise<Holder> {
    const tenant = await createTenant(parley.pool, { agent: { active: false } });
    const call = apiClient(parley.apiUrl, await newKey(parley.pool, tenant.tenantId, 'admin'));
    const holder = { ...tenant, call, accountSid: `AC${digit.repeat(32)}`, authToken: `the-first-token-${digit}` };
    await rotate(holder, holder.authToken);
    return holder;
  }

  /** The account gets another token at the carrier, and then here. */
  async function rotate(holder: Holder, authToken: string): Promise<void> {
    setAtCarrier(holder, authToken);
    holder.authToken = authToken;
    const answer = await holder.call('PUT', ACCOUNT, { accountId: holder.accountSid, secret: authToken });
    expect(answer.status).toBe(200);
  }

  function setAtCarrier({ accountSid, ourNumber }: Holder, authToken: string): void {
    const inboundUrl = `${parley.apiUrl}/webhooks/twilio/sms`;
    parley.carrier.setAccount({ accountSid, authToken, numbers: [ourNumber], inboundUrl });
  }

  const send = ({ call, leadId }: Holder, message: string) => call('POST', '/api/v1/sms/send', { leadId, message });
  const stateOf = async (messageId: string) =>
    (await readRow(parley.pool, 'select state from messages where message_id = $1', [messageId])).state;

  test('each texts from its own number through its own account, and hears what became of it', async () => {
    for (const holder of [dental, eyes]) {
      const answer = await send(holder, 'Hello from us');
      expect(answer).toMatchObject({ status: 200, body: { data: { status: 'sent' } } });
      // The carrier lets an account send from its own numbers alone.
      const shown = parley.carrier.messages(holder.leadPhone);
      expect(shown).toMatchObject([{ from: holder.ourNumber, body: 'Hello from us' }]);
      await eventually(async () => expect(await stateOf(answer.body.data.messageId)).toBe('delivered'));
    }
  });

  test('the installation’s account goes on for the tenant without one', async () => {
    expect(await parley.send({ leadId: DEMO.leadId, message: 'Hello' })).toMatchObject({ status: 200 });
    expect(await parley.text('Hi')).toBe(200);
  });

  test('each lead’s text comes through the account of the number, and is in that tenant’s thread', async () => {
    for (const { call, leadId, leadPhone: from, ourNumber: to } of [dental, eyes]) {
      const text = await parley.carrier.text({ from, to, body: 'Thanks' });
      expect(text.webhookStatus).toBe(200);
      const { body } = await call('GET', `/api/v1/interactions/lead/${leadId}`);
      expect(body.data[0].transcript.map((entry: { message: string }) => entry.message)).toContain('Thanks');
    }
  });

  test('a new token counts from the next text on, for sending and for webhooks', async () => {
    setAtCarrier(dental, 'the-second-token');
    const refused = await send(dental, 'With the old token');
    expect(refused).toMatchObject({ status: 422, body: { error: { details: { providerCode: '20003' } } } });
    const lost = await parley.carrier.text({ from: dental.leadPhone, to: dental.ourNumber, body: 'Hello?' });
    expect(lost.webhookStatus).toBe(403);

    await rotate(dental, 'the-second-token');
    const sent = await send(dental, 'With the new token');
    expect(sent.status).toBe(200);
    await eventually(async () => expect(await stateOf(sent.body.data.messageId)).toBe('delivered'));
  });

  test('a text in doubt is looked for at the account that it was sent through', async () => {
    parley.carrier.setFault({ kind: 'drop-after-accept', to: eyes.leadPhone });
    parley.carrier.setFault({ kind: 'no-reports', to: eyes.leadPhone });
    const answer = await send(eyes, 'Did you get this?');
    await eventually(async () => expect(await stateOf(answer.body.data.messageId)).toBe('delivered'));
  });

  test('a secret that cannot be opened: the text is refused, by that name, and not sent through another account', async () => {
    const holder = await newHolder('c');
    await parley.pool.query('update provider_accounts set secret = $2 where tenant_id = $1', [
      holder.tenantId,
      Buffer.alloc(60),
    ]);
    const answer = await send(holder, 'Nobody reads this');
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { code: 'DELIVERY_REFUSED', details: { providerCode: 'PROVIDER_SECRET_UNREADABLE' } } },
    });
    expect(parley.carrier.messages(holder.leadPhone)).toEqual([]);
    await eventually(() => expect(parley.worker.output).toContain('PROVIDER_SECRET_UNREADABLE'));
  });

  test('no token is in what the processes wrote', () => {
    const written = parley.api.output + parley.worker.output;
    for (const token of ['the-first-token', 'the-second-token']) expect(written).not.toContain(token);
  });
});
