import type { Request, Response } from 'express';
import { MemoryStore, type Options, rateLimit } from 'express-rate-limit';
import { ApiError } from './errors';

const WINDOW_MS = 60_000;
/** Above what a program with an old key makes by mistake, far below what guessing or load needs. */
const MOST_WRONG = 60;

/** Counts a request for whoever made it. @throws ApiError RATE_LIMITED */
export type CallerLimit = (request: Request, response: Response) => Promise<void>;

/**
 * So many requests a minute for each caller, by the headers of the IETF's draft 8 (`RateLimit`, `RateLimit-Policy`). Counted
 * in this process's memory: N processes let N times as many through (docs/decisions/0027).
 * @param perMinute 0: no limit
 * @param callerOf what a request is counted by; it must not be what anybody can make up, as each is remembered for a minute
 */
export function createCallerLimit(
  perMinute: number,
  callerOf: (request: Request, response: Response) => string,
): CallerLimit {
  if (perMinute === 0) return async () => {};
  const limit = rateLimit({
    windowMs: WINDOW_MS,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: 'api',
    keyGenerator: callerOf,
    handler: (_request, _response, next) => next(new ApiError('RATE_LIMITED')),
    validate: false, // hints for whoever sets it up, written past our log
  });
  return (request, response) =>
    new Promise((resolve, reject) => {
      void limit(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error)));
    });
}

/** Counts wrong keys and ended sessions by the network they come from, so that a flood of them does not reach Postgres. */
export class WrongCredentials {
  private readonly store = new MemoryStore();

  constructor(private readonly limited: boolean) {
    this.store.init({ windowMs: WINDOW_MS } as Options);
  }

  /** @returns how many seconds this network has to wait; null: nothing speaks against asking Postgres */
  async waitSeconds(network: string): Promise<number | null> {
    const tries = this.limited ? await this.store.get(network) : undefined;
    const left = (tries?.resetTime?.getTime() ?? 0) - Date.now();
    return tries !== undefined && tries.totalHits >= MOST_WRONG && left > 0 ? Math.ceil(left / 1000) : null;
  }

  async count(network: string): Promise<void> {
    if (this.limited) await this.store.increment(network);
  }
}
