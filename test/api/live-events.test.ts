import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { hashToken, newSessionToken } from '../../src/secrets';
import { type ApiHere, startApiHere } from '../support/api-here';
import { THINGS } from '../support/api-things';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { cutPages, LivePage } from '../support/live-page';
import { addPerson } from '../support/people';
import { mustStaySecret } from '../support/suite-output';
import { createTenant, insert } from '../support/tenant';

/** What a page is told: to whom, in what form, and until when. That nothing is missed is in live-exactness.test.ts. */
let parley: ApiUnderTest;
/** The same api with shorter times. */
let quick: ApiHere;
let pool: Pool;
let own: TenantUnderTest;
beforeAll(async () => {
  parley = await startApi();
  pool = parley.pool;
  quick = await startApiHere(parley.env, { keepAliveMs: 200 });
});
afterAll(async () => {
  await quick?.stop();
  await parley?.stop();
});
beforeEach(async () => {
  own = await parley.newTenant();
});
afterEach(cutPages);

const conversation = (tenant = own) => THINGS.interactionId!.make(pool, tenant);

/** Writes an event as the product does. @returns as `LivePage.events` has it */
async function happen(interactionId: string, data: object = {}, tenant = own): Promise<string> {
  const { rows } = await pool.query(`select seq from append_event($1, $2, 'turn-asked', $3, false)`, [
    tenant.tenantId,
    interactionId,
    JSON.stringify(data),
  ]);
  return `${interactionId}/${rows[0].seq}`;
}

test('a text is told with its conversation as the list has it, and itself', async () => {
  const { tenantId, ourNumber, leadPhone, campaignId } = await createTenant(pool, { lead: { first_name: 'Jane' } });
  const key = await parley.keyOf(tenantId, 'operator');
  const page = await new LivePage(parley.apiUrl, key).connect();
  expect(page.of('hello')).toEqual([{ resumed: false, presence: [] }]);

  expect(await parley.text({ from: leadPhone, to: ourNumber, body: 'Are you open on Saturday?' })).toBe(200);
  await eventually(() => page.changes.length > 0);
  const call = await parley.callerOf(tenantId, 'operator');
  const listed = (await call('GET', '/api/v1/interactions')).body.data.items[0];
  // What is one person's own is not told to all.
  const { unread, ...shared } = listed;
  const { interactionId } = listed;
  const messages = (await call('GET', `/api/v1/interactions/${interactionId}/messages`)).body.data.messages;
  const timeline = (await call('GET', `/api/v1/interactions/${interactionId}/timeline`)).body.data.events;
  expect(page.changes[0]).toEqual({
    events: [{ ...timeline[0], interactionId, type: 'inbound-message' }],
    interactions: [shared],
    messages,
  });
  expect(unread).toBe(0);
  expect(listed).toMatchObject({
    campaignId,
    lead: { firstName: 'Jane' },
    lastMessage: { message: expect.any(String) },
  });
});

test('status and Agent Mode are told to other pages', async () => {
  const interactionId = await conversation();
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  await own.admin('PATCH', `/api/v1/interactions/${interactionId}`, { status: 'qualified', agentMode: false });
  await page.shows([`${interactionId}/1`, `${interactionId}/2`]);
  expect(page.changes.at(-1)?.interactions).toMatchObject([{ status: 'qualified', sms: { agentMode: false } }]);
});

test('the answer is one that no proxy keeps, and it is asked for with GET alone', async () => {
  const headers = { 'X-API-Key': own.operatorKey };
  const cancel = new AbortController();
  const url = `${parley.apiUrl}/api/v1/events`;
  const answer = await fetch(url, { headers, signal: cancel.signal });
  cancel.abort();
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const head = await fetch(url, { headers, method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('a tenant is told nothing of another, also not with a position of the other', async () => {
  const other = await parley.newTenant();
  const [ours, theirs] = [await conversation(), await conversation(other)];
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  const theirPage = await new LivePage(parley.apiUrl, other.operatorKey).connect();
  const before = theirPage.source.lastEventId!;
  await Promise.all([happen(ours), happen(theirs, {}, other)]);
  await Promise.all([page.shows([`${ours}/1`]), theirPage.shows([`${theirs}/1`])]);
  const spy = await new LivePage(parley.apiUrl, own.operatorKey).connect(before);
  await spy.shows([`${ours}/1`]);
  expect(JSON.stringify([page.frames, spy.frames])).not.toContain(theirs);

  // Nor when an event names what is another tenant's.
  const { tenantId, ourNumber, leadPhone } = await createTenant(pool);
  await parley.text({ from: leadPhone, to: ourNumber, body: 'For nobody else to read' });
  const { rows } = await pool.query('select message_id from messages where tenant_id = $1', [tenantId]);
  await happen(ours, { messageId: rows[0].message_id });
  await page.shows([`${ours}/1`, `${ours}/2`]);
  expect(page.changes.at(-1)?.messages).toEqual([]);
});

const origin = createHash('md5').update('another cluster').digest('hex').slice(0, 12);
test.each([
  [
    'no position',
    'unreadable-position',
    ['garbage', '0', "' or 1=1 --", '{}', '7532:7540:', `${origin}/`, `${origin}/x:y:`],
  ],
  [
    'what Postgres would not take as a snapshot',
    'unreadable-position',
    ['0:1:', '5:4:', '1:9:10', '1:9:0', '3:9:2', '1:9:5,5', '1:9:6,5', '1:9:,', '1:99999999999999999999:'].map(
      (snapshot) => `${origin}/${snapshot}`,
    ),
  ],
  ['a position of another database', 'unknown-position', [`${origin}/1:9:5`, `${origin}/1:9223372036854775807:`]],
])('%s is answered with a reset', async (_what, reason, ids) => {
  for (const id of ids) {
    const page = await new LivePage(parley.apiUrl, own.operatorKey).connect(id);
    await eventually(() => expect(page.frames.map(({ event }) => event)).toEqual(['hello', 'reset']));
    expect([id, page.of('hello')[0]?.resumed, page.of('reset')[0]?.reason]).toEqual([id, false, reason]);
    page.cut();
  }
  const ahead = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  const [count] = ahead.source.lastEventId!.split('/');
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect(`${count}/1:9223372036854775807:`);
  await eventually(() => expect(page.of('reset')).toEqual([{ reason: 'unknown-position' }]));
});

test('a page that makes its EventSource anew gives its position in the address', async () => {
  const interactionId = await conversation();
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  const position = encodeURIComponent(page.source.lastEventId!);
  page.cut();
  await happen(interactionId);
  const anew = await new LivePage(parley.apiUrl, own.operatorKey, `?lastEventId=${position}`).connect();
  await anew.shows([`${interactionId}/1`]);
  expect(anew.of('hello')[0]?.resumed).toBe(true);
});

test('who missed more than a thousand events is told to load everything anew, and then what happens', async () => {
  const interactionId = await conversation();
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  page.cut();
  await pool.query(`select append_event($1, $2, 'turn-asked', '{}', false) from generate_series(1, 1001)`, [
    own.tenantId,
    interactionId,
  ]);
  await page.connect();
  await eventually(() => expect(page.of('reset')).toEqual([{ reason: 'too-much' }]));
  expect(page.of('hello').at(-1)?.resumed).toBe(false);
  await page.shows([]);
  await happen(interactionId);
  await page.shows([`${interactionId}/1002`]);
});

test('so is who is connected while that many happen at once', async () => {
  const interactionId = await conversation();
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  await pool.query(`select append_event($1, $2, 'turn-asked', '{}', false) from generate_series(1, 1001)`, [
    own.tenantId,
    interactionId,
  ]);
  await eventually(() => expect(page.of('reset')).toEqual([{ reason: 'too-much' }]));
  await happen(interactionId);
  await page.shows([`${interactionId}/1002`]);
});

test('a page that does not read is cut off, and resumes without a loss', async () => {
  const interactionId = await conversation();
  const page = await new LivePage(quick.apiUrl, own.operatorKey).connect();
  const other = await new LivePage(quick.apiUrl, own.operatorKey).connect();
  const before = quick.live.feed.streamCount;
  page.source.pause();
  const pad = 'x'.repeat(100_000);
  const events: string[] = [];
  // Until its streams are fewer: what the system's own buffers take is not known.
  await eventually(async () => {
    for (let each = 0; each < 20; each++) events.push(await happen(interactionId, { pad }));
    await other.shows(events); // so that no more is written than it takes
    return quick.live.feed.streamCount < before;
  });
  page.cut();
  await page.connect();
  await Promise.all([page.shows(events), other.shows(events)]);
}, 120_000);

describe('the stream ends soon', () => {
  test('when its key is revoked', async () => {
    const page = await new LivePage(quick.apiUrl, own.operatorKey).connect();
    const other = await new LivePage(quick.apiUrl, own.adminKey).connect();
    await pool.query(`update api_keys set revoked_at = now() where key_hash = $1`, [hashToken(own.operatorKey)]);
    await eventually(() => page.ended === 1);
    expect(other.ended).toBe(0);
    await expect(page.connect()).rejects.toThrow('401');
  });

  test.each([
    ['the person signs out', 'delete from sessions where user_id = $1'],
    ['the session ends', `update sessions set expires_at = now() where user_id = $1`],
    ['the person is switched off', 'update users set active = false where user_id = $1'],
  ])('when %s', async (_when, sql) => {
    const person = await addPerson(pool, own.tenantId);
    const page = await new LivePage(quick.apiUrl, { Cookie: await session(person.userId) }).connect();
    await pool.query(sql, [person.userId]);
    await eventually(() => page.ended === 1);
  });

  test('when the api is stopped, which does not wait for it', async () => {
    const short = await startApiHere(parley.env);
    const page = await new LivePage(short.apiUrl, own.operatorKey).connect();
    await short.stop();
    await eventually(() => page.ended === 1);
  });
});

test('a page whose credential holds stays, and its position moves on where nothing happens', async () => {
  const page = await new LivePage(quick.apiUrl, own.operatorKey).connect();
  const first = page.source.lastEventId;
  await conversation(await parley.newTenant()); // some transaction
  await eventually(() => page.source.lastEventId !== first);
  expect([page.ended, page.frames.length]).toEqual([0, 1]);
});

test('one key has fifty streams and no more; another is not touched by that', async () => {
  const pages = Array.from({ length: 50 }, () => new LivePage(quick.apiUrl, own.operatorKey));
  await Promise.all(pages.map((page) => page.connect()));
  const answer = await fetch(`${quick.apiUrl}/api/v1/events`, { headers: { 'X-API-Key': own.operatorKey } });
  expect(answer.status).toBe(429);
  expect(await answer.json()).toMatchObject({ error: { code: 'TOO_MANY_STREAMS' } });
  await new LivePage(quick.apiUrl, own.adminKey).connect();
  pages[0]!.cut();
  await eventually(() => new LivePage(quick.apiUrl, own.operatorKey).connect());
});

async function session(userId: string): Promise<string> {
  const token = newSessionToken();
  mustStaySecret(token);
  const expires_at = new Date(Date.now() + 3_600_000);
  await insert(pool, 'sessions', {
    token_hash: hashToken(token),
    tenant_id: own.tenantId,
    user_id: userId,
    expires_at,
  });
  return `parley_session=${token}`;
}
