import { parseCookie } from 'cookie';
import type { Request, RequestHandler } from 'express';
import { type Caller, type Credential, findApiKey, findSession, touchApiKey, touchSession } from '../db/callers';
import { isUnavailable, type Pool } from '../db/pool';
import type { Logger } from '../log';
import { hashToken } from '../secrets';
import type { Access } from './contract/route';
import { ApiError } from './errors';

export const SESSION_COOKIE = 'parley_session';

/** Lets a caller on who may call a route of this access; `response.locals.caller` says who it is. */
export type Guard = (access: Access) => RequestHandler;

/** How long a credential's use is not written down again. */
const TOUCH_EVERY_MS = 60_000;
/** Enough for the credentials of a minute; beyond it the oldest are forgotten, which costs a write. */
const TOUCHED_KEPT = 10_000;

/**
 * Knows callers by their API key (`X-API-Key`) or, without one, by the session in their cookie.
 * A write with a session is refused when it comes from another site's page: the browser says so, and a program does not.
 */
export function createGuard(deps: { pool: Pool; log: Logger; publicUrl: string }): Guard {
  const touched = new Map<string, number>();
  const ourOrigin = new URL(deps.publicUrl).origin;

  /** Not waited for: the request does not need it, and the next one will do it as well. */
  const touch = (credential: string, write: () => Promise<void>) => {
    const now = Date.now();
    if (now - (touched.get(credential) ?? 0) < TOUCH_EVERY_MS) return;
    touched.set(credential, now);
    const oldest = touched.keys().next();
    if (touched.size > TOUCHED_KEPT && !oldest.done) touched.delete(oldest.value);
    write().catch((error: unknown) => {
      if (!isUnavailable(error)) deps.log.warn({ err: error }, 'the use of a credential could not be written down');
    });
  };

  const callerOf = async (request: Request): Promise<Caller | null> => {
    const apiKey = request.get('X-API-Key');
    if (apiKey !== undefined) {
      const caller = await findApiKey(deps.pool, apiKey);
      if (caller !== null) touch(apiKey, () => touchApiKey(deps.pool, apiKey));
      return caller;
    }
    const token = sessionTokenOf(request);
    if (token === undefined) return null;
    const caller = await findSession(deps.pool, token);
    if (caller !== null) touch(token, () => touchSession(deps.pool, token));
    return caller;
  };

  return (access) => async (request, response, next) => {
    const byKey = request.get('X-API-Key') !== undefined;
    if (!byKey && isCrossSiteWrite(request, ourOrigin)) throw new ApiError('CROSS_SITE_REFUSED');
    if (access !== 'anyone') {
      const caller = await callerOf(request);
      if (caller === null) throw new ApiError('UNAUTHORIZED');
      if (access === 'admin' && caller.role !== 'admin') throw new ApiError('FORBIDDEN');
      if (access === 'person' && caller.kind !== 'person') throw new ApiError('FORBIDDEN');
      response.locals.caller = caller;
    }
    next();
  };
}

/** The session's token in the request's cookie. */
export function sessionTokenOf(request: Request): string | undefined {
  const header = request.get('Cookie');
  return header === undefined ? undefined : parseCookie(header)[SESSION_COOKIE] || undefined;
}

/** What a request was let in with. @throws ApiError when it has nothing to be let in with */
export function credentialOf(request: Request): Credential {
  const apiKey = request.get('X-API-Key');
  const token = apiKey ?? sessionTokenOf(request);
  if (token === undefined) throw new ApiError('UNAUTHORIZED');
  return { kind: apiKey === undefined ? 'person' : 'key', hash: hashToken(token) };
}

/**
 * Whether a browser says that a write comes from a page of another origin. `Sec-Fetch-Site` is the browser's own word;
 * one that does not send it sends `Origin` with every write.
 */
function isCrossSiteWrite(request: Request, ourOrigin: string): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return false;
  const site = request.get('Sec-Fetch-Site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = request.get('Origin');
  if (origin === undefined || origin === ourOrigin) return false;
  // Behind no proxy, or by another name of this same server: what the browser called is where the page came from.
  return origin !== `http://${request.get('Host')}` && origin !== `https://${request.get('Host')}`;
}
