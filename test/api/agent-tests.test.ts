import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Pool } from '../../src/db/pool';
import { claimTurn } from '../../src/db/turns';
import { freePort } from '../../src/dev/ports';
import { newWebhookSecret, sealSecret } from '../../src/secrets';
import type { ApiAnswer, ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { fieldsOf } from '../support/fields-of';
import { type HttpRecorder, startHttpRecorder } from '../support/http-recorder';
import { type AgentScript, type ScriptedAgent, startScriptedAgent } from '../support/scripted-agent';
import { addLead, createTenant, inboundText, type Tenant, takeIn } from '../support/tenant';

const SECRET = newWebhookSecret();
const FORMER = newWebhookSecret();
const QUESTIONS = [
  { key: 'insurance', question: 'Are you insured?' },
  { key: 'city', question: 'Where do you live?' },
];

let api: ApiUnderTest;
let pool: Pool;
let agent: ScriptedAgent;
let tenant: Tenant;
let call: ApiCall;
beforeAll(async () => {
  // A provider, so that a reply is refused for what it names and not for that.
  api = await startApi({ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'test-token' });
  pool = api.pool;
  agent = await startScriptedAgent(SECRET);
});
afterAll(async () => {
  await agent?.stop();
  await api?.stop();
});
beforeEach(async () => {
  tenant = await createTenant(pool, {
    agent: { webhook_url: agent.url, webhook_secret: sealSecret(api.secretKey, SECRET) },
    campaign: { questions: JSON.stringify(QUESTIONS), client_name: 'Dental' },
    lead: { questionnaire: JSON.stringify([{ ...QUESTIONS[1], answer: 'Leeds' }]), first_name: 'Omar' },
  });
  call = await api.callerOf(tenant.tenantId, 'admin');
  agent.requests.length = 0;
});

const testTurn = (body: object = {}, agentId = tenant.agentId) =>
  call('POST', `/api/v1/sms-agents/${agentId}/test-turn`, body);

async function tested(body?: object): Promise<ApiAnswer['body']> {
  const answer = await testTurn(body);
  expect([answer.status, answer.body.error]).toEqual([200, undefined]);
  return answer.body.data;
}

const setAgent = (column: string, value: unknown) =>
  pool.query(`update sms_agents set ${column} = $2 where agent_id = $1`, [tenant.agentId, value]);
const codes = (answer: ApiAnswer['body']) => answer.findings.map(({ code }: { code: string }) => code);

describe('a test turn', () => {
  test('shows what was sent and what came back, and records and sends nothing', async () => {
    const answer = await tested({ text: 'Are you open?' });
    expect(answer).toEqual({
      request: { url: agent.url, headers: expect.any(Object), body: expect.any(String) },
      response: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: '{"reply":"You said: Are you open?"}',
      },
      durationMs: expect.any(Number),
      outcome: 'replied',
      reply: 'You said: Are you open?',
      findings: [],
    });
    const { headers, body } = answer.request;
    expect(new Webhook(SECRET).verify(body, headers)).toEqual(agent.requests[0]!.payload);
    expect(agent.requests).toMatchObject([{ webhookId: expect.stringMatching(/^turn_test_/) }]);
    for (const table of ['turns', 'messages', 'interactions', 'events']) {
      expect((await pool.query(`select 1 from ${table} where tenant_id = $1`, [tenant.tenantId])).rowCount).toBe(0);
    }
  });

  test("about a lead has that lead's data, in the form of a real turn", async () => {
    await tested({ leadId: tenant.leadId });
    await tested();
    const [about, madeUp] = agent.requests.map(({ payload }) => payload);
    const fact = await takeIn(pool, inboundText(tenant, 'Hi'));
    const claim = await claimTurn(pool, tenant.tenantId, String(fact.data.turnId));
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    const real = claim.turn.payload;
    expect(fieldsOf(about)).toEqual(fieldsOf(real));
    const { lead, campaign, questionnaire, tenantId, agentId } = real;
    expect(about).toMatchObject({ lead, campaign, questionnaire, tenantId, agentId });
    expect(about?.message).toMatchObject({ senderPhone: tenant.leadPhone, inboundPhone: tenant.ourNumber });
    expect(madeUp).toMatchObject({
      lead: { leadId: 'lead_test', firstName: 'Jane' },
      campaign,
      questionnaire: { knownInformation: [], informationToCollect: QUESTIONS },
    });
  });

  test('cannot be replied to through the API by an agent that names its turn or its conversation', async () => {
    const { body } = (await tested({ leadId: tenant.leadId })).request;
    const { lead, turnId, interaction } = JSON.parse(body);
    const reply = { leadId: lead.leadId, source: 'sms_agent', message: 'Yes' };
    const codeOf = async (more: object) =>
      (await call('POST', '/api/v1/sms/send', { ...reply, ...more })).body.error.code;
    expect(await codeOf({ turnId })).toBe('TURN_NOT_FOUND');
    const { interactionId } = interaction;
    expect(['NOT_FOUND', 'TURN_NOT_FOUND']).toContain(await codeOf({ turnId, interactionId }));
    expect(['NOT_FOUND', 'TURN_NOT_FOUND']).toContain(await codeOf({ interactionId }));
  });

  test('is signed with the secret before, too, while that is valid', async () => {
    await setAgent('previous_webhook_secret', sealSecret(api.secretKey, FORMER));
    await setAgent('previous_secret_until', new Date(Date.now() + 3_600_000));
    const { headers, body } = (await tested()).request;
    for (const secret of [SECRET, FORMER]) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
  });

  test('never shows a secret, not even one that the agent tells', async () => {
    agent.answer(() => ({ body: { reply: `My secret is ${SECRET}` } }));
    const answer = await tested();
    expect(answer.reply).toBe('My secret is whsec_[secret]');
    expect(JSON.stringify(answer)).not.toContain(SECRET.slice('whsec_'.length));
  });
});

describe('a test turn finds out that', () => {
  test.each<[what: string, script: AgentScript, outcome: string, findings: string[]]>([
    ['the reply comes later', () => ({ status: 202 }), 'taken', ['NO_REPLY']],
    ['the reply is no text', () => ({ body: { reply: 5 } }), 'refused', ['REPLY_NOT_TEXT']],
    ['the reply is too long', () => ({ body: { reply: 'x'.repeat(1601) } }), 'refused', ['REPLY_TOO_LONG']],
    ['the agent wants no turns', () => ({ status: 410 }), 'refused', ['GONE']],
    [
      'the address leads elsewhere',
      () => ({ status: 307, headers: { location: '/other' } }),
      'unreachable',
      ['REDIRECTED'],
    ],
    ['the agent fails', () => ({ status: 500 }), 'unreachable', ['AGENT_FAILED']],
    ['the answer is too large', () => ({ body: 'x'.repeat(1_100_000) }), 'unreachable', ['ANSWER_TOO_LARGE']],
  ])('%s', async (_what, script, outcome, findings) => {
    agent.answer(script);
    const answer = await tested();
    expect([answer.outcome, codes(answer)]).toEqual([outcome, findings]);
    expect(answer.response?.body.length ?? 0).toBeLessThanOrEqual(4_000);
  });

  test('the agent has another secret', async () => {
    await setAgent('webhook_secret', sealSecret(api.secretKey, FORMER));
    const answer = await tested();
    expect([answer.outcome, answer.response.status, codes(answer)]).toEqual([
      'unreachable',
      401,
      ['SIGNATURE_REFUSED'],
    ]);
    agent.refused = 0;
  });

  test('nobody listens', async () => {
    await setAgent('webhook_url', `http://127.0.0.1:${await freePort()}/sms`);
    const answer = await tested();
    expect([answer.outcome, answer.response, codes(answer)]).toEqual(['unreachable', null, ['CONNECTION_REFUSED']]);
  });

  test('the address is not public, and nobody allowed it', async () => {
    await setAgent('webhook_url', 'http://169.254.169.254/latest/meta-data');
    const answer = await tested();
    expect([answer.outcome, answer.response, codes(answer)]).toEqual(['refused', null, ['ADDRESS_REFUSED']]);
  });

  test('the port does not speak TLS', async () => {
    await setAgent('webhook_url', agent.url.replace('http:', 'https:'));
    expect(codes(await tested())).toEqual(['TLS_FAILED']);
  });

  test('the connection breaks', async () => {
    const recorder: HttpRecorder = await startHttpRecorder();
    recorder.answerNext('drop');
    await setAgent('webhook_url', recorder.url);
    expect(codes(await tested())).toEqual(['CONNECTION_LOST']);
    await recorder.stop();
  });

  test('the answer is no JSON', async () => {
    const server = createServer((_request, response) => response.end('<html>Bad gateway</html>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await setAgent('webhook_url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const answer = await tested();
    expect([answer.outcome, answer.response.body, codes(answer)]).toEqual([
      'unreachable',
      '<html>Bad gateway</html>',
      ['HTML_PAGE'],
    ]);
    server.closeAllConnections();
    server.close();
  });

  test('the secret cannot be opened', async () => {
    await setAgent('webhook_secret', sealSecret(Buffer.alloc(32, 1).toString('base64'), SECRET));
    const answer = await tested();
    expect([answer.outcome, answer.response, codes(answer)]).toEqual(['refused', null, ['SECRET_UNREADABLE']]);
    expect(agent.requests).toEqual([]);
  });

  test.each([
    ['active', 'AGENT_OFF'],
    ['inbound_enabled', 'INBOUND_OFF'],
  ])('the agent is not %s', async (column, code) => {
    agent.answer(() => ({ body: { reply: 'Yes' } }));
    await setAgent(column, false);
    expect(codes(await tested())).toEqual([code]);
  });
});

describe('a test turn is refused', () => {
  test('for an agent that is not there, or is not ours', async () => {
    const other = await createTenant(pool);
    for (const agentId of ['smsagent_nowhere', other.agentId]) {
      expect(await testTurn({}, agentId)).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    }
  });

  test('about a lead that is not there, or is not ours', async () => {
    const other = await createTenant(pool);
    for (const leadId of ['lead_nowhere', await addLead(pool, other)]) {
      expect(await testTurn({ leadId })).toMatchObject({
        status: 404,
        body: { error: { code: 'NOT_FOUND', details: [{ field: 'leadId' }] } },
      });
    }
    expect(agent.requests).toEqual([]);
  });

  test('with a text that is none, and for operators', async () => {
    expect(await testTurn({ text: '' })).toMatchObject({
      status: 400,
      body: { error: { details: [{ field: 'text' }] } },
    });
    const operator = await api.callerOf(tenant.tenantId, 'operator');
    const path = `/api/v1/sms-agents/${tenant.agentId}/test-turn`;
    expect(await operator('POST', path, {})).toMatchObject({ status: 403 });
  });
});
