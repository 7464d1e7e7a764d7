import { Providers } from '../../src/providers/registry';
import '../support/one-realm';
import { Webhook } from 'standardwebhooks';
import type { ActivityDependencies } from '../../activities/dependencies';
import { createForwardTurn } from '../../activities/forward-turn';
import type { Pool } from '../../src/db/pool';
import { createMetrics } from '../../src/metrics';
import { createHttpCall } from '../../src/outbound/http';
import { newWebhookSecret, openSecret, sealSecret } from '../../src/secrets';
import { oneText, turnOf } from '../db/turn-setup';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { type HttpRecorder, startHttpRecorder } from '../support/http-recorder';

const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
const SECRET = newWebhookSecret();
const FORMER = newWebhookSecret();
const call = createHttpCall(5_000);

let database: TestDatabase;
let pool: Pool;
let agent: HttpRecorder;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(async () => {
  await call.close();
  await database?.drop();
});
beforeEach(async () => {
  agent = await startHttpRecorder();
});
afterEach(() => agent.stop());

/** Asks the agent of a new turn, whose secrets are sealed so. */
async function forward(sealed: { secret: Buffer; former: Buffer }) {
  const warnings: string[] = [];
  const nobody = () => {
    throw new Error('no text is sent here');
  };
  const deps: ActivityDependencies = {
    log: { warn: (_fields: object, message?: string) => warnings.push(message ?? '') } as ActivityDependencies['log'],
    metrics: createMetrics(),
    pool,
    providers: new Providers({ TWILIO_API_BASE_URL: 'http://127.0.0.1:9' }, nobody, nobody),
    callAgent: call,
    agentRetryForMs: 60_000,
    lateAfterMs: 900_000,
    openSecret: (secret) => openSecret(KEY, secret),
    statusCallbackUrl: nobody,
    zonesOfLead: async () => ['America/New_York'],
    announce: () => {},
    newMessageId: nobody,
  };
  const talk = await oneText(pool, {
    agent: {
      webhook_url: agent.url,
      webhook_secret: sealed.secret,
      previous_webhook_secret: sealed.former,
      previous_secret_until: new Date(Date.now() + 3_600_000),
    },
  });
  const outcome = await createForwardTurn(deps)({ tenantId: talk.tenantId, turnId: talk.turnId });
  return { outcome, warnings, state: (await turnOf(pool, talk.turnId)).state };
}

const verifies = (secret: string) => {
  const { body, headers } = agent.requests[0]!;
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};

describe('after a rotation a turn is signed', () => {
  const [secret, former] = [sealSecret(KEY, SECRET), sealSecret(KEY, FORMER)];
  const [lostSecret, lostFormer] = [sealSecret(OTHER_KEY, SECRET), sealSecret(OTHER_KEY, FORMER)];
  test.each<[what: string, sealed: { secret: Buffer; former: Buffer }, verified: [boolean, boolean], warnings: number]>(
    [
      ['with both secrets', { secret, former }, [true, true], 0],
      ['with the new one, when the one before cannot be opened', { secret, former: lostFormer }, [true, false], 1],
      ['with the one before, when the new one cannot be opened', { secret: lostSecret, former }, [false, true], 1],
    ],
  )('%s', async (_what, sealed, verified, warnings) => {
    const forwarded = await forward(sealed);
    expect(forwarded).toMatchObject({ outcome: { kind: 'taken' }, state: 'waiting' });
    expect([verifies(SECRET), verifies(FORMER)]).toEqual(verified);
    expect(forwarded.warnings).toHaveLength(warnings);
  });

  test('with none that can be opened it is not sent, and has failed', async () => {
    const forwarded = await forward({ secret: lostSecret, former: lostFormer });
    expect(forwarded).toMatchObject({ outcome: { kind: 'failed' }, state: 'retrying' });
    expect(agent.requests).toEqual([]);
  });
});
