import { claimDelivery, recordVerdict } from '../../src/db/deliveries';
import type { ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { newNumber } from '../support/tenant';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

/** A tenant with a number, and a lead that has written once. */
async function talk() {
  const { admin: call, ...tenant } = await parley.newTenant();
  const [ours, phone] = [newNumber(), newNumber()];
  await created(call('POST', '/api/v1/phone-numbers', { phoneNumber: ours, provider: 'twilio' }));
  const { leadId } = await created(call('POST', '/api/v1/leads', { firstName: 'Jane', phone }));
  const write = async (body: string) => expect(await parley.text({ from: phone, to: ours, body })).toBe(200);
  await write('Hi');
  const [{ interactionId }] = await created(call('GET', `/api/v1/interactions/lead/${leadId}`));
  return { ...tenant, call, ours, phone, leadId, interactionId, write };
}

const consentOf = (call: ApiCall, leadId: string) => created(call('GET', `/api/v1/leads/${leadId}/consent`));
const decide = (call: ApiCall, leadId: string, body: object) => call('POST', `/api/v1/leads/${leadId}/consent`, body);

test('STOP that comes twice is answered, both times, when what was being handed over has its verdict', async () => {
  const { call, ours, phone, leadId, tenantId } = await talk();
  const { messageId } = await created(call('POST', '/api/v1/sms/send', { leadId, message: 'Our offer', from: ours }));
  const claim = await claimDelivery(parley.pool, tenantId, messageId);
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  const messageSid = 'SM_stop_twice';
  const answers: number[] = [];
  const write = async () => answers.push(await parley.text({ from: phone, to: ours, body: 'STOP', messageSid }));
  const first = write();
  await eventually(async () => expect((await consentOf(call, leadId)).state).toBe('opted_out'));
  // The provider asks again, as it does when it had no answer in time.
  const second = write();
  for (let look = 0; look < 20; look++) await consentOf(call, leadId);
  expect(answers).toEqual([]);
  await recordVerdict(parley.pool, {
    ...{ tenantId, messageId, attempt: claim.delivery.attempt, kind: 'accepted', providerMessageId: 'SM_taken' },
    ...{ errorCode: null, errorMessage: null, notify: false },
  });
  await Promise.all([first, second]);
  expect(answers).toEqual([200, 200]);
});

describe('consent of a lead', () => {
  test('is nothing at first, then what the lead said last, with all that it said', async () => {
    const { call, leadId, interactionId, phone, ours, write } = await talk();
    expect(await consentOf(call, leadId)).toEqual({
      ...{ state: 'none', since: null, scope: 'tenant', numbers: [], events: [], next: null },
    });
    await write('STOP');
    await write('START');
    const consent = await consentOf(call, leadId);
    expect(consent).toMatchObject({ state: 'opted_in', since: consent.events[0].at, next: null });
    const said = {
      origin: 'keyword',
      leadNumber: phone,
      ourNumber: ours,
      covers: 'tenant',
      interactionId,
      setBy: null,
    };
    expect(consent.events).toMatchObject([
      { ...said, kind: 'opted_in', word: 'start' },
      { ...said, kind: 'opted_out', word: 'stop' },
    ]);
  });

  test('is read in pages, newest first', async () => {
    const { call, leadId, write } = await talk();
    for (const word of ['STOP', 'START', 'QUIT']) await write(word);
    const page = await created(call('GET', `/api/v1/leads/${leadId}/consent?limit=2`));
    expect(page.events).toMatchObject([{ word: 'quit' }, { word: 'start' }]);
    const rest = await created(call('GET', `/api/v1/leads/${leadId}/consent?limit=2&cursor=${page.next}`));
    expect(rest).toMatchObject({ state: 'opted_out', events: [{ word: 'stop' }], next: null });
  });

  test('that a person writes down has reason and name, and refuses sends with the rule', async () => {
    const { call, leadId, interactionId } = await talk();
    const said = await created(decide(call, leadId, { kind: 'opted_out', reason: 'Asked on the phone' }));
    expect(said).toMatchObject({
      state: 'opted_out',
      events: [{ origin: 'person', reason: 'Asked on the phone', ourNumber: null, setByName: "The admin's" }],
    });
    expect(await call('POST', '/api/v1/sms/send', { leadId, message: 'One more offer' })).toMatchObject({
      status: 403,
      body: { error: { code: 'CONTACT_OPTED_OUT', details: { rule: 'opted_out' } } },
    });
    const talk1 = await created(call('GET', `/api/v1/interactions/${interactionId}`));
    expect(talk1).toMatchObject({ consent: 'opted_out', status: 'dnc' });
    await created(decide(call, leadId, { kind: 'opted_in', reason: 'Signed the form again' }));
    expect(await call('POST', '/api/v1/sms/send', { leadId, message: 'Hello again' })).toMatchObject({ status: 202 });
    expect(await created(call('GET', '/api/v1/interactions'))).toMatchObject({
      items: [{ consent: 'ok', status: 'in_progress' }],
    });
  });

  test('for one of our numbers, where the scope is that', async () => {
    const { call, leadId, ours } = await talk();
    await created(call('PATCH', '/api/v1/tenant', { optOutScope: 'number' }));
    const other = newNumber();
    await created(call('POST', '/api/v1/phone-numbers', { phoneNumber: other, provider: 'twilio' }));
    await created(decide(call, leadId, { kind: 'opted_out', reason: 'Asked', ourNumber: ours }));
    const from = (number: string) => call('POST', '/api/v1/sms/send', { leadId, message: 'Hello', from: number });
    expect((await from(ours)).status).toBe(403);
    expect((await from(other)).status).toBe(202);
    const states = (await consentOf(call, leadId)).numbers;
    expect(states).toHaveLength(2);
    expect(states).toContainEqual({ ourNumber: ours, state: 'opted_out', since: expect.any(String) });
    expect(states).toContainEqual({ ourNumber: other, state: 'none', since: null });
  });

  test.each<[string, object, number, object]>([
    ['without a reason', { kind: 'opted_out' }, 400, { code: 'VALIDATION_ERROR', details: [{ field: 'reason' }] }],
    ['with an empty reason', { kind: 'opted_out', reason: ' ' }, 400, { code: 'VALIDATION_ERROR' }],
    ['with a reason too long', { kind: 'opted_out', reason: 'x'.repeat(501) }, 400, { code: 'VALIDATION_ERROR' }],
    [
      'of another kind',
      { kind: 'maybe', reason: 'Hm' },
      400,
      { code: 'VALIDATION_ERROR', details: [{ field: 'kind' }] },
    ],
    [
      'about a number that is not ours',
      { kind: 'opted_out', reason: 'Hm', ourNumber: '+12025558888' },
      ...([400, { code: 'VALIDATION_ERROR', details: [{ field: 'ourNumber' }] }] as const),
    ],
  ])('is not written down %s', async (_what, body, status, error) => {
    const { call, leadId } = await talk();
    expect(await decide(call, leadId, body)).toMatchObject({ status, body: { error } });
    expect(await consentOf(call, leadId)).toMatchObject({ events: [] });
  });

  test('needs a phone number', async () => {
    const { admin: call } = await parley.newTenant();
    const { leadId } = await created(call('POST', '/api/v1/leads', { firstName: 'Jane' }));
    expect(await decide(call, leadId, { kind: 'opted_out', reason: 'Asked' })).toMatchObject({
      status: 422,
      body: { error: { code: 'MISSING_LEAD_PHONE' } },
    });
    expect(await consentOf(call, leadId)).toMatchObject({ state: 'none', events: [] });
  });
});

describe('a near opt-out', () => {
  const decideOn = (call: ApiCall, interactionId: string, body: object) =>
    call('POST', `/api/v1/interactions/${interactionId}/near-opt-out`, body);

  test('is decided once', async () => {
    const { call, interactionId, leadId, write } = await talk();
    const nothing = { status: 409, body: { error: { code: 'NOTHING_TO_DECIDE' } } };
    expect(await decideOn(call, interactionId, { decision: 'go_on' })).toMatchObject(nothing);
    await write('wrong number');
    expect(await created(decideOn(call, interactionId, { decision: 'go_on' }))).toMatchObject({
      ...{ interactionId, consent: 'ok', status: 'in_progress' },
    });
    expect(await decideOn(call, interactionId, { decision: 'opt_out' })).toMatchObject(nothing);
    await write('please stop texting me');
    const decision = { decision: 'opt_out', reason: 'Clear enough' };
    expect(await created(decideOn(call, interactionId, decision))).toMatchObject({
      consent: 'opted_out',
      status: 'dnc',
    });
    expect(await consentOf(call, leadId)).toMatchObject({
      events: [{ origin: 'person', reason: 'Clear enough', interactionId, messageId: expect.any(String) }],
    });
  });

  test('that was none has no reason to keep', async () => {
    const { call, interactionId, write } = await talk();
    await write('wrong number');
    expect(await decideOn(call, interactionId, { decision: 'go_on', reason: 'A joke' })).toMatchObject({
      status: 400,
      body: { error: { details: [{ field: 'reason' }] } },
    });
  });
});

test('what answers STOP and HELP is a setting of the tenant', async () => {
  const { admin: call, operator } = await parley.newTenant();
  const usual = { confirmations: 'carrier', optOutText: null, helpText: null };
  expect(await created(operator('GET', '/api/v1/tenant'))).toMatchObject(usual);
  const ours = { confirmations: 'parley', optOutText: 'Bye.', helpText: 'Call us.' };
  expect(await created(call('PATCH', '/api/v1/tenant', ours))).toMatchObject(ours);
  expect(await created(call('PATCH', '/api/v1/tenant', { optOutText: null }))).toMatchObject({
    ...ours,
    optOutText: null,
  });
});
