import type { ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { newNumber } from '../support/tenant';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

const DAY = 86_400_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();

/** A tenant with a number and a lead. */
async function ready(lead: object = {}): Promise<TenantUnderTest & { leadId: string; phone: string; call: ApiCall }> {
  const tenant = await parley.newTenant();
  await created(tenant.admin('POST', '/api/v1/phone-numbers', { phoneNumber: newNumber(), provider: 'twilio' }));
  const phone = newNumber();
  const { leadId } = await created(tenant.admin('POST', '/api/v1/leads', { phone, ...lead }));
  return { ...tenant, leadId, phone, call: tenant.operator };
}
type Ready = Awaited<ReturnType<typeof ready>>;

const schedule = ({ call, leadId }: Ready, more: object = {}, headers: Record<string, string> = {}) =>
  call('POST', '/api/v1/sms/send', { leadId, message: 'See you at 10', sendAt: inMs(DAY), ...more }, headers);

describe('sendAt', () => {
  test('is answered 202 scheduled at once, with its time in UTC, whatever offset it came with', async () => {
    const tenant = await ready();
    const at = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + DAY);
    const sendAt = new Date(at.getTime() + 2 * 3_600_000).toISOString().replace('.000Z', '+02:00');
    const { status, body } = await schedule(tenant, { sendAt });
    expect([status, body.data]).toEqual([
      202,
      {
        messageId: expect.stringMatching(/^msg_/),
        interactionId: expect.stringMatching(/^int_/),
        status: 'scheduled',
        sendAt: at.toISOString(),
      },
    ]);
  });

  test.each([
    ['in the past', () => inMs(-1_000), 'must be in the future'],
    ['more than 35 days ahead', () => inMs(35 * DAY + 60_000), 'must be at most 35 days ahead'],
    ['without an offset', () => inMs(DAY).slice(0, -1), 'must be a time such as'],
    ['a day that there is not', () => '2026-02-30T10:00:00Z', 'must be a time such as'],
    ['no time', () => 'tomorrow', 'must be a time such as'],
  ])('%s is refused', async (_what, sendAt, message) => {
    const tenant = await ready();
    const answer = await schedule(tenant, { sendAt: sendAt() });
    const details = [{ field: 'sendAt', message: expect.stringContaining(message) }];
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'VALIDATION_ERROR', details } } });
    expect(await created(tenant.call('GET', '/api/v1/scheduled-texts'))).toEqual({ items: [], next: null });
  });

  test('with an Idempotency-Key is scheduled once, and a repetition is answered the same, also when it has left', async () => {
    const tenant = await ready();
    const key = { 'Idempotency-Key': 'once' };
    const sendAt = inMs(DAY);
    const first = await schedule(tenant, { sendAt }, key);
    expect((await schedule(tenant, { sendAt }, key)).body).toEqual(first.body);
    await parley.pool.query(`update messages set state = 'sent' where tenant_id = $1`, [tenant.tenantId]);
    await parley.pool.query(
      "update idempotency_keys set answer = null, http_status = null, created_at = now() - interval '1 minute' where tenant_id = $1",
      [tenant.tenantId],
    );
    expect(await schedule(tenant, { sendAt }, key)).toMatchObject({ status: 202, body: first.body });
    expect(await schedule(tenant, { sendAt: inMs(2 * DAY) }, key)).toMatchObject({ status: 422 });
  });

  test('to a lead that may not be texted is refused at once', async () => {
    const tenant = await ready();
    const path = `/api/v1/leads/${tenant.leadId}/do-not-contact/sms`;
    await created(tenant.admin('PUT', path, { reason: 'Asked on the phone' }));
    expect(await schedule(tenant)).toMatchObject({ status: 403, body: { error: { code: 'CONTACT_OPTED_OUT' } } });
  });
});

describe('a scheduled text', () => {
  test('is listed the soonest first, in pages, and by lead and conversation', async () => {
    const tenant = await ready();
    const texts: { messageId: string; interactionId: string }[] = [];
    for (const days of [3, 1, 2]) texts.push((await schedule(tenant, { sendAt: inMs(days * DAY) })).body.data);
    const inOrder = [1, 2, 0].map((place) => texts[place]!.messageId);
    const list = async (query: string) => created(tenant.call('GET', `/api/v1/scheduled-texts${query}`));
    const first = await list('?limit=2');
    expect(first.items).toMatchObject([
      { messageId: inOrder[0], leadId: tenant.leadId, source: 'api', scheduledFor: 'asked', message: 'See you at 10' },
      { messageId: inOrder[1] },
    ]);
    const rest = await list(`?limit=2&cursor=${first.next}`);
    expect(rest).toMatchObject({ items: [{ messageId: inOrder[2] }], next: null });
    for (const query of [`?leadId=${tenant.leadId}`, `?interactionId=${texts[0]!.interactionId}`]) {
      expect((await list(query)).items).toHaveLength(3);
    }
    expect((await list('?leadId=lead_of_nobody')).items).toEqual([]);
  });

  test('is in the thread as scheduled, and not in the transcript', async () => {
    const tenant = await ready();
    const { messageId, interactionId } = (await schedule(tenant)).body.data;
    const path = `/api/v1/interactions/${interactionId}`;
    const { messages } = await created(tenant.call('GET', `${path}/messages`));
    expect(messages).toMatchObject([{ messageId, state: 'scheduled', scheduledFor: 'asked' }]);
    expect(await created(tenant.call('GET', path))).toMatchObject({ transcript: [], telephony: { messageId: '' } });
  });

  test('is changed: time, words, or both; segments follow the words', async () => {
    const tenant = await ready();
    const { messageId } = (await schedule(tenant)).body.data;
    const path = `/api/v1/scheduled-texts/${messageId}`;
    const sendAt = inMs(5 * DAY);
    expect(await created(tenant.call('PATCH', path, { sendAt }))).toMatchObject({ sendAt, message: 'See you at 10' });
    const message = 'x'.repeat(200);
    expect(await created(tenant.call('PATCH', path, { message }))).toMatchObject({ sendAt, message, segments: 2 });
    for (const wrong of [{}, { sendAt: inMs(-1) }, { message: '' }, { sendAt, to: '+12125551234' }]) {
      expect(await tenant.call('PATCH', path, wrong)).toMatchObject({ status: 400 });
    }
  });

  test('is cancelled once, and afterwards there is nothing to change', async () => {
    const tenant = await ready();
    const { messageId } = (await schedule(tenant)).body.data;
    const path = `/api/v1/scheduled-texts/${messageId}`;
    expect(await tenant.call('DELETE', path)).toMatchObject({ status: 200, body: { success: true, data: null } });
    for (const again of [tenant.call('DELETE', path), tenant.call('PATCH', path, { message: 'Hi' })]) {
      const error = { code: 'NO_LONGER_SCHEDULED', details: { messageId, state: 'withheld' } };
      expect(await again).toMatchObject({ status: 409, body: { error } });
    }
  });
});

describe('quiet hours', () => {
  const set = ({ admin }: Ready, quietHours: unknown) => admin('PATCH', '/api/v1/tenant', { quietHours });

  test('are off until an admin sets them, and off again with null', async () => {
    const tenant = await ready();
    expect(await created(tenant.call('GET', '/api/v1/tenant'))).toMatchObject({ quietHours: null });
    const quietHours = { from: '21:00', until: '08:00' };
    expect((await set(tenant, quietHours)).body.data).toMatchObject({ quietHours });
    expect((await tenant.admin('PATCH', '/api/v1/tenant', { name: 'Dental' })).body.data).toMatchObject({ quietHours });
    expect((await set(tenant, null)).body.data).toMatchObject({ quietHours: null });
  });

  test.each([
    ['that never end', { from: '21:00', until: '21:00' }, 'quietHours.until'],
    ['at no time of day', { from: '24:00', until: '08:00' }, 'quietHours.from'],
    ['half of them', { from: '21:00' }, 'quietHours.until'],
  ])('%s are refused', async (_what, quietHours, field) => {
    const { status, body } = await set(await ready(), quietHours);
    expect([status, body.error.details[0].field]).toEqual([400, field]);
  });

  /** Around noon in UTC, whatever time it is. */
  const around = () => {
    const clock = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
    return { from: clock(-2), until: clock(2) };
  };
  const clockOf = async (tenant: Ready) => created(tenant.call('GET', `/api/v1/leads/${tenant.leadId}/quiet-hours`));

  test('of a lead whose zone is known are those of its clock', async () => {
    const tenant = await ready({ timezone: 'Africa/Abidjan' });
    expect(await clockOf(tenant)).toEqual({
      ...{ timezones: ['Africa/Abidjan'], timezoneKnown: true, quietHours: null, quiet: null, answersUntil: null },
    });
    const hours = around();
    await set(tenant, hours);
    const { quiet } = await clockOf(tenant);
    expect(Date.parse(quiet.from)).toBeLessThanOrEqual(Date.now());
    expect(quiet.until.slice(11, 16)).toBe(hours.until);
  });

  test.each([
    ['of a city', '+12125551234', ['America/New_York']],
    ['toll-free', '+18335550143', expect.arrayContaining(['Pacific/Honolulu', 'America/St_Johns', 'Pacific/Guam'])],
    ['of no country', '+80012345678', expect.arrayContaining(['Etc/GMT+12', 'Etc/GMT-14'])],
  ])('of a lead whose number is %s are those of its area', async (_what, phone, timezones) => {
    const tenant = await ready({ phone });
    expect(await clockOf(tenant)).toMatchObject({ timezones, timezoneKnown: false });
  });

  test('do not hold an answer: the lead wrote within the hour', async () => {
    const tenant = await ready({ timezone: 'Africa/Abidjan' });
    const { interactionId } = (await schedule(tenant)).body.data;
    const [{ telephony }] = await created(tenant.call('GET', `/api/v1/interactions/lead/${tenant.leadId}`));
    await parley.text({ from: tenant.phone, to: telephony.phoneNumber, body: 'Hello' });
    const { answersUntil } = await created(tenant.call('GET', `/api/v1/interactions/${interactionId}/quiet-hours`));
    expect(Math.abs(Date.parse(answersUntil) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    expect(await clockOf(tenant)).toMatchObject({ answersUntil: null });
  });
});
