import type { Pool } from 'pg';
import twilio from 'twilio';
import { freePort } from '../../src/dev/ports';
import type { Role } from '../../src/domain/role';
import { newId } from '../../src/new-id';
import { hashToken, newApiKey } from '../../src/secrets';
import { type ApiCall, apiClient } from './api-client';
import { createTestDatabase } from './database';
import { ProgramUnderTest } from './program-under-test';
import { mustStayPrivate, mustStaySecret } from './suite-output';
import { insert } from './tenant';

const SECRETS = {
  PARLEY_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
  TWILIO_AUTH_TOKEN: 'test-auth-token-of-the-simulated-account',
};

mustStaySecret(...Object.values(SECRETS));

/** A tenant of its own, with a key of each role. */
export interface TenantUnderTest {
  tenantId: string;
  adminKey: string;
  operatorKey: string;
  /** Calls the API as each of them. */
  admin: ApiCall;
  operator: ApiCall;
}

/** The api alone, as a process, on a database of its own: for what needs neither worker nor Temporal nor carrier. */
export interface ApiUnderTest {
  apiUrl: string;
  pool: Pool;
  /** How the owner of the tables connects. */
  ownerUrl: string;
  api: ProgramUnderTest;
  env: NodeJS.ProcessEnv;
  /** PARLEY_SECRET_KEY, for sealing what the api shall open. */
  secretKey: string;
  newTenant(): Promise<TenantUnderTest>;
  /** A new key of a tenant that there is already. */
  keyOf(tenantId: string, role: Role): Promise<string>;
  /** Calls the API with such a key. */
  callerOf(tenantId: string, role: Role): Promise<ApiCall>;
  /** Calls the API as the person whose session has this token. */
  asPerson(sessionToken: string): ApiCall;
  /** A lead's text, signed as Twilio would; what the webhook answered. */
  text(text: { from: string; to: string; body: string; messageSid?: string }): Promise<number>;
  stop(): Promise<void>;
}

/** Starts it and waits until it serves. Texts are recorded at once and sent by nobody. */
export async function startApi(env: Record<string, string> = {}): Promise<ApiUnderTest> {
  const database = await createTestDatabase();
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const variables: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    ...SECRETS,
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: apiUrl,
    DATABASE_URL: database.processUrl,
    // Nobody listens there: what is recorded stays for the relay of a worker that there is not.
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    SEND_WAIT_MS: '0',
    // Tests ask more of it than any caller; that there is a limit is tested where it is set.
    API_RATE_LIMIT: '0',
    AGENT_WEBHOOK_ALLOW: 'localhost,127.0.0.0/8',
    // Nor there: no test may reach Twilio.
    TWILIO_API_BASE_URL: 'http://127.0.0.1:9',
    ...env,
  };
  const api = new ProgramUnderTest('dist/src/api/main.js', variables);
  const stop = async () => {
    await api.kill();
    await database.drop();
  };
  await api.start().catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    ...{ apiUrl, api, stop, env: variables, pool: database.pool, ownerUrl: database.url },
    secretKey: SECRETS.PARLEY_SECRET_KEY,
    newTenant: () => newTenant(database.pool, apiUrl),
    keyOf: (tenantId, role) => newKey(database.pool, tenantId, role),
    callerOf: async (tenantId, role) => apiClient(apiUrl, await newKey(database.pool, tenantId, role)),
    asPerson: (token) => apiClient(apiUrl, { Cookie: `parley_session=${token}` }),
    text: (text) => postText(apiUrl, text),
  };
}

async function newTenant(pool: Pool, apiUrl: string): Promise<TenantUnderTest> {
  const tenantId = newId('tenant');
  await insert(pool, 'tenants', { tenant_id: tenantId, name: 'Dental' });
  const adminKey = await newKey(pool, tenantId, 'admin');
  const operatorKey = await newKey(pool, tenantId, 'operator');
  const [admin, operator] = [apiClient(apiUrl, adminKey), apiClient(apiUrl, operatorKey)];
  return { tenantId, adminKey, operatorKey, admin, operator };
}

async function newKey(pool: Pool, tenantId: string, role: Role): Promise<string> {
  const key = newApiKey();
  mustStaySecret(key);
  const row = {
    api_key_id: newId('apiKey'),
    tenant_id: tenantId,
    name: `The ${role}'s`,
    key_hash: hashToken(key),
    role,
  };
  await insert(pool, 'api_keys', row);
  return key;
}

async function postText(
  apiUrl: string,
  { from, to, body, messageSid = newId('message') }: { from: string; to: string; body: string; messageSid?: string },
): Promise<number> {
  mustStayPrivate(body);
  const url = `${apiUrl}/webhooks/twilio/sms`;
  const form = { From: from, To: to, Body: body, MessageSid: messageSid, AccountSid: SECRETS.TWILIO_ACCOUNT_SID };
  const signature = twilio.getExpectedTwilioSignature(SECRETS.TWILIO_AUTH_TOKEN, url, form);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature };
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  return answer.status;
}
