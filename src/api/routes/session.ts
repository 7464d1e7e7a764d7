import type { CookieOptions, Request, Response } from 'express';
import { readCallingKey } from '../../db/api-keys';
import { inTransaction, type Pool } from '../../db/pool';
import {
  beginSession,
  changeOwnPassword,
  endSession,
  readForSignIn,
  readOwnPassword,
  readSignedIn,
  removeEndedSessions,
  SESSION_DAYS,
} from '../../db/sessions';
import { countSignInTry, forgiveSignIn, type SignInSubjects, sweepSignInFailures } from '../../db/sign-in-failures';
import { hashPassword, verifyPassword } from '../../passwords';
import { newSessionToken } from '../../secrets';
import { SESSION_COOKIE, sessionTokenOf } from '../authenticate';
import { sessionRoutes } from '../contract/session';
import { ApiError } from '../errors';
import { found } from '../found';
import { networkOf } from '../network-address';
import type { Api } from '../serve';

const DAY_MS = 86_400_000;

/** Signing in and out, and one's own password. */
export function serveSession(api: Api, { pool, publicUrl }: { pool: Pool; publicUrl: string }): void {
  const cookie: CookieOptions = {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: new URL(publicUrl).protocol === 'https:',
  };

  api.serve(sessionRoutes.begin, async ({ body, request, response }) => {
    const subjects = { email: body.email, address: networkOf(request.ip) };
    await countTry(pool, subjects, response);
    await sweepSignInFailures(pool);
    const person = await readForSignIn(pool, body.email);
    // The same work and the same answer whoever it is not: nobody learns which emails there are.
    const fits = await verifyPassword(person?.passwordHash ?? null, body.password);
    const token = newSessionToken();
    if (person === null || !fits || !(await beginSession(pool, person.userId, person.passwordHash, token))) {
      throw new ApiError('WRONG_CREDENTIALS');
    }
    await forgiveSignIn(pool, subjects);
    // The cookie's former session would go on for days with nobody to end it.
    const former = sessionTokenOf(request);
    if (former !== undefined) await endSession(pool, former);
    await removeEndedSessions(pool);
    response.cookie(SESSION_COOKIE, token, { ...cookie, maxAge: SESSION_DAYS * DAY_MS });
    return { kind: 'person' as const, ...found(await readSignedIn(pool, person.userId)) };
  });

  api.serve(sessionRoutes.read, async ({ caller }) => {
    const { kind, tenantId, callerId } = caller;
    if (kind === 'person') return { kind, ...found(await readSignedIn(pool, callerId)) };
    return { kind, ...found(await readCallingKey(pool, tenantId, callerId)) };
  });

  api.serve(sessionRoutes.end, async ({ request, response }) => {
    await endSession(pool, tokenOf(request));
    response.clearCookie(SESSION_COOKIE, cookie);
    return null;
  });

  api.serve(sessionRoutes.changePassword, async ({ caller, body, request, response }) => {
    const { email, passwordHash: was } = found(await readOwnPassword(pool, caller.tenantId, caller.callerId));
    const subjects = { email, address: networkOf(request.ip) };
    await countTry(pool, subjects, response);
    if (!(await verifyPassword(was, body.currentPassword))) throw new ApiError('WRONG_CREDENTIALS');
    const becomes = await hashPassword(body.newPassword);
    const token = tokenOf(request);
    const changed = await inTransaction(pool, (tx) => changeOwnPassword(tx, caller.callerId, { was, becomes }, token));
    if (!changed) throw new ApiError('WRONG_CREDENTIALS');
    await forgiveSignIn(pool, subjects);
    return null;
  });
}

/** Counts a try before its password is looked at. @throws ApiError TOO_MANY_TRIES, with when to come back */
async function countTry(pool: Pool, subjects: SignInSubjects, response: Response): Promise<void> {
  const waitSeconds = await countSignInTry(pool, subjects);
  if (waitSeconds === null) return;
  response.setHeader('Retry-After', String(waitSeconds));
  throw new ApiError('TOO_MANY_TRIES');
}

/** A person was let in, so there is one. */
function tokenOf(request: Request): string {
  const token = sessionTokenOf(request);
  if (token === undefined) throw new ApiError('UNAUTHORIZED');
  return token;
}
