import { openSecret } from '../../src/secrets';
import type { ApiAnswer } from '../support/api-client';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { newNumber } from '../support/tenant';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

/** What an answer says is wrong: the code and the fields. */
function wrong({ status, body }: ApiAnswer): [number, string, string[]] {
  const details = Array.isArray(body.error?.details) ? body.error.details : [];
  return [status, body.error?.code, details.map(({ field }: { field: string }) => field)];
}

const AGENT = { name: 'Dental AI', webhookUrl: 'https://agent.example/sms' };

/** A tenant with one of everything. */
async function furnished() {
  const tenant = await parley.newTenant();
  const { admin } = tenant;
  const phoneNumber = newNumber();
  await created(admin('POST', '/api/v1/phone-numbers', { phoneNumber, provider: 'twilio' }));
  const agent = await created(admin('POST', '/api/v1/sms-agents', { ...AGENT, phoneNumber }));
  const campaign = { name: 'Spring', code: 'SPRING', phoneNumber, productionAgentId: agent.agentId };
  const { campaignId } = await created(admin('POST', '/api/v1/campaigns', campaign));
  const lead = await created(admin('POST', '/api/v1/leads', { firstName: 'Jane', campaignId, phone: newNumber() }));
  return { ...tenant, phoneNumber, agentId: agent.agentId, secret: agent.secret, campaignId, leadId: lead.leadId };
}

type Furnished = Awaited<ReturnType<typeof furnished>>;

describe('a phone number that is given', () => {
  test.each([
    ['in E.164', 'US', '+12125551234', '+12125551234'],
    ['as people in the US write it', 'US', '(212) 555-1234', '+12125551234'],
    ['with dots', 'US', '212.555.1234', '+12125551234'],
    ['with a foreign country code', 'US', '+44 20 7946 0018', '+442079460018'],
    ['as people in Britain write it', 'GB', '020 7946 0018', '+442079460018'],
    ['as people in Germany write it', 'DE', '030 / 901820', '+4930901820'],
    ['with the way out of the country', 'DE', '0012125551234', '+12125551234'],
  ])('%s is stored in E.164', async (_what, defaultCountry, written, stored) => {
    const { admin } = await parley.newTenant();
    await created(admin('PATCH', '/api/v1/tenant', { defaultCountry }));
    expect(await created(admin('POST', '/api/v1/leads', { phone: written }))).toMatchObject({ phone: stored });
  });

  test.each(['12', 'call me', '+1 212 555 1234 ext. 7', '+999 123456', '2125551234567890'])(
    'and is none (%s) is refused by name',
    async (phone) => {
      const { admin } = await parley.newTenant();
      expect(wrong(await admin('POST', '/api/v1/leads', { phone }))).toEqual([400, 'VALIDATION_ERROR', ['phone']]);
    },
  );
});

describe('what is changed', () => {
  test('stays changed, and what is not given stays', async () => {
    const { admin, leadId, campaignId, agentId, phoneNumber } = await furnished();
    const changes: [path: string, change: Record<string, unknown>, still: Record<string, unknown>][] = [
      [
        `/leads/${leadId}`,
        { status: 'qualified', timezone: 'America/New_York', notes: 'Calls back', archived: true, isTest: true },
        { firstName: 'Jane', campaignId },
      ],
      [
        `/campaigns/${campaignId}`,
        { status: 'archived', clientId: 'client_7', provider: 'vonage' },
        { code: 'SPRING', phoneNumber },
      ],
      [
        `/sms-agents/${agentId}`,
        { active: false, batchWindowMs: 60_000, inboundCampaignIds: [campaignId] },
        { ...AGENT },
      ],
      [
        `/phone-numbers/${encodeURIComponent(phoneNumber)}`,
        { provider: null, label: 'Desk', smsCapable: false, segmentsPerSecond: 12.5 },
        { phoneNumber, defaultSegmentsPerSecond: 1, segmentsWaiting: 0 },
      ],
      ['/tenant', { name: 'Dental & Co', defaultProvider: 'twilio', optOutScope: 'number' }, { defaultCountry: 'US' }],
    ];
    for (const [path, change, still] of changes) {
      const url = `/api/v1${path}`;
      expect(await created(admin('PATCH', url, change))).toMatchObject({ ...change, ...still });
      expect(await created(admin('GET', url))).toMatchObject({ ...change, ...still });
    }
  });

  test('to nothing is nothing: null takes a value away', async () => {
    const { admin, leadId, campaignId, agentId, phoneNumber } = await furnished();
    const number = `/api/v1/phone-numbers/${encodeURIComponent(phoneNumber)}`;
    await created(admin('PATCH', number, { segmentsPerSecond: 3 }));
    const asUsual = { segmentsPerSecond: null };
    expect(await created(admin('PATCH', number, asUsual))).toMatchObject(asUsual);
    expect(await created(admin('PATCH', `/api/v1/leads/${leadId}`, { phone: null, campaignId: null }))).toMatchObject({
      phone: null,
      campaignId: null,
    });
    const nothing = { phoneNumber: null, productionAgentId: null };
    expect(await created(admin('PATCH', `/api/v1/campaigns/${campaignId}`, nothing))).toMatchObject(nothing);
    expect(await created(admin('PATCH', `/api/v1/sms-agents/${agentId}`, { phoneNumber: null }))).toMatchObject({
      phoneNumber: null,
    });
  });
});

describe('what is wrong is said by field', () => {
  const cases: [
    what: string,
    method: string,
    path: (own: Furnished) => string,
    body: (own: Furnished, other: Furnished) => unknown,
    expected: [number, string, string[]],
  ][] = [
    ['a lead’s status', 'POST', () => '/leads', () => ({ status: 'hot' }), [400, 'VALIDATION_ERROR', ['status']]],
    ['a lead’s email', 'POST', () => '/leads', () => ({ email: 'jane' }), [400, 'VALIDATION_ERROR', ['email']]],
    [
      'a lead’s time zone',
      'POST',
      () => '/leads',
      () => ({ timezone: 'Mars/Olympus' }),
      [400, 'VALIDATION_ERROR', ['timezone']],
    ],
    [
      'a lead’s campaign of another tenant',
      'POST',
      () => '/leads',
      (_own, other) => ({ campaignId: other.campaignId }),
      [404, 'CAMPAIGN_NOT_FOUND', ['campaignId']],
    ],
    [
      'a campaign without a name',
      'POST',
      () => '/campaigns',
      () => ({ code: 'X' }),
      [400, 'VALIDATION_ERROR', ['name']],
    ],
    [
      'a campaign’s number of another tenant',
      'POST',
      () => '/campaigns',
      (_own, other) => ({ name: 'A', phoneNumber: other.phoneNumber }),
      [400, 'VALIDATION_ERROR', ['phoneNumber']],
    ],
    [
      'a campaign’s number that another campaign has',
      'POST',
      () => '/campaigns',
      (own) => ({ name: 'A', phoneNumber: own.phoneNumber }),
      [409, 'ALREADY_EXISTS', ['phoneNumber']],
    ],
    [
      'a campaign’s code that another has',
      'POST',
      () => '/campaigns',
      () => ({ name: 'A', code: 'SPRING' }),
      [409, 'ALREADY_EXISTS', ['code']],
    ],
    [
      'a campaign’s agents of another tenant',
      'POST',
      () => '/campaigns',
      (_own, other) => ({ name: 'A', productionAgentId: other.agentId, testAgentId: 'smsagent_0' }),
      [404, 'AGENT_NOT_FOUND', ['productionAgentId', 'testAgentId']],
    ],
    [
      'a campaign’s question twice',
      'POST',
      () => '/campaigns',
      () => ({
        name: 'A',
        questions: [
          { key: 'a', question: 'A?' },
          { key: 'a', question: 'B?' },
        ],
      }),
      [400, 'VALIDATION_ERROR', ['questions']],
    ],
    [
      'an agent’s address',
      'POST',
      () => '/sms-agents',
      () => ({ ...AGENT, webhookUrl: 'ftp://agent.example' }),
      [400, 'VALIDATION_ERROR', ['webhookUrl']],
    ],
    [
      'an agent’s address with a password',
      'POST',
      () => '/sms-agents',
      () => ({ ...AGENT, webhookUrl: 'https://a:b@agent.example' }),
      [400, 'VALIDATION_ERROR', ['webhookUrl']],
    ],
    [
      'an agent’s window that is too short',
      'POST',
      () => '/sms-agents',
      () => ({ ...AGENT, batchWindowMs: 999 }),
      [400, 'VALIDATION_ERROR', ['batchWindowMs']],
    ],
    [
      'an agent’s window that is too long',
      'POST',
      () => '/sms-agents',
      () => ({ ...AGENT, batchWindowMs: 60_001 }),
      [400, 'VALIDATION_ERROR', ['batchWindowMs']],
    ],
    [
      'an agent’s campaigns that are not there',
      'POST',
      () => '/sms-agents',
      (own, other) => ({ ...AGENT, inboundCampaignIds: [own.campaignId, other.campaignId] }),
      [404, 'CAMPAIGN_NOT_FOUND', ['inboundCampaignIds.1']],
    ],
    [
      'an agent’s number that another agent has',
      'POST',
      () => '/sms-agents',
      (own) => ({ ...AGENT, phoneNumber: own.phoneNumber }),
      [409, 'ALREADY_EXISTS', ['phoneNumber']],
    ],
    [
      'a number that is there already',
      'POST',
      () => '/phone-numbers',
      (own) => ({ phoneNumber: own.phoneNumber }),
      [409, 'ALREADY_EXISTS', ['phoneNumber']],
    ],
    [
      'a number of another tenant',
      'POST',
      () => '/phone-numbers',
      (_own, other) => ({ phoneNumber: other.phoneNumber }),
      [409, 'ALREADY_EXISTS', ['phoneNumber']],
    ],
    [
      'a number’s provider',
      'POST',
      () => '/phone-numbers',
      () => ({ phoneNumber: newNumber(), provider: 'twillio' }),
      [400, 'VALIDATION_ERROR', ['provider']],
    ],
    ...[0, 0.09, 1_000.1, '5'].map((segmentsPerSecond): (typeof cases)[number] => [
      `a number’s sending rate: ${JSON.stringify(segmentsPerSecond)}`,
      'POST',
      () => '/phone-numbers',
      () => ({ phoneNumber: newNumber(), segmentsPerSecond }),
      [400, 'VALIDATION_ERROR', ['segmentsPerSecond']],
    ]),
    [
      'a tenant’s country',
      'PATCH',
      () => '/tenant',
      () => ({ defaultCountry: 'XX' }),
      [400, 'VALIDATION_ERROR', ['defaultCountry']],
    ],
    [
      'Do Not Contact without a reason',
      'PUT',
      (own) => `/leads/${own.leadId}/do-not-contact/sms`,
      () => ({ reason: ' ' }),
      [400, 'VALIDATION_ERROR', ['reason']],
    ],
  ];
  test.each(cases)('%s', async (_what, method, path, body, expected) => {
    const [own, other] = [await furnished(), await furnished()];
    expect(wrong(await own.admin(method, `/api/v1${path(own)}`, body(own, other)))).toEqual(expected);
  });
});

describe('what is deleted', () => {
  test('is gone, in the order in which nothing needs it any more', async () => {
    const { admin, leadId, campaignId, agentId, phoneNumber } = await furnished();
    const number = `/api/v1/phone-numbers/${encodeURIComponent(phoneNumber)}`;
    const order = [
      `/api/v1/leads/${leadId}`,
      `/api/v1/campaigns/${campaignId}`,
      `/api/v1/sms-agents/${agentId}`,
      number,
    ];
    for (const path of order.slice(1)) {
      expect(await admin('DELETE', path)).toMatchObject({ status: 409, body: { error: { code: 'IN_USE' } } });
    }
    for (const path of order) {
      expect(await admin('DELETE', path)).toMatchObject({ status: 200, body: { data: null } });
      expect(await admin('GET', path)).toMatchObject({ status: 404 });
      expect(await admin('DELETE', path)).toMatchObject({ status: 404 });
    }
  });

  test('is not a lead with a conversation, nor an agent that was asked', async () => {
    const { admin, leadId, agentId, phoneNumber, campaignId } = await furnished();
    const lead = await created(admin('GET', `/api/v1/leads/${leadId}`));
    await parley.text({ from: lead.phone, to: phoneNumber, body: 'Hello' });
    await created(admin('PATCH', `/api/v1/campaigns/${campaignId}`, { productionAgentId: null }));
    for (const path of [`/leads/${leadId}`, `/sms-agents/${agentId}`]) {
      expect(await admin('DELETE', `/api/v1${path}`)).toMatchObject({
        status: 409,
        body: { error: { code: 'IN_USE' } },
      });
    }
  });
});

describe('an agent’s secret', () => {
  const signing = async ({ tenantId }: TenantUnderTest) => {
    const { rows } = await parley.pool.query(
      'select webhook_secret, previous_webhook_secret from sms_agents where tenant_id = $1',
      [tenantId],
    );
    const open = (sealed: Buffer | null) => sealed && openSecret(String(parley.env.PARLEY_SECRET_KEY), sealed);
    return [open(rows[0].webhook_secret), open(rows[0].previous_webhook_secret)];
  };

  test('is shown once, when the agent is made', async () => {
    const own = await furnished();
    expect(own.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await signing(own)).toEqual([own.secret, null]);
    for (const path of ['/sms-agents', `/sms-agents/${own.agentId}`]) {
      expect(JSON.stringify(await created(own.admin('GET', `/api/v1${path}`)))).not.toMatch(/whsec|secret":"/i);
    }
  });

  test('is rotated with the one before valid for a while, or not at all', async () => {
    const own = await furnished();
    const path = `/api/v1/sms-agents/${own.agentId}/rotate-secret`;
    const second = await created(own.admin('POST', path, {}));
    expect(await signing(own)).toEqual([second.secret, own.secret]);
    expect(Date.parse(second.previousSecretUntil)).toBeGreaterThan(Date.now());
    expect(await created(own.admin('GET', `/api/v1/sms-agents/${own.agentId}`))).toMatchObject({
      previousSecretUntil: second.previousSecretUntil,
    });
    const third = await created(own.admin('POST', path, { keepPreviousHours: 0 }));
    expect(third.previousSecretUntil).toBeNull();
    expect(await signing(own)).toEqual([third.secret, null]);
  });
});

describe('an archived campaign', () => {
  test('leaves its number to another, and cannot come back while that one has it', async () => {
    const { admin, campaignId, phoneNumber } = await furnished();
    const path = `/api/v1/campaigns/${campaignId}`;
    await created(admin('PATCH', path, { status: 'archived' }));
    const next = await created(admin('POST', '/api/v1/campaigns', { name: 'Autumn', phoneNumber }));
    expect(wrong(await admin('PATCH', path, { status: 'active' }))).toEqual([409, 'ALREADY_EXISTS', ['phoneNumber']]);
    const number = await created(admin('GET', `/api/v1/phone-numbers/${encodeURIComponent(phoneNumber)}`));
    expect(number).toMatchObject({ campaignId: next.campaignId });
  });
});

describe('Do Not Contact', () => {
  test('says who decided, shows with the lead, and keeps its history', async () => {
    const { admin, operator, leadId } = await furnished();
    const path = `/api/v1/leads/${leadId}/do-not-contact/sms`;
    const set = await created(operator('PUT', path, { reason: 'Asked on the phone' }));
    expect(set).toMatchObject({ leadId, channel: 'sms', setBy: expect.stringMatching(/^key_/), liftedAt: null });
    const { doNotContact } = await created(admin('GET', `/api/v1/leads/${leadId}`));
    expect(doNotContact).toEqual([{ channel: 'sms', reason: set.reason, setBy: set.setBy, setAt: set.setAt }]);
    expect((await created(admin('GET', '/api/v1/do-not-contact'))).items).toMatchObject([{ leadId }]);
    expect(await created(operator('POST', `${path}/lift`, { reason: 'Called back' }))).toMatchObject({
      liftedReason: 'Called back',
    });
    expect((await created(admin('GET', '/api/v1/do-not-contact'))).items).toEqual([]);
    expect(await created(admin('GET', `/api/v1/leads/${leadId}/do-not-contact`))).toHaveLength(1);
    expect(await operator('POST', `${path}/lift`, { reason: 'Again' })).toMatchObject({ status: 404 });
  });
});
