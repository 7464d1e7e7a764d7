import type { Queryable } from '../../src/db/pool';
import { newId } from '../../src/new-id';
import { hashPassword } from '../../src/passwords';
import { type ApiCall, apiClient } from './api-client';
import { insert } from './tenant';

/** Somebody who can sign in. */
export interface PersonUnderTest {
  userId: string;
  tenantId: string;
  email: string;
  password: string;
}

/** Hashing takes its time on purpose; all people of the tests may as well have the one password. */
const PASSWORD = 'the password of all people in tests';
let passwordHash: Promise<string> | undefined;

/** A new person of a tenant, as if an admin had added it. */
export async function addPerson(
  db: Queryable,
  tenantId: string,
  parts: { role?: 'admin' | 'operator'; active?: boolean } = {},
): Promise<PersonUnderTest> {
  passwordHash ??= hashPassword(PASSWORD);
  const userId = newId('user');
  const email = `${userId}@example.com`;
  const row = { user_id: userId, tenant_id: tenantId, email, name: 'Jane Doe', role: 'operator', ...parts };
  await insert(db, 'users', { ...row, password_hash: await passwordHash });
  return { userId, tenantId, email, password: PASSWORD };
}

/** Signs in over real HTTP. @returns calls with the session's cookie */
export async function signIn(apiUrl: string, person: { email: string; password: string }): Promise<ApiCall> {
  const { email, password } = person;
  const answer = await apiClient(apiUrl, {})('POST', '/api/v1/session', { email, password });
  if (answer.status !== 200) throw new Error(`signing in was answered ${answer.status}`);
  return apiClient(apiUrl, { Cookie: cookieOf(answer.headers) });
}

/** The session's cookie that an answer sets, as a request sends it back. */
export function cookieOf(headers: Headers): string {
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}
