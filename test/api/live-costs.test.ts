import type { QueryConfig } from 'pg';
import { type ApiHere, startApiHere } from '../support/api-here';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { cutPages, LivePage } from '../support/live-page';
import { createTenant } from '../support/tenant';
import { postSigned } from '../support/twilio-webhook';

/** What live changes cost those who write, and Postgres. */
let parley: ApiUnderTest;
let here: ApiHere;
let statements: string[];
/** Announcements never end, as if Postgres were too busy for them. */
let stuck = false;
beforeAll(async () => {
  parley = await startApi();
  here = await startApiHere(parley.env);
  const query = here.pool.query.bind(here.pool) as (...given: unknown[]) => unknown;
  here.pool.query = ((...given: [string | QueryConfig, ...unknown[]]) => {
    const [first] = given;
    const statement = typeof first === 'string' ? first : (first.name ?? first.text);
    statements.push(statement);
    return stuck && /notify/.test(statement) ? new Promise(() => {}) : query(...given);
  }) as typeof here.pool.query;
});
afterAll(async () => {
  await here?.stop();
  await parley?.stop();
});
beforeEach(() => {
  statements = [];
});
afterEach(cutPages);

async function text(from: string, to: string): Promise<number> {
  const { TWILIO_ACCOUNT_SID: AccountSid = '', TWILIO_AUTH_TOKEN: token = '' } = parley.env;
  const form = { From: from, To: to, Body: 'Hello', MessageSid: `SM${statements.length}${Date.now()}`, AccountSid };
  return postSigned(`${here.apiUrl}/webhooks/twilio/sms`, token, form);
}

test('a webhook asks Postgres what it asked before, and waits for no announcement', async () => {
  const { leadPhone, ourNumber } = await createTenant(parley.pool);
  statements = [];
  stuck = true;
  expect(await text(leadPhone, ourNumber)).toBe(200);
  const awaited = statements.filter((statement) => !/notify|signalled/.test(statement));
  stuck = false;
  expect(awaited).toEqual(['ingest_inbound']);
});

test('many texts are announced together, in no transaction of theirs', async () => {
  const tenants = await Promise.all(Array.from({ length: 40 }, () => createTenant(parley.pool)));
  statements = [];
  const startedAt = Date.now();
  const answers = await Promise.all(tenants.map(({ leadPhone, ourNumber }) => text(leadPhone, ourNumber)));
  expect(answers).toEqual(tenants.map(() => 200));
  const announcements = () => statements.filter((statement) => /notify parley_events/.test(statement));
  await eventually(() => announcements().length > 0);
  // One each 20 ms at most; the last may still wait.
  expect(announcements().length).toBeLessThanOrEqual((Date.now() - startedAt) / 20 + 1);
  const { rows } = await here.pool.query(
    `select proname from pg_proc where prosrc like '%parley_events%' and pronamespace = 'public'::regnamespace`,
  );
  expect(rows).toEqual([]);
});

test('a look is one statement for all pages, and nobody looks where nobody is connected', async () => {
  await eventually(async () => {
    statements = [];
    await new Promise((resolve) => setTimeout(resolve, 1_200)); // longer than a look without being told takes to come
    return statements.length === 0;
  });
  const tenants = await Promise.all(Array.from({ length: 5 }, () => parley.newTenant()));
  const pages = tenants.flatMap(({ operatorKey }) => [0, 1, 2].map(() => new LivePage(here.apiUrl, operatorKey)));
  await Promise.all(pages.map((page) => page.connect()));
  statements = [];
  const startedAt = Date.now();
  await eventually(() => statements.filter((name) => name === 'read_changes').length >= 3);
  expect(statements.filter((name) => name !== 'read_changes')).toEqual([]);
  // Not one for each page: without news, one a second.
  expect(statements.length).toBeLessThanOrEqual((Date.now() - startedAt) / 1_000 + 2);
});
