import { type Request, Router } from 'express';
import { callerOf } from '../authenticate';
import { parseRequest } from '../contract/parse-request';
import { sendRequest } from '../contract/sms';
import { ApiError } from '../errors';
import { type SendDependencies, sendText } from '../send-text';

const LONGEST_KEY = 255;

/** `POST /sms/send` [S]. */
export function smsRoutes(deps: SendDependencies): Router {
  const router = Router();
  router.post('/sms/send', async (request, response) => {
    const body = parseRequest(sendRequest, request.body);
    const options = { idempotencyKey: idempotencyKeyOf(request), waitMs: prefersAsync(request) ? 0 : deps.sendWaitMs };
    const answer = await sendText(deps, callerOf(response), body, options);
    if (options.waitMs === 0) response.setHeader('Preference-Applied', 'respond-async');
    response.status(answer.status).json(answer.body);
  });
  return router;
}

/** The key as the draft standard writes it (a quoted string) or bare, as most write it. */
function idempotencyKeyOf(request: Request): string | undefined {
  const header = request.get('Idempotency-Key');
  if (header === undefined) return undefined;
  const key = header.replace(/^"(.*)"$/, '$1');
  if (key === '' || key.length > LONGEST_KEY) {
    throw new ApiError('VALIDATION_ERROR', [
      { field: 'Idempotency-Key', message: `must have 1 to ${LONGEST_KEY} characters` },
    ]);
  }
  return key;
}

/** RFC 7240: `Prefer: respond-async`, alone or among other preferences. */
function prefersAsync(request: Request): boolean {
  const preferences = (request.get('Prefer') ?? '')
    .split(',')
    .map((preference) => preference.split(';')[0]?.trim().toLowerCase());
  return preferences.includes('respond-async');
}
