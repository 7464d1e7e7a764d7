import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { resealSecrets } from '../../src/db/sealed-secrets';
import { createSecretBox } from '../../src/secrets';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, insert } from '../support/tenant';

const [FORMER, KEY, LOST] = [1, 2, 3].map(() => randomBytes(32).toString('base64')) as [string, string, string];
const PROGRAM = path.join(__dirname, '../../dist/src/db/reseal-secrets.js');

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database?.drop());

async function seal(key: string) {
  const former = createSecretBox(key);
  const agent = {
    webhook_secret: former.seal('whsec of now'),
    previous_webhook_secret: former.seal('whsec of then'),
    previous_secret_until: new Date(),
  };
  const { tenantId } = await createTenant(database.pool, { agent });
  await insert(database.pool, 'provider_accounts', {
    tenant_id: tenantId,
    provider: 'twilio',
    account_id: 'AC1',
    secret: former.seal('token'),
  });
  return tenantId;
}

async function secrets(tenantId: string, key: string) {
  const { rows } = await database.pool.query(
    `select a.webhook_secret, a.previous_webhook_secret, p.secret
       from sms_agents a join provider_accounts p using (tenant_id) where tenant_id = $1`,
    [tenantId],
  );
  const box = createSecretBox(key);
  return Object.values(rows[0] as Record<string, Buffer>).map((sealed) => box.open(sealed));
}

function program(env: Record<string, string>): Promise<{ code: number; out: string; err: string }> {
  const variables = { PATH: process.env.PATH, DATABASE_URL: database.processUrl, ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM], { env: variables }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });
}

test('what the former key sealed is opened by both boxes until it is sealed anew, then by the new key alone', async () => {
  const tenantId = await seal(FORMER);
  const both = createSecretBox(KEY, FORMER);
  expect(both.open(createSecretBox(FORMER).seal('a'))).toBe('a');
  expect(both.open(both.seal('b'))).toBe('b');
  expect(createSecretBox(KEY).open(both.seal('c'))).toBe('c');

  const { code, out, err } = await program({ PARLEY_SECRET_KEY: KEY, PARLEY_SECRET_KEY_PREVIOUS: FORMER });
  expect({ code, out, err }).toEqual({ code: 0, out: '3 secrets are sealed with PARLEY_SECRET_KEY.\n', err: '' });
  expect(await secrets(tenantId, KEY)).toEqual(['whsec of now', 'whsec of then', 'token']);
  await expect(secrets(tenantId, FORMER)).rejects.toThrow();
});

test('a secret that somebody enters meanwhile stays as they entered it', async () => {
  const tenantId = await seal(FORMER);
  const box = createSecretBox(KEY, FORMER);
  const entering = {
    ...box,
    open: (sealed: Buffer) => {
      // Between the look and the change: the query is sent first, on a connection of its own.
      entered ??= database.pool.query('update provider_accounts set secret = $2 where tenant_id = $1', [
        tenantId,
        box.seal('entered'),
      ]);
      return box.open(sealed);
    },
  };
  let entered: Promise<unknown> | undefined;
  const after = {
    query: async (...args: [string, unknown[]?]) => {
      if (args[0].startsWith('update')) await entered;
      return database.pool.query(...args);
    },
  } as typeof database.pool;
  await resealSecrets(after, entering);
  expect((await secrets(tenantId, KEY)).at(-1)).toBe('entered');
});

test('one that no key opens is named, the others are sealed anew', async () => {
  const [lost, kept] = [await seal(LOST), await seal(FORMER)];
  const { code, out, err } = await program({ PARLEY_SECRET_KEY: KEY, PARLEY_SECRET_KEY_PREVIOUS: FORMER });
  expect({ code, out }).toEqual({ code: 1, out: '3 secrets are sealed with PARLEY_SECRET_KEY.\n' });
  expect(err).toMatch(/^3 cannot be opened with either key; rotate or enter them anew:\n/);
  expect(err).toContain(`provider_accounts.secret of ${lost} twilio`);
  expect(await secrets(kept, KEY)).toHaveLength(3);
  expect(await secrets(lost, LOST)).toHaveLength(3);
});
