import { freePort } from '../../src/dev/ports';
import { newId } from '../../src/new-id';
import { hashToken, newApiKey } from '../../src/secrets';
import { type ApiCall, apiClient } from './api-client';
import { createTestDatabase, type TestDatabase } from './database';
import { ProgramUnderTest } from './program-under-test';
import { insert } from './tenant';

/** The api alone, as it runs in production: a compiled child process on a free port, with a database of its own. */
export interface ApiUnderTest {
  url: string;
  database: TestDatabase;
  program: ProgramUnderTest;
  /** A new key of a tenant, and calls with it. */
  callAs(tenantId: string, role: 'admin' | 'operator'): Promise<ApiCall>;
  stop(): Promise<void>;
}

const SECRET_KEY = Buffer.alloc(32, 7).toString('base64');

/** @param env further variables, such as the providers' */
export async function startApi(env: Record<string, string> = {}): Promise<ApiUnderTest> {
  const database = await createTestDatabase();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const program = new ProgramUnderTest('dist/src/api/main.js', {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: database.url,
    PARLEY_SECRET_KEY: SECRET_KEY,
    TEMPORAL_ADDRESS: process.env.PARLEY_TEST_TEMPORAL_ADDRESS,
    TEMPORAL_TASK_QUEUE: `nobody-${port}`,
    ...env,
  });
  const stop = async () => {
    await program.stop();
    await database.drop();
  };
  try {
    await program.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    database,
    program,
    callAs: async (tenantId, role) => {
      const apiKey = newApiKey();
      const key = { api_key_id: newId('apiKey'), tenant_id: tenantId, name: role, role, key_hash: hashToken(apiKey) };
      await insert(database.pool, 'api_keys', key);
      return apiClient(url, apiKey);
    },
    stop,
  };
}
