import type { ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { addPerson, signIn } from '../support/people';
import { newNumber } from '../support/tenant';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

/** A tenant with a person, and a text of ours of which nobody knows whether it arrived: no worker runs here that would find out. */
async function unconfirmed() {
  const { admin, ...tenant } = await parley.newTenant();
  const person = await signIn(parley.apiUrl, await addPerson(parley.pool, tenant.tenantId));
  const [ours, phone] = [newNumber(), newNumber()];
  await created(admin('POST', '/api/v1/phone-numbers', { phoneNumber: ours, provider: 'twilio' }));
  const { leadId } = await created(admin('POST', '/api/v1/leads', { firstName: 'Jane', phone }));
  const send = { leadId, message: 'See you at ten' };
  const { messageId, interactionId } = await created(
    admin('POST', '/api/v1/sms/send', send, { Prefer: 'respond-async' }),
  );
  await parley.pool.query('select claim_delivery($1, $2)', [tenant.tenantId, messageId]);
  await parley.pool.query(`select record_unconfirmed($1, $2, '{sending}')`, [tenant.tenantId, messageId]);
  return { ...tenant, admin, person, ours, phone, messageId, interactionId };
}

const decide = (call: ApiCall, messageId: string, decision: string) =>
  call('POST', `/api/v1/messages/${messageId}/decision`, { decision });
const refused = (status: number, code: string, details?: object) => ({
  status,
  body: { success: false, error: { code, ...(details && { details }) } },
});

test('a decision is answered with the text as it is now, and stands in the timeline with who made it', async () => {
  const { person, messageId, interactionId } = await unconfirmed();
  const text = await created(decide(person, messageId, 'send_again'));
  expect(text).toMatchObject({ messageId, state: 'queued', message: 'See you at ten' });
  const { events } = await created(person('GET', `/api/v1/interactions/${interactionId}/timeline`));
  const { userId } = await created(person('GET', '/api/v1/session'));
  expect(events.at(-1)).toMatchObject({ type: 'send-again', data: { messageId, by: userId } });
  expect((await created(person('GET', `/api/v1/interactions/${interactionId}`))).attention).toBeNull();
});

test('the same person says the same again: nothing changes; somebody else comes too late', async () => {
  const { person, admin, messageId } = await unconfirmed();
  for (let click = 0; click < 2; click++) {
    expect(await decide(person, messageId, 'arrived')).toMatchObject({
      status: 200,
      body: { data: { state: 'sent' } },
    });
  }
  const tooLate = refused(409, 'NOTHING_TO_DECIDE', { state: 'sent' });
  expect(await decide(person, messageId, 'send_again')).toMatchObject(tooLate);
  expect(await decide(admin, messageId, 'arrived')).toMatchObject(tooLate);
});

test('a text that is not in doubt is not decided about', async () => {
  const { person, messageId } = await unconfirmed();
  await parley.pool.query(`update messages set state = 'delivered' where message_id = $1`, [messageId]);
  expect(await decide(person, messageId, 'arrived')).toMatchObject(
    refused(409, 'NOTHING_TO_DECIDE', { state: 'delivered' }),
  );
});

test('who opted out is not texted again, nor from a number that is gone; that it arrived may be said', async () => {
  const { person, admin, messageId, phone, ours } = await unconfirmed();
  await parley.pool.query('update phone_numbers set sms_capable = false where phone_number = $1', [ours]);
  expect(await decide(person, messageId, 'send_again')).toMatchObject(refused(422, 'FROM_NOT_OURS'));
  await parley.text({ from: phone, to: ours, body: 'STOP' });
  expect(await decide(admin, messageId, 'send_again')).toMatchObject(
    refused(403, 'CONTACT_OPTED_OUT', { rule: 'opted_out' }),
  );
  expect(await decide(person, messageId, 'arrived')).toMatchObject({ status: 200 });
});

test('what is no decision is refused by its field, and decides nothing', async () => {
  const { person, messageId } = await unconfirmed();
  expect(await decide(person, messageId, 'perhaps')).toMatchObject(refused(400, 'VALIDATION_ERROR'));
  expect(await decide(person, 'msg_none', 'arrived')).toMatchObject(refused(404, 'NOT_FOUND'));
  expect(await decide(person, messageId, 'arrived')).toMatchObject({ status: 200 });
});
