import type { Pool } from 'pg';
import { hashToken, newSessionToken } from '../../src/secrets';
import type { ApiCall } from '../support/api-client';
import { apiClient } from '../support/api-client';
import { type ApiHere, startApiHere } from '../support/api-here';
import { THINGS } from '../support/api-things';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { cutPages, LivePage } from '../support/live-page';
import { addPerson } from '../support/people';
import { mustStaySecret } from '../support/suite-output';
import { insert } from '../support/tenant';

/** Who has which conversation open, over two api processes on one database; the second one's times are short. */
let parley: ApiUnderTest;
let quick: ApiHere;
let pool: Pool;
let own: TenantUnderTest;
let interactionId: string;
beforeAll(async () => {
  parley = await startApi();
  pool = parley.pool;
  quick = await startApiHere(parley.env, { presence: { forgetAfterMs: 1_500, comeBackMs: 300 } });
});
afterAll(async () => {
  await quick?.stop();
  await parley?.stop();
});
beforeEach(async () => {
  own = await parley.newTenant();
  interactionId = await THINGS.interactionId!.make(pool, own);
});
afterEach(cutPages);

interface Person {
  userId: string;
  cookie: { Cookie: string };
  put(interactionId: string | null, pageId?: string): Promise<number>;
}

async function person(name: string, apiUrl = parley.apiUrl, tenant = own): Promise<Person> {
  const { userId } = await addPerson(pool, tenant.tenantId);
  await pool.query('update users set name = $2 where user_id = $1', [userId, name]);
  const token = newSessionToken();
  mustStaySecret(token);
  const row = { token_hash: hashToken(token), tenant_id: tenant.tenantId, user_id: userId };
  await insert(pool, 'sessions', { ...row, expires_at: new Date(Date.now() + 3_600_000) });
  const cookie = { Cookie: `parley_session=${token}` };
  const call: ApiCall = apiClient(apiUrl, cookie);
  const put = async (id: string | null, pageId = 'a-page-of-mine') =>
    (await call('PUT', '/api/v1/presence', { interactionId: id, pageId })).status;
  return { userId, cookie, put };
}

const lastOf = (page: LivePage) => page.of('presence').at(-1);
const shows = (page: LivePage, people: Person[]) =>
  eventually(() =>
    expect([lastOf(page)?.interactionId, lastOf(page)?.people.map(({ userId }) => userId)]).toEqual([
      interactionId,
      people.map(({ userId }) => userId).sort(),
    ]),
  );

test('people of a tenant see who has a conversation open, whichever process they are connected to', async () => {
  const [jane, omar] = [await person('Jane Doe'), await person('Omar Haddad', quick.apiUrl)];
  const pages = [
    await new LivePage(parley.apiUrl, own.operatorKey).connect(),
    await new LivePage(quick.apiUrl, own.operatorKey).connect(),
  ];
  expect(await jane.put(interactionId)).toBe(200);
  for (const page of pages) await shows(page, [jane]);
  expect(lastOf(pages[1]!)?.people).toEqual([{ userId: jane.userId, name: 'Jane Doe' }]);

  expect(await omar.put(interactionId)).toBe(200);
  for (const page of pages) await shows(page, [jane, omar]);
  // Who connects now is told in the greeting.
  const late = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  expect(late.of('hello')[0]?.presence).toEqual([lastOf(pages[0]!)]);

  await jane.put(null);
  for (const page of pages) await shows(page, [omar]);
});

test('a second tab of a person changes nothing until both have left', async () => {
  const jane = await person('Jane Doe');
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  await jane.put(interactionId, 'the-first-tab');
  await shows(page, [jane]);
  await jane.put(interactionId, 'the-second-tab');
  await jane.put(null, 'the-first-tab');
  // Another's change shows that these were taken in.
  const omar = await person('Omar Haddad');
  await omar.put(interactionId);
  await shows(page, [jane, omar]);
  expect(page.of('presence')).toHaveLength(2);
  await jane.put(null, 'the-second-tab');
  await shows(page, [omar]);
});

test('who opens another conversation has left the one before', async () => {
  const jane = await person('Jane Doe');
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  const other = await THINGS.interactionId!.make(pool, own);
  await jane.put(other);
  await jane.put(interactionId);
  await shows(page, [jane]);
  const greeting = (await new LivePage(parley.apiUrl, own.operatorKey).connect()).of('hello')[0];
  expect(greeting?.presence.map((view) => view.interactionId)).toEqual([interactionId]);
});

test('a page that says nothing more is forgotten', async () => {
  const jane = await person('Jane Doe');
  const page = await new LivePage(quick.apiUrl, own.operatorKey).connect();
  await jane.put(interactionId);
  await shows(page, [jane]);
  await shows(page, []);
});

test('a page whose stream ends is gone; one that comes back at once is not', async () => {
  const jane = await person('Jane Doe', quick.apiUrl);
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  const hers = await new LivePage(quick.apiUrl, jane.cookie, '?pageId=a-page-of-mine').connect();
  await jane.put(interactionId);
  await shows(page, [jane]);
  hers.cut();
  await hers.connect();
  hers.cut();
  await shows(page, []);
  expect(page.of('presence')).toHaveLength(2);
});

test("another tenant is told nothing, and another tenant's conversation is not found", async () => {
  const other = await parley.newTenant();
  const stranger = await person('Somebody else', parley.apiUrl, other);
  const jane = await person('Jane Doe');
  const page = await new LivePage(parley.apiUrl, own.operatorKey).connect();
  const theirPage = await new LivePage(parley.apiUrl, other.operatorKey).connect();
  expect(await stranger.put(interactionId)).toBe(404);
  expect(await jane.put(interactionId)).toBe(200);
  await shows(page, [jane]);
  const greeting = (await new LivePage(parley.apiUrl, other.operatorKey).connect()).of('hello')[0];
  expect([greeting?.presence, theirPage.of('presence')]).toEqual([[], []]);
});
