import { newApiKey } from '../../src/secrets';
import { apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { scrape } from '../support/scrape';
import { newNumber } from '../support/tenant';
import { postSigned } from '../support/twilio-webhook';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi({ METRICS_PORT: '0' });
});
afterAll(() => parley?.stop());

const TEXT = 'Is my crown back from the lab?';

/** By how much each count grew while something was done; but for signals, which nobody waits for. */
async function counted(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await scrape(parley.api);
  await work();
  const after = await scrape(parley.api);
  return Object.fromEntries(
    Object.entries(after.samples)
      .filter(([name]) => /^parley_(?!facts)\w+_(total|count)\b/.test(name))
      .map(([name, value]): [string, number] => [name, value - (before.samples[name] ?? 0)])
      .filter(([, grown]) => grown > 0),
  );
}

async function world() {
  const tenant = await parley.newTenant();
  const [ours, phone] = [newNumber(), newNumber()];
  await created(tenant.admin('POST', '/api/v1/phone-numbers', { phoneNumber: ours, provider: 'twilio' }));
  const lead = await created(tenant.admin('POST', '/api/v1/leads', { firstName: 'Jane', phone }));
  return { ...tenant, ours, phone, leadId: lead.leadId as string };
}

const WEBHOOK = 'parley_http_request_duration_seconds_count{method="POST",route="/webhooks/{provider}/{kind}"';
const outcome = (name: string) => `parley_webhooks_total{outcome="${name}",provider="twilio"}`;

test('webhooks are counted by what became of them', async () => {
  const { ours, phone } = await world();
  const text = { from: phone, to: ours, body: TEXT, messageSid: `SM${'1'.repeat(32)}` };
  const url = `${parley.apiUrl}/webhooks/twilio`;
  const token = String(parley.env.TWILIO_AUTH_TOKEN);
  const sid = { MessageSid: `SM${'2'.repeat(32)}` };
  const grown = await counted(async () => {
    for (const _delivery of [1, 2]) expect(await parley.text(text)).toBe(200);
    expect(await parley.text({ ...text, to: newNumber(), messageSid: `SM${'3'.repeat(32)}` })).toBe(200);
    expect(await postSigned(`${url}/sms`, 'another token', sid)).toBe(403);
    expect(await postSigned(`${url}/sms`, token, sid)).toBe(400);
    expect(await postSigned(`${url}/status?messageId=msg_none`, token, { ...sid, MessageStatus: 'sent' })).toBe(200);
  });
  expect(grown).toEqual({
    [outcome('recorded')]: 1,
    [outcome('duplicate')]: 1,
    [outcome('unrouted')]: 1,
    [outcome('bad_signature')]: 1,
    [outcome('malformed')]: 1,
    [outcome('unknown_message')]: 1,
    'parley_refusals_total{code="BAD_SIGNATURE"}': 1,
    'parley_refusals_total{code="MALFORMED_WEBHOOK"}': 1,
    [`${WEBHOOK},status="2xx"}`]: 4,
    [`${WEBHOOK},status="4xx"}`]: 2,
  });
});

test('words about consent are counted by kind and by whom', async () => {
  const { admin, ours, phone, leadId } = await world();
  const grown = await counted(async () => {
    for (const body of ['STOP', 'START', 'please stop texting me']) await parley.text({ from: phone, to: ours, body });
    const reason = 'Asked on the phone not to be texted';
    await created(admin('POST', `/api/v1/leads/${leadId}/consent`, { kind: 'opted_out', reason }));
  });
  const events = Object.entries(grown).filter(([name]) => name.startsWith('parley_consent'));
  expect(Object.fromEntries(events)).toEqual({
    'parley_consent_events_total{kind="opted_out",origin="keyword"}': 1,
    'parley_consent_events_total{kind="opted_in",origin="keyword"}': 1,
    'parley_consent_events_total{kind="near_opt_out",origin="keyword"}': 1,
    'parley_consent_events_total{kind="opted_out",origin="person"}': 1,
  });
});

test('requests are measured by their route, whatever was put into it, and refusals by code', async () => {
  const { admin } = await world();
  const wrongKey = apiClient(parley.apiUrl, newApiKey());
  const grown = await counted(async () => {
    for (const id of ['lead_a', 'lead_b', '%00']) await admin('GET', `/api/v1/leads/${id}`);
    await wrongKey('GET', '/api/v1/leads/lead_a');
    await admin('GET', '/api/v1/nowhere/at/all');
    await admin('GET', '/api/v1/events');
    await fetch(`${parley.apiUrl}/healthz`);
  });
  const requests = 'parley_http_request_duration_seconds_count{method="GET",route=';
  expect(grown).toEqual({
    [`${requests}"/api/v1/leads/{leadId}",status="4xx"}`]: 4,
    [`${requests}"other",status="4xx"}`]: 1,
    [`${requests}"/healthz",status="2xx"}`]: 1,
    'parley_refusals_total{code="NOT_FOUND"}': 4,
    'parley_refusals_total{code="UNAUTHORIZED"}': 1,
  });
});

test('how things stand is read from Postgres when it is asked', async () => {
  const { ours, phone } = await world();
  await parley.text({ from: phone, to: ours, body: TEXT });
  const { samples } = await scrape(parley.api);
  expect(samples).toMatchObject({ parley_postgres_up: 1, parley_live_streams: 0 });
  expect(samples.parley_unsignalled_facts).toBeGreaterThan(0);
  expect(samples.parley_oldest_unsignalled_fact_age_seconds).toBeGreaterThan(0);
  expect(samples['parley_postgres_pool_connections{state="idle"}']).toBeGreaterThan(0);
  // There is no Temporal that could be told.
  await eventually(async () => {
    const { samples: later } = await scrape(parley.api);
    expect(later['parley_facts_signalled_total{by="api",outcome="failed"}']).toBeGreaterThan(0);
  });
});

test('nothing in it is a tenant’s: no id, no number, no text', async () => {
  const { ours, phone, tenantId, leadId, adminKey, admin } = await world();
  await parley.text({ from: phone, to: ours, body: TEXT });
  await admin('GET', `/api/v1/leads/${leadId}?search=${encodeURIComponent(phone)}`);
  await admin('GET', `/api/v1/${tenantId}`);
  const { text } = await scrape(parley.api);
  expect([ours, phone, tenantId, leadId, adminKey, TEXT].filter((each) => text.includes(each))).toEqual([]);
  expect(text).not.toMatch(/\b(org|lead|int|msg|turn|user|key)_[0-9a-z]{20,}|\+\d{8,}/);
});

test('the public port does not have it', async () => {
  const answer = await fetch(`${parley.apiUrl}/metrics`);
  expect(await answer.text()).not.toContain('parley_');
});
