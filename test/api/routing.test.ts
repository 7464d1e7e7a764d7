import { claimTurn } from '../../src/db/turns';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { buildWorld, created } from './build-world';
import { INBOUND } from './inbound-matrix';
import { OUTBOUND } from './outbound-matrix';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

test('the matrix has what was asked for', () => {
  expect(OUTBOUND.length + INBOUND.length).toBeGreaterThanOrEqual(40);
});

describe('a text of ours', () => {
  test.each(OUTBOUND)('$what', async ({ world, send = {}, expected }) => {
    const tenant = await parley.newTenant();
    const call = tenant.admin;
    const built = await buildWorld(call, world);
    const leadId = built.leadId('jane');
    const body: Record<string, unknown> = { leadId, message: 'Hello' };
    if (send.to) body.to = built.number(send.to);
    if (send.from) body.from = built.number(send.from);
    if (send.campaign) body.campaignId = built.campaignId(send.campaign);
    if (send.inConversationOn) {
      const from = built.number(send.inConversationOn);
      const first = await created(call('POST', '/api/v1/sms/send', { leadId, message: 'Hi', from }));
      body.interactionId = first.interactionId;
    }

    const answer = await call('POST', '/api/v1/sms/send', body);
    if ('error' in expected) {
      const { code, details } = answer.body.error;
      expect({ error: code, provider: details?.provider }).toEqual(expected);
      return;
    }
    expect(answer).toMatchObject({ status: 202, body: { success: true, data: { status: 'queued' } } });
    const { interactionId, messageId } = answer.body.data;
    const { messages } = await created(call('GET', `/api/v1/interactions/${interactionId}/messages`));
    const sent = messages.find((message: { messageId: string }) => message.messageId === messageId);
    const conversation = await created(call('GET', `/api/v1/interactions/${interactionId}`));
    expect(sent).toMatchObject({ provider: 'twilio', state: 'queued', source: 'api' });
    expect({
      from: built.label(sent.from),
      to: built.label(sent.to),
      campaign: built.label(conversation.campaignId) || undefined,
    }).toEqual({ campaign: undefined, ...expected });
  });
});

describe('a text to us', () => {
  test.each(INBOUND)('$what', async ({ world, to, from, expected }) => {
    const tenant = await parley.newTenant();
    const call = tenant.admin;
    const built = await buildWorld(call, world);
    const before = await unrouted();
    expect(await parley.text({ from: built.number(from), to: built.number(to), body: 'Hello' })).toBe(200);
    const { items } = await created(call('GET', '/api/v1/interactions'));
    if (expected === 'unrouted') {
      expect(items).toEqual([]);
      expect(await unrouted()).toBe(before + 1);
      return;
    }
    expect(items).toHaveLength(1);
    const [{ interactionId, leadId, campaignId, sms, lastMessage }] = items;
    expect(lastMessage).toMatchObject({ message: 'Hello', direction: 'inbound', state: 'received' });
    const { events } = await created(call('GET', `/api/v1/interactions/${interactionId}/timeline`));
    const { agentName } = events.find((event: { type: string }) => event.type === 'inbound-message').data;
    const found = {
      lead: built.label(leadId) || 'placeholder',
      campaign: built.label(campaignId) || undefined,
      agentMode: sms.agentMode,
      asks: agentName,
    };
    expect(found).toEqual({ campaign: undefined, asks: undefined, ...expected });
    if (found.lead !== 'placeholder') return;
    const lead = await created(call('GET', `/api/v1/leads/${leadId}`));
    expect(lead).toMatchObject({
      firstName: '',
      status: 'new',
      phone: built.number(from),
      campaignId: campaignId || null,
    });
  });

  async function unrouted(): Promise<number> {
    const { rows } = await parley.pool.query('select count(*) as n from unrouted_messages');
    return Number(rows[0].n);
  }
});

describe('a lead that is not to be texted', () => {
  test('is refused with the rule, and nothing is recorded', async () => {
    const { admin: call } = await parley.newTenant();
    const built = await buildWorld(call, { numbers: { A: {} }, leads: { jane: {} } });
    const leadId = built.leadId('jane');
    const path = `/api/v1/leads/${leadId}/do-not-contact/sms`;
    expect(await call('PUT', path, { reason: 'Asked on the phone' })).toMatchObject({ status: 200 });
    expect(await call('POST', '/api/v1/sms/send', { leadId, message: 'Hello' })).toMatchObject({
      status: 403,
      body: { error: { code: 'CONTACT_OPTED_OUT', details: { rule: 'do_not_contact' } } },
    });
    expect((await created(call('GET', '/api/v1/interactions'))).items).toEqual([]);
    expect(await call('POST', `${path}/lift`, { reason: 'Called back' })).toMatchObject({ status: 200 });
    expect(await call('POST', '/api/v1/sms/send', { leadId, message: 'Hello' })).toMatchObject({ status: 202 });
  });
});

describe('the agent’s payload', () => {
  test('has what is known and what is asked, and answers come back by PATCH', async () => {
    const tenant = await parley.newTenant();
    const call = tenant.admin;
    const built = await buildWorld(call, {
      numbers: { A: {} },
      agents: { ada: {} },
      campaigns: { spring: { number: 'A', production: 'ada' } },
      leads: { jane: { campaign: 'spring' } },
    });
    const insurance = { key: 'insurance', question: 'Do you have dental insurance?' };
    const city = { key: 'city', question: 'Where do you live?' };
    const campaign = `/api/v1/campaigns/${built.campaignId('spring')}`;
    await created(call('PATCH', campaign, { questions: [insurance, city] }));
    const lead = `/api/v1/leads/${built.leadId('jane')}`;
    await created(tenant.operator('PATCH', lead, { questionnaire: [{ key: 'city', answer: 'Leeds' }] }));
    const more = [{ key: 'age', question: 'How old are you?', answer: '41' }];
    await created(tenant.operator('PATCH', lead, { questionnaire: more }));

    await parley.text({ from: built.number('jane'), to: built.number('A'), body: 'Hello' });
    const { rows } = await parley.pool.query('select turn_id from turns where tenant_id = $1', [tenant.tenantId]);
    const claim = await claimTurn(parley.pool, tenant.tenantId, rows[0].turn_id);
    expect(claim).toMatchObject({
      turn: {
        payload: {
          questionnaire: {
            knownInformation: [{ ...city, answer: 'Leeds' }, ...more],
            informationToCollect: [insurance],
          },
        },
      },
    });
  });
});
