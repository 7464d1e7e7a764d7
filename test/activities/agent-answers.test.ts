import { zonesOfLead } from '../../src/lead-zones';
import { createMetrics } from '../../src/metrics';
import '../support/one-realm';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ActivityDependencies } from '../../activities/dependencies';
import { createForwardTurn } from '../../activities/forward-turn';
import type { Pool } from '../../src/db/pool';
import { newId } from '../../src/new-id';
import { testAgent } from '../../src/outbound/agent-test';
import { createHttpCall } from '../../src/outbound/http';
import { Providers } from '../../src/providers/registry';
import { newWebhookSecret, openSecret, sealSecret } from '../../src/secrets';
import { attemptEnd } from '../../src/web/words/agent-attempts';
import { oneText, queuedText, turnOf } from '../db/turn-setup';
import { type BadAgent, startBadAgent } from '../support/bad-agent';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { readRow } from '../support/tenant';

/**
 * Every way in which an agent's webhook can answer, from a real server through the real activity: what becomes of the turn,
 * what the attempt is remembered as, and that page, test turn and docs/agents.md have words for it.
 */
const KEY = Buffer.alloc(32, 7).toString('base64');
const SECRET = newWebhookSecret();
const call = createHttpCall(400);
const DOCS = readFileSync(path.join(__dirname, '../../docs/agents.md'), 'utf8');

let database: TestDatabase;
let pool: Pool;
let agent: BadAgent;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  agent = await startBadAgent();
});
afterAll(async () => {
  await call.close();
  await agent?.stop();
  await database?.drop();
});

const nobody = () => {
  throw new Error('no text is sent here');
};

/** Has the agent asked about a lead's text. What it replies waits behind another text, so that no provider is needed. */
async function forward(webhookUrl: string) {
  const deps: ActivityDependencies = {
    log: { warn: () => {} } as unknown as ActivityDependencies['log'],
    pool,
    providers: new Providers({ TWILIO_API_BASE_URL: 'http://127.0.0.1:9' }, nobody, nobody),
    callAgent: call,
    ...{ agentRetryForMs: 60_000, lateAfterMs: 900_000, metrics: createMetrics(), zonesOfLead },
    openSecret: (secret) => openSecret(KEY, secret),
    statusCallbackUrl: nobody,
    announce: () => {},
    newMessageId: () => newId('message'),
  };
  const talk = await oneText(pool, { agent: { webhook_url: webhookUrl, webhook_secret: sealSecret(KEY, SECRET) } });
  await queuedText(pool, talk.tenant);
  const { tenantId, turnId } = talk;
  const outcome = await createForwardTurn(deps)({ tenantId, turnId }).then(
    ({ kind }) => ({ kind }),
    (failure: { type: string; nextRetryDelay?: number }) => ({ kind: failure.type, after: failure.nextRetryDelay }),
  );
  const attempt = await readRow(pool, 'select outcome, http_status from turn_attempts where turn_id = $1', [turnId]);
  return { ...outcome, state: (await turnOf(pool, turnId)).state, attempt };
}

const again = { kind: 'AGENT_UNREACHABLE', state: 'retrying' };
const atOnce = { kind: 'failed', state: 'retrying' }; // the workflow fails it next
const taken = { kind: 'taken', state: 'waiting' };
const replied = { kind: 'replied', state: 'answered' };

test.each<[way: string, outcome: string, status: number | null, becomes: object, finding: string | null]>([
  ['a-reply', 'replied', null, replied, null],
  ['gzip', 'replied', null, replied, null],
  ['deflate', 'replied', null, replied, null],
  ['brotli', 'replied', null, replied, null],

  ['nothing', 'taken', 200, taken, 'NO_REPLY'],
  ['no-content', 'taken', 204, taken, 'NO_REPLY'],
  ['accepted', 'taken', 202, taken, 'NO_REPLY'],
  ['another-form', 'taken', 200, taken, 'NO_REPLY'],
  ['ok', 'taken', 200, taken, 'NO_REPLY'],
  ['a-list', 'taken', 200, taken, 'ANSWER_IN_LIST'],

  ['never', 'TIMEOUT', null, again, 'TIMEOUT'],
  ['a-drip', 'TIMEOUT', null, again, 'TIMEOUT'],
  ['huge', 'ANSWER_TOO_LARGE', null, again, 'ANSWER_TOO_LARGE'],
  ['huge-when-unpacked', 'ANSWER_TOO_LARGE', null, again, 'ANSWER_TOO_LARGE'],
  ['cut-off', 'UND_ERR_SOCKET', null, again, 'CONNECTION_LOST'],
  ['hang-up', 'UND_ERR_SOCKET', null, again, 'CONNECTION_LOST'],
  ['a-page', 'HTML_PAGE', 200, again, 'HTML_PAGE'],
  ['half-of-json', 'NOT_JSON', 200, again, 'NOT_JSON'],
  ['a-stack-trace', 'NOT_JSON', 200, again, 'NOT_JSON'],
  ['latin-1', 'NOT_UTF8', 200, again, 'NOT_UTF8'],
  ['gzip-that-is-none', 'Z_DATA_ERROR', null, again, 'NOT_UNPACKED'],
  ['half-of-gzip', 'Z_BUF_ERROR', null, again, 'NOT_UNPACKED'],
  ['an-encoding-of-its-own', 'NOT_UTF8', 200, again, 'NOT_UTF8'],
  ['moved', 'HTTP_302', 302, again, 'REDIRECTED'],
  ['moved-for-good', 'HTTP_308', 308, again, 'REDIRECTED'],
  ['bad-request', 'HTTP_400', 400, again, 'UNUSABLE_STATUS'],
  ['unauthorized', 'HTTP_401', 401, again, 'SIGNATURE_REFUSED'],
  ['not-found', 'HTTP_404', 404, again, 'ADDRESS_NOT_FOUND'],
  ['failing', 'HTTP_500', 500, again, 'AGENT_FAILED'],
  ['down', 'HTTP_503', 503, again, 'AGENT_FAILED'],
  ['busy', 'HTTP_429', 429, { ...again, after: 20_000 }, 'TOO_MANY_REQUESTS'],
  ['busy-for-a-year', 'HTTP_429', 429, { ...again, after: 60_000 }, 'TOO_MANY_REQUESTS'],
  ['busy-since', 'HTTP_429', 429, { ...again, after: 1_000 }, 'TOO_MANY_REQUESTS'],

  ['gone', 'HTTP_410', 410, atOnce, 'GONE'],
  ['a-number', 'REPLY_NOT_TEXT', 200, atOnce, 'REPLY_NOT_TEXT'],
  ['an-empty-reply', 'REPLY_EMPTY', 200, atOnce, 'REPLY_EMPTY'],
  ['a-long-reply', 'REPLY_TOO_LONG', 200, atOnce, 'REPLY_TOO_LONG'],
])('%s: %s', async (way, outcome, status, becomes, finding) => {
  const url = agent.urlOf(way);
  expect(await forward(url)).toMatchObject({ ...becomes, attempt: { outcome, http_status: status } });
  expect(agent.asked(way)).toBe(1); // once, and a redirect nowhere else

  // The test turn says the same, before a lead is concerned.
  const { turnPayload } = await payload();
  const tested = await testAgent(call, { url, secrets: [SECRET], payload: turnPayload }, 'http://localhost:3000');
  expect(tested.findings.map(({ code }) => code)).toEqual(finding === null ? [] : [finding]);
  const kinds = { replied: 'replied', taken: 'taken', refused: 'failed', unreachable: 'AGENT_UNREACHABLE' };
  expect(kinds[tested.outcome]).toBe((becomes as { kind: string }).kind);
  const isWrong = tested.outcome === 'refused' || tested.outcome === 'unreachable';
  expect(tested.findings.some(({ severity }) => severity === 'error')).toBe(isWrong);

  if (finding !== null) expect(DOCS.includes(`\`${finding}\``)).toBe(true);
  // "Why?" has a sentence of its own for it, not a code that nobody knows.
  if (isWrong) expect(attemptEnd(outcome)).not.toMatch(/could not be reached|undefined/);
});

test('a 429 until a date is asked again then', async () => {
  const { after, ...rest } = (await forward(agent.urlOf('busy-until'))) as { after: number };
  expect(rest).toMatchObject({ ...again, attempt: { outcome: 'HTTP_429' } });
  expect(after).toBeGreaterThan(25_000);
  expect(after).toBeLessThanOrEqual(30_000);
});

/** What a made-up turn holds. */
async function payload() {
  const { rows } = await pool.query(
    `select shown.payload from turns t, lateral turn_payload(t.tenant_id, t.turn_id, 1, 1) shown limit 1`,
  );
  return { turnPayload: { ...rows[0].payload, timestamp: new Date().toISOString() } };
}
