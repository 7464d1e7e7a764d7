import { parse as parseForm } from 'node:querystring';
import fc from 'fast-check';
import twilio from 'twilio';
import { ERRORS } from '../../src/api/errors';
import { hashToken, newSessionToken } from '../../src/secrets';
import { addressOf, OPERATIONS, type Operation } from '../support/api-document';
import { makeThings, THINGS } from '../support/api-things';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { badRequestTo, breaksOff, bytesOf, type Target } from '../support/bad-requests';
import { type ChangeLog, watchChanges } from '../support/change-log';
import { MEMORY_PROBE } from '../support/program-under-test';
import { type RawAnswer, sendRaw } from '../support/raw-http';
import { mustStaySecret } from '../support/suite-output';
import { insert, newNumber } from '../support/tenant';

/**
 * Whatever bytes come to whatever address: no server error, nothing recorded, nothing kept in memory, and an answer in our form.
 * properties.test.ts asks in the same spirit with requests that are nearly right.
 * FUZZ_SEED and FUZZ_RUNS repeat a run, or make a longer one; a run is `AT_ONCE` requests beside each other.
 */
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);
const AT_ONCE = 8;
/** Bytes; half of it was seen without a leak, and bodies have some thousands. */
const KEPT_OF_A_REQUEST = 1_200;
const CODEC_TOKEN = 'the codec token of the fuzzer';

let parley: ApiUnderTest;
let port: number;
let tenant: TenantUnderTest;
let targets: Target[];
let log: ChangeLog;
beforeAll(async () => {
  mustStaySecret(CODEC_TOKEN);
  parley = await startApi({ TEMPORAL_CODEC_TOKEN: CODEC_TOKEN, LOG_LEVEL: 'error', ...MEMORY_PROBE });
  port = Number(new URL(parley.apiUrl).port);
  tenant = await parley.newTenant();
  targets = [...OTHERS, ...(await apiTargets())];
  log = await watchChanges(parley.pool);
});
afterAll(() => parley?.stop());

const at = (method: string, path: string): Target => ({ method, path, fields: ['From', 'Body'], headers: [] });

const codec = (token: string) => at('POST', `/temporal/codec/${encodeURIComponent(token)}/decode`);

/** Every address that is not the API's. */
const OTHERS: Target[] = [
  ...['/webhooks/twilio/sms', '/webhooks/twilio/status', '/webhooks/nobody/sms'].map((path) => at('POST', path)),
  ...[CODEC_TOKEN, 'wrong'].map((token) => ({ ...codec(token), fields: ['payloads', 'metadata', 'data'] })),
  ...['/', '/docs', '/healthz', '/conversations', '/assets/x.js', '/webhooks/twilio/sms'].map((path) =>
    at('GET', path),
  ),
];

/** Every operation: as nobody, with a wrong key, and as somebody who may do it, where no right request can come of it. */
async function apiTargets(): Promise<Target[]> {
  const values = await makeThings(parley.pool, tenant, Object.keys(THINGS));
  const token = newSessionToken();
  mustStaySecret(token);
  const session = { token_hash: hashToken(token), tenant_id: tenant.tenantId, user_id: values.userId };
  await parley.pool.query(`update users set role = 'admin' where user_id = $1`, [values.userId]);
  await insert(parley.pool, 'sessions', { ...session, expires_at: new Date(Date.now() + 3_600_000) });
  const credentials = ({ access }: Operation): [string, string] =>
    access === 'person' ? ['Cookie', `parley_session=${token}`] : ['X-API-Key', tenant.adminKey];
  return OPERATIONS.flatMap((operation) => {
    const { method, body, upload, path } = operation;
    const target = { method, path: addressOf(operation, values), fields: Object.keys(body?.properties ?? {}) };
    // One without a body is done whatever is sent with it, and a stream would not end.
    const harmless = method === 'get' ? path !== '/events' : body !== null || upload !== null;
    return [
      { ...target, headers: [] },
      { ...target, headers: [['X-API-Key', 'pk_wrong'] as [string, string]] },
      ...(harmless ? [{ ...target, headers: [credentials(operation)] }] : []),
    ];
  });
}

/** What is wrong with an answer to a bad request. */
function problems({ status, headers, body }: RawAnswer): string[] {
  if (status === null) return []; // it was no HTTP
  if (status >= 500) return [`${status}`];
  // What Node itself refuses, it answers by status alone.
  if (!headers.includes('content-type:')) return [];
  const found = ['x-content-type-options: nosniff', 'content-security-policy:'].filter(
    (each) => !headers.includes(each),
  );
  if (headers.includes('x-powered-by')) found.push('x-powered-by');
  if (status < 400) return found;
  const { success, error } = JSON.parse(body);
  return success === false && error.code in ERRORS ? found : [...found, 'another form'];
}

async function fuzz(seed: number, runs: number, statuses: Map<number | null, number>): Promise<void> {
  const requests = fc.array(badRequestTo(targets), { minLength: AT_ONCE, maxLength: AT_ONCE });
  await fc.assert(
    fc.asyncProperty(requests, async (bad) => {
      const answers = await Promise.all(bad.map((request) => sendRaw(port, bytesOf(request), breaksOff(request))));
      const wrong = answers.flatMap((answer, place) => {
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        return problems(answer).map((problem) => `${bad[place]!.method} ${bad[place]!.path.slice(0, 100)}: ${problem}`);
      });
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
}

test(`whatever comes: no server error, nothing recorded, nothing kept (seed ${SEED})`, async () => {
  const statuses = new Map<number | null, number>();
  const held: number[] = [];
  const imports = async () =>
    (await parley.pool.query(`select * from lead_imports where state <> 'failed' order by lead_import_id`)).rows;
  const before = await imports();
  const { changes } = await log.during(async () => {
    for (const round of [0, 1, 2]) {
      await fuzz(SEED + round, RUNS, statuses);
      held.push(await parley.api.memory());
    }
  });
  // A file that cannot be read is kept as a failed import on purpose, for who uploaded it.
  expect(changes.filter((change) => !change.endsWith(' lead_imports'))).toEqual([]);
  expect(await imports()).toEqual(before);
  // Also of what was answered to a connection that had broken by then.
  expect(parley.api.output).toBe('');
  // Code is compiled and caches are filled for long, less and less; what is kept of each request grows for ever.
  expect((held[2]! - held[1]!) / (RUNS * AT_ONCE)).toBeLessThan(KEPT_OF_A_REQUEST);
  // A fuzzer that is stopped at the door would show nothing.
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([400, 401, 403, 404, 413, 415]));
  expect(parley.api.running).toBe(true);
}, 120_000);

/** Forms that Twilio would not send, each wrong in one way, with what there would be to record in them otherwise. */
const malformed = fc
  .record({
    what: fc.constantFrom('text', 'report'),
    field: fc.constantFrom('MessageSid', 'From', 'To', 'Body'),
    how: fc.constantFrom<(field: string, value: string) => string>(
      () => '',
      (field) => `&${field}=`,
      (field, value) => `&${field}=${value}&${field}=${value}`,
      (field, value) => `&${field}=${value.repeat(4_500)}`,
      (field, value) => `&${field.toLowerCase()}=${value}`,
      (field, value) => `&${field}%00=${value}`,
      (field, value) => `&${field}[]=${value}`,
      (field, value) => (field === 'Body' ? '' : `&${field}=${value}%00`),
    ),
    noise: fc.constantFrom(
      '',
      '&__proto__=1',
      '&constructor=1&toString=2',
      '&a=%E0%A4%A&b=%',
      '&=&&==',
      '&MessageStatus=',
    ),
  })
  // A report has a MessageSid alone, and an empty text is one.
  .filter(({ what, field, how }) => (what === 'text' ? how(field, 'x') !== '&Body=' : field === 'MessageSid'));

test('a webhook with a right signature and a wrong form is refused, and nothing is recorded', async () => {
  const number = newNumber();
  await insert(parley.pool, 'phone_numbers', { phone_number: number, tenant_id: tenant.tenantId, provider: 'twilio' });
  const text = {
    MessageSid: 'SM00000000',
    From: encodeURIComponent(newNumber()),
    To: encodeURIComponent(number),
    Body: 'Hello',
  };
  const report = { MessageSid: 'SM00000000', MessageStatus: 'delivered' };
  const tryAll = async () =>
    fc.assert(
      fc.asyncProperty(malformed, async ({ what, field, how, noise }) => {
        const { [field]: value = '', ...rest } = (what === 'text' ? text : report) as Record<string, string>;
        const form =
          Object.entries(rest)
            .map((pair) => `&${pair.join('=')}`)
            .join('') +
          how(field, value) +
          noise;
        const answer = await signed('/webhooks/twilio/sms', form);
        expect([form, answer.status, JSON.parse(answer.body).error.code]).toEqual([form, 400, 'MALFORMED_WEBHOOK']);
      }),
      { seed: SEED, numRuns: 150 },
    );
  expect((await log.during(tryAll)).changes).toEqual([]);
  // What is right about them would have been recorded.
  const right = new URLSearchParams({ MessageSid: 'SM00000000', From: newNumber(), To: number, Body: 'Hello' });
  const taken = await log.during(() => signed('/webhooks/twilio/sms', right.toString()));
  expect(taken.result.status).toBe(200);
  expect(taken.changes).toContain('insert messages');
});

test('a report with a right signature about any message id records nothing where there is no such message', async () => {
  const ids = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('msg_', `msg_${'0'.repeat(26)}`, '\0', '__proto__'),
  );
  const tryAll = async () =>
    fc.assert(
      fc.asyncProperty(
        ids,
        fc.constantFrom('delivered', 'nonsense', '__proto__', '\u2028'),
        async (messageId, status) => {
          const query = new URLSearchParams({ messageId });
          const form = new URLSearchParams({ MessageSid: 'SM1', MessageStatus: status });
          expect((await signed(`/webhooks/twilio/status?${query}`, form.toString())).status).toBe(200);
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  expect((await log.during(tryAll)).changes).toEqual([]);
});

/** Posts a form as it is, signed as Twilio signs what it reads in it. */
function signed(path: string, form: string): Promise<RawAnswer> {
  const token = String(parley.env.TWILIO_AUTH_TOKEN);
  // Lists of this realm, which Jest's is not Node's: Twilio asks what they are instances of.
  const fields = Object.entries(parseForm(form)).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value] : value,
  ]);
  const signature = twilio.getExpectedTwilioSignature(token, parley.apiUrl + path, Object.fromEntries(fields));
  const headers: [string, string][] = [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['X-Twilio-Signature', signature],
  ];
  return sendRaw(port, bytesOf({ method: 'POST', path, headers, body: Buffer.from(form) }), false);
}

test('the codec endpoint gives back what is nested too deep to look into', async () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const encoded = (value: string) => Buffer.from(value).toString('base64');
  const payloads = [{ metadata: { encoding: encoded('json/plain') }, data: encoded(deep) }];
  const body = Buffer.from(JSON.stringify({ payloads }));
  const headers: [string, string][] = [['Content-Type', 'application/json']];
  const answer = await sendRaw(port, bytesOf({ ...codec(CODEC_TOKEN), headers, body }), false);
  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.body)).toEqual({ payloads });
});
