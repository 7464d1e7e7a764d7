import path from 'node:path';
import type { Pool } from 'pg';
import { freePort } from '../../src/dev/ports';
import { newId } from '../../src/new-id';
import { hashPassword } from '../../src/passwords';
import { hashToken, newApiKey } from '../../src/secrets';
import { type ApiCall, apiClient } from './api-client';
import { createTestDatabase } from './database';
import { ProgramUnderTest } from './program-under-test';
import { insert } from './tenant';

/** A tenant and an API key of it for each role. */
export interface TenantUnderTest {
  tenantId: string;
  /** Calls with a key that may do all: `admin('GET', '/users')`, below `/api/v1`. */
  admin: ApiCall;
  operator: ApiCall;
  adminKey: { apiKeyId: string; key: string };
  operatorKey: { apiKeyId: string; key: string };
}

/** Somebody who can sign in. */
export interface PersonUnderTest {
  userId: string;
  tenantId: string;
  email: string;
  password: string;
}

/** The api alone, compiled and in a process of its own, on a database of its own: for what needs no worker. */
export interface ApiUnderTest {
  apiUrl: string;
  databaseUrl: string;
  pool: Pool;
  program: ProgramUnderTest;
  /** A new tenant, empty but for two keys. */
  tenant(): Promise<TenantUnderTest>;
  /** A new person of a tenant, as if an admin had added it. */
  person(tenantId: string, parts?: { role?: 'admin' | 'operator'; active?: boolean }): Promise<PersonUnderTest>;
  /** Calls below `/api/v1`, without a key. */
  anyone: ApiCall;
  /** Calls with an API key, below `/api/v1`. */
  withKey(key: string): ApiCall;
  /** Signs in. @returns calls with the session's cookie, below `/api/v1` */
  signIn(person: { email: string; password: string }): Promise<ApiCall>;
  stop(): Promise<void>;
}

/** Hashing takes its time on purpose; all people of the tests may as well have the one password. */
const PASSWORD = 'the password of all people in tests';
let passwordHash: Promise<string> | undefined;

/**
 * Starts it and waits until it serves. Nothing listens at its Temporal address: what it records is not signalled.
 * @param env variables of the api beside those that it must have
 */
export async function startApi(env: Record<string, string> = {}): Promise<ApiUnderTest> {
  const database = await createTestDatabase();
  const { pool } = database;
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const program = new ProgramUnderTest(path.join('dist', 'src', 'api', 'main.js'), {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: apiUrl,
    DATABASE_URL: database.url,
    PARLEY_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
    TWILIO_AUTH_TOKEN: 'test-auth-token-of-the-simulated-account',
    SEND_WAIT_MS: '0',
    ...env,
  });
  const stop = async () => {
    await program.kill();
    await database.drop();
  };
  try {
    await program.start();
  } catch (error) {
    await stop();
    throw error;
  }

  const base = `${apiUrl}/api/v1`;
  const anyone = apiClient(base, null);
  return {
    ...{ apiUrl, databaseUrl: database.url, pool, program, stop, anyone },
    withKey: (key) => apiClient(base, key),
    tenant: async () => {
      const tenantId = newId('tenant');
      await insert(pool, 'tenants', { tenant_id: tenantId, name: 'Dental' });
      const [adminKey, operatorKey] = [await addKey(pool, tenantId, 'admin'), await addKey(pool, tenantId, 'operator')];
      const [admin, operator] = [apiClient(base, adminKey.key), apiClient(base, operatorKey.key)];
      return { tenantId, admin, operator, adminKey, operatorKey };
    },
    person: async (tenantId, { role = 'operator', active = true } = {}) => {
      passwordHash ??= hashPassword(PASSWORD);
      const userId = newId('user');
      const email = `${userId}@example.com`;
      const row = { user_id: userId, tenant_id: tenantId, email, name: 'Jane Doe', role, active };
      await insert(pool, 'users', { ...row, password_hash: await passwordHash });
      return { userId, tenantId, email, password: PASSWORD };
    },
    signIn: async ({ email, password }) => {
      const answer = await anyone('POST', '/session', { email, password });
      expect(answer.status).toBe(200);
      const cookie = cookieOf(answer.headers);
      return (method, path, body, headers) => anyone(method, path, body, { cookie, ...headers });
    },
  };
}

async function addKey(pool: Pool, tenantId: string, role: 'admin' | 'operator') {
  const [apiKeyId, key] = [newId('apiKey'), newApiKey()];
  const row = { api_key_id: apiKeyId, tenant_id: tenantId, name: role, role, key_hash: hashToken(key) };
  await insert(pool, 'api_keys', row);
  return { apiKeyId, key };
}

/** The session's cookie that an answer sets, as a request sends it back. */
export function cookieOf(headers: Headers): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}
