import { freePort } from '../../src/dev/ports';
import type { Role } from '../../src/domain/role';
import { newId } from '../../src/new-id';
import { hashToken, newApiKey } from '../../src/secrets';
import { type ApiCall, apiClient } from './api-client';
import { createTestDatabase, type TestDatabase } from './database';
import { ProgramUnderTest } from './program-under-test';
import { insert } from './tenant';

/** The api as it runs in production, alone with a database: for what needs no worker. */
export interface RunningApi {
  url: string;
  /** PARLEY_SECRET_KEY, for sealing what the api shall open. */
  secretKey: string;
  database: TestDatabase;
  program: ProgramUnderTest;
  /** A new key of a tenant. */
  keyOf(tenantId: string, role: Role): Promise<string>;
  /** Calls the api with a new key of a tenant. */
  callerOf(tenantId: string, role: Role): Promise<ApiCall>;
  stop(): Promise<void>;
}

export async function startApi(env: Record<string, string> = {}): Promise<RunningApi> {
  const database = await createTestDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const secretKey = Buffer.alloc(32, 7).toString('base64');
  const program = new ProgramUnderTest('dist/src/api/main.js', {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: database.url,
    PARLEY_SECRET_KEY: secretKey,
    TEMPORAL_ADDRESS: process.env.PARLEY_TEST_TEMPORAL_ADDRESS,
    ...env,
  });
  const stop = async () => {
    await program.kill();
    await database.drop();
  };
  await program.start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const keyOf = async (tenantId: string, role: Role) => {
    const key = newApiKey();
    const row = { api_key_id: newId('apiKey'), tenant_id: tenantId, name: role, role, key_hash: hashToken(key) };
    await insert(database.pool, 'api_keys', row);
    return key;
  };
  const callerOf = async (tenantId: string, role: Role) => apiClient(url, await keyOf(tenantId, role));
  return { url, secretKey, database, program, keyOf, callerOf, stop };
}
