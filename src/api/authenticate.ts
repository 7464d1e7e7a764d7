import { parseCookie } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import { type Caller, type Credential, findApiKey, findSession, touchApiKey, touchSession } from '../db/callers';
import { isUnavailable, type Pool } from '../db/pool';
import type { Logger } from '../log';
import { hashToken } from '../secrets';
import type { Access } from './contract/route';
import { ApiError } from './errors';
import { networkOf } from './network-address';
import { createCallerLimit, WrongCredentials } from './rate-limits';

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
 * Each key and each session may make `apiRateLimit` requests a minute (0: as many as it likes); who gives neither is counted
 * by network.
 */
export function createGuard(deps: { pool: Pool; log: Logger; publicUrl: string; apiRateLimit: number }): Guard {
  const touched = new Map<string, number>();
  const wrong = new WrongCredentials(deps.apiRateLimit > 0);
  const limit = createCallerLimit(deps.apiRateLimit, (request, response) =>
    response.locals.caller === undefined ? networkOf(request.ip) : credentialOf(request).hash.toString('hex'),
  );
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

  const callerOf = async (request: Request, response: Response): Promise<Caller | null> => {
    const apiKey = request.get('X-API-Key');
    const token = apiKey ?? sessionTokenOf(request);
    if (token === undefined) return null;
    const network = networkOf(request.ip);
    // One that was right a while ago is none of the wrong ones that come from the same network.
    const waitSeconds = touched.has(token) ? null : await wrong.waitSeconds(network);
    if (waitSeconds !== null) {
      response.setHeader('Retry-After', String(waitSeconds));
      throw new ApiError('RATE_LIMITED');
    }
    const byKey = apiKey !== undefined;
    const caller = await (byKey ? findApiKey : findSession)(deps.pool, token);
    if (caller === null) await wrong.count(network);
    else touch(token, () => (byKey ? touchApiKey : touchSession)(deps.pool, token));
    return caller;
  };

  return (access) => async (request, response, next) => {
    const byKey = request.get('X-API-Key') !== undefined;
    if (!byKey && isCrossSiteWrite(request, ourOrigin)) throw new ApiError('CROSS_SITE_REFUSED');
    const caller = access === 'anyone' ? undefined : await callerOf(request, response);
    if (caller === null) throw new ApiError('UNAUTHORIZED');
    response.locals.caller = caller;
    // Before it is refused for its role: that asked Postgres as well.
    await limit(request, response);
    if (access === 'admin' && caller?.role !== 'admin') throw new ApiError('FORBIDDEN');
    if (access === 'person' && caller?.kind !== 'person') throw new ApiError('FORBIDDEN');
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
