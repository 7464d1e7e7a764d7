import type { ErrorRequestHandler, RequestHandler } from 'express';
import { CommitUnknown, isUnavailable } from '../db/pool';
import type { Logger } from '../log';
import type { Metrics } from '../metrics';
import { newId } from '../new-id';
import { ApiError } from './errors';

/** An address that is not ours. */
export const answerNotFound: RequestHandler = () => {
  throw new ApiError('NOT_FOUND');
};

/**
 * Turns whatever a handler threw into a coded answer. What we did not foresee is logged under a request id, which the
 * caller gets, and says nothing of its insides.
 */
export function createErrorAnswer(log: Logger, metrics: Pick<Metrics, 'refusals'>): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    const known = asApiError(error);
    metrics.refusals.inc({ code: known.code });
    if (known.code === 'INTERNAL_ERROR') {
      const requestId = newId('request');
      log.error({ err: error, requestId }, 'a request failed');
      known.requestId = requestId;
    } else if (known.status === 503) {
      log.warn({ err: error }, 'postgres cannot be reached');
      response.setHeader('Retry-After', '5');
    }
    if (response.headersSent) return void response.end();
    const { requestId, ...answer } = known;
    if (requestId !== undefined) response.setHeader('X-Request-Id', requestId);
    response.status(answer.status).json(answer.body);
  };
}

interface KnownError {
  code: ApiError['code'];
  status: number;
  body: ReturnType<ApiError['body']>;
  requestId?: string;
}

function asApiError(error: unknown): KnownError {
  const apiError = error instanceof ApiError ? error : new ApiError(codeOf(error));
  return { code: apiError.code, status: apiError.status, body: apiError.body() };
}

function codeOf(error: unknown): ApiError['code'] {
  if (error instanceof CommitUnknown) return 'OUTCOME_UNKNOWN';
  if (isUnavailable(error)) return 'UNAVAILABLE';
  // body-parser's errors carry a type; their messages quote the body, so they go no further.
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return 'BODY_TOO_LARGE';
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') return 'UNSUPPORTED_ENCODING';
  if (typeof type === 'string') return 'MALFORMED_JSON';
  if (error instanceof URIError) return 'NOT_FOUND';
  // Node's parser: the connection broke off, or what came over it was no HTTP any more.
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('HPE_')) return 'MALFORMED_JSON';
  // It marks as the caller's fault, and names no further, what a decompressor says of a body that is not compressed as told.
  if (error instanceof Error && 'status' in error && error.status === 400) return 'UNSUPPORTED_ENCODING';
  return 'INTERNAL_ERROR';
}
