import type { Pool } from 'pg';
import twilio from 'twilio';
import { freePort } from '../../src/dev/ports';
import { newId } from '../../src/new-id';
import { hashToken, newApiKey } from '../../src/secrets';
import { type ApiCall, apiClient } from './api-client';
import { createTestDatabase } from './database';
import { ProgramUnderTest } from './program-under-test';
import { insert } from './tenant';

const SECRETS = {
  PARLEY_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
  TWILIO_AUTH_TOKEN: 'test-auth-token-of-the-simulated-account',
};

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
  api: ProgramUnderTest;
  env: NodeJS.ProcessEnv;
  newTenant(): Promise<TenantUnderTest>;
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
    DATABASE_URL: database.url,
    // Nobody listens there: what is recorded stays for the relay of a worker that there is not.
    TEMPORAL_ADDRESS: '127.0.0.1:9',
    SEND_WAIT_MS: '0',
    ...env,
  };
  const api = new ProgramUnderTest('dist/src/api/main.js', variables);
  const stop = async () => {
    await api.stop();
    await database.drop();
  };
  await api.start().catch(async (error) => {
    await stop();
    throw error;
  });
  return {
    ...{ apiUrl, api, stop, env: variables, pool: database.pool },
    newTenant: () => newTenant(database.pool, apiUrl),
    asPerson: (token) => apiClient(apiUrl, { Cookie: `parley_session=${token}` }),
    text: (text) => postText(apiUrl, text),
  };
}

async function newTenant(pool: Pool, apiUrl: string): Promise<TenantUnderTest> {
  const tenantId = newId('tenant');
  await insert(pool, 'tenants', { tenant_id: tenantId, name: 'Dental' });
  const newKey = async (role: 'admin' | 'operator') => {
    const key = newApiKey();
    const row = {
      api_key_id: newId('apiKey'),
      tenant_id: tenantId,
      name: `The ${role}'s`,
      key_hash: hashToken(key),
      role,
    };
    await insert(pool, 'api_keys', row);
    return key;
  };
  const [adminKey, operatorKey] = [await newKey('admin'), await newKey('operator')];
  const [admin, operator] = [apiClient(apiUrl, adminKey), apiClient(apiUrl, operatorKey)];
  return { tenantId, adminKey, operatorKey, admin, operator };
}

async function postText(
  apiUrl: string,
  { from, to, body, messageSid = newId('message') }: { from: string; to: string; body: string; messageSid?: string },
): Promise<number> {
  const url = `${apiUrl}/webhooks/twilio/sms`;
  const form = { From: from, To: to, Body: body, MessageSid: messageSid, AccountSid: SECRETS.TWILIO_ACCOUNT_SID };
  const signature = twilio.getExpectedTwilioSignature(SECRETS.TWILIO_AUTH_TOKEN, url, form);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature };
  const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  return answer.status;
}
