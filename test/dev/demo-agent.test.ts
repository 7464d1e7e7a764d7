import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { Webhook } from 'standardwebhooks';
import { startDemoAgent } from '../../src/dev/demo-agent';
import { eventually } from '../support/eventually';
import { type HttpRecorder, startHttpRecorder } from '../support/http-recorder';

const SECRET = `whsec_${randomBytes(32).toString('base64')}`;
const PHONE = '+12125551234';

/** Parley's request as product.md has it. */
const turn = (turnId: string, combinedText: string, firstName = 'Ana') => ({
  message: { combinedText, messageCount: 1, senderPhone: PHONE, inboundPhone: '+18335645667' },
  lead: { leadId: 'lead_1', firstName, lastName: '', email: '', phone: PHONE, status: 'contacted' },
  campaign: { campaignId: 'ABC', name: '', clientName: '', offerName: '' },
  interaction: { interactionId: 'int_1', status: 'in_progress', transcript: [] },
  questionnaire: { knownInformation: [], informationToCollect: [] },
  tenantId: 'org_1',
  agentId: 'smsagent_1',
  timestamp: '2026-02-15T10:30:00Z',
  turnId,
});

describe('the demo agent', () => {
  let parley: HttpRecorder;
  let agent: Awaited<ReturnType<typeof startDemoAgent>>;
  let logged: string[];

  beforeEach(async () => {
    logged = [];
    parley = await startHttpRecorder();
    agent = await startDemoAgent({
      secret: SECRET,
      apiUrl: parley.url,
      apiKey: 'key_1',
      log: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
    });
  });
  afterEach(async () => {
    await agent.stop();
    await parley.stop();
  });

  async function post(body: unknown, webhookId = 'turn_1', secret = SECRET) {
    const raw = typeof body === 'string' ? body : JSON.stringify(body);
    const now = new Date();
    const response = await fetch(`${agent.url}/sms`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign(webhookId, now, raw),
      },
      body: raw,
    });
    return { status: response.status, body: (await response.json()) as { reply?: string } };
  }

  it('replies about opening hours in its response, with the name of the lead', async () => {
    const { status, body } = await post(turn('turn_1', 'When are you open?'));
    expect(status).toBe(200);
    expect(body.reply).toMatch(/^Hi Ana, we are open Monday to Friday/);
    expect(parley.requests).toEqual([]);
  });

  it('says politely what it can help with when it does not know', async () => {
    const { body } = await post(turn('turn_1', 'Do you sell elephants?', ''));
    expect(body.reply).toMatch(/^Hi, I can help with opening hours and appointments/);
  });

  it('answers both of two questions', async () => {
    const { body } = await post(turn('turn_1', 'How much is it?\nAnd when do you close?'));
    expect(body.reply).toContain('9 am to 6 pm');
    expect(body.reply).toContain('Also, a first visit is free');
  });

  it('replies about appointments later, by the API of Parley', async () => {
    expect(await post(turn('turn_7', 'Can I book an appointment?'), 'turn_7')).toEqual({ status: 202, body: {} });
    const request = await eventually(() => parley.requests[0] ?? false);
    expect(request).toMatchObject({
      method: 'POST',
      url: `${parley.url}/api/v1/sms/send`,
      headers: { 'x-api-key': 'key_1', 'content-type': 'application/json' },
    });
    expect(request && JSON.parse(request.body)).toEqual({
      leadId: 'lead_1',
      message: expect.stringMatching(/^Hi Ana, we have appointments/),
      interactionId: 'int_1',
      source: 'sms_agent',
      turnId: 'turn_7',
    });
  });

  it('gives the same answer to the same webhook-id, and replies by the API once', async () => {
    const hours = await post(turn('turn_1', 'When are you open?'), 'turn_1');
    expect(await post(turn('turn_1', 'When are you open?'), 'turn_1')).toEqual(hours);
    const [first, second] = await Promise.all([
      post(turn('turn_2', 'An appointment please'), 'turn_2'),
      post(turn('turn_2', 'An appointment please'), 'turn_2'),
    ]);
    expect(second).toEqual(first);
    await post(turn('turn_3', 'Another appointment please'), 'turn_3');
    await eventually(() => expect(parley.requests).toHaveLength(2));
    expect(parley.requests.map((request) => JSON.parse(request.body).turnId)).toEqual(['turn_2', 'turn_3']);
  });

  it('logs a refused reply by its code, without texts or numbers, and tries again when Parley repeats', async () => {
    parley.answerNext({ status: 409, body: { success: false, error: { code: 'STALE_TURN', message: 'newer' } } });
    await post(turn('turn_1', 'An appointment please'));
    await eventually(() => expect(logged).toHaveLength(1));
    expect(JSON.parse(logged[0]!)).toMatchObject({ turnId: 'turn_1', status: 409, code: 'STALE_TURN' });
    expect(logged[0]).not.toMatch(/appointment|Ana|2125551234|key_1/);

    parley.answerNext('drop');
    await post(turn('turn_1', 'An appointment please'));
    await eventually(() => expect(logged).toHaveLength(2));
    expect(JSON.parse(logged[1]!)).toMatchObject({ turnId: 'turn_1', code: expect.any(String) });
    await post(turn('turn_1', 'An appointment please'));
    await eventually(() => expect(parley.requests).toHaveLength(3));
  });

  it('refuses what Parley did not sign', async () => {
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    expect((await post(turn('turn_1', 'When are you open?'), 'turn_1', other)).status).toBe(401);
    const unsigned = await fetch(`${agent.url}/sms`, { method: 'POST', body: JSON.stringify(turn('turn_1', 'Hi')) });
    expect(unsigned.status).toBe(401);
  });

  it('refuses a signed body that it does not understand', async () => {
    expect((await post('not JSON')).status).toBe(400);
    expect((await post({ hello: 'there' })).status).toBe(400);
  });
});
