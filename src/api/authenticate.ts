import type { RequestHandler, Response } from 'express';
import { type Caller, findApiKey } from '../db/api-keys';
import type { Queryable } from '../db/pool';
import { ApiError } from './errors';

/** Lets only callers with a valid API key on. */
export function createAuthenticate(db: Queryable): RequestHandler {
  return async (request, response, next) => {
    const apiKey = request.get('X-API-Key');
    const caller = apiKey ? await findApiKey(db, apiKey) : null;
    if (caller === null) throw new ApiError('UNAUTHORIZED');
    response.locals.caller = caller;
    next();
  };
}

/** Who makes this request; only behind `createAuthenticate`. */
export function callerOf(response: Response): Caller {
  return response.locals.caller as Caller;
}
