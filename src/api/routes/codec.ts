import { createHash, timingSafeEqual } from 'node:crypto';
import express, { Router } from 'express';
import type { Pool } from '../../db/pool';
import { addTexts, type Payload } from '../codec-texts';
import { ApiError } from '../errors';

/** Pages of the Temporal UI send many payloads at once. */
const LARGEST_BODY = '4mb';

/**
 * The codec endpoint of the Temporal UI: `POST /temporal/codec/{token}/decode`. The UI sends every payload it is about to
 * show, and gets it back with the texts of the messages that it names. Only what a person looks at passes here; Temporal
 * itself never sees a text. The token is the permission: whoever has the URL can read texts by message id.
 */
export function codecRoutes(deps: { pool: Pool; token: string; uiOrigin: string }): Router {
  const router = Router();
  router.use('/:token', (request, response, next) => {
    response.setHeader('Access-Control-Allow-Origin', deps.uiOrigin);
    response.setHeader('Access-Control-Allow-Headers', 'content-type, x-namespace, authorization');
    response.setHeader('Access-Control-Allow-Methods', 'POST, OPTIONS');
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    response.setHeader('Vary', 'Origin');
    if (!sameText(request.params.token, deps.token)) throw new ApiError('NOT_FOUND');
    next();
  });
  router.options('/:token/decode', (_request, response) => void response.sendStatus(204));
  router.post('/:token/decode', express.json({ limit: LARGEST_BODY }), async (request, response) => {
    const payloads: unknown = request.body?.payloads;
    if (!Array.isArray(payloads) || !payloads.every(isPayload)) {
      throw new ApiError('VALIDATION_ERROR', [{ field: 'payloads', message: 'must be a list of payloads' }]);
    }
    response.json({ payloads: await addTexts(deps.pool, payloads) });
  });
  return router;
}

function isPayload(value: unknown): value is Payload {
  if (typeof value !== 'object' || value === null) return false;
  const { metadata = {}, data = '' } = value as { metadata?: unknown; data?: unknown };
  if (typeof metadata !== 'object' || metadata === null || typeof data !== 'string') return false;
  return Object.values(metadata).every((text) => typeof text === 'string');
}

/** Compares in a time that says nothing of where two texts differ. */
function sameText(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
