import type { Request } from 'express';
import { wrongField } from '../contract/parse-request';
import { smsRoutes } from '../contract/sms';
import { type SendDependencies, sendText } from '../send-text';
import { type Api, WholeAnswer } from '../serve';

const LONGEST_KEY = 255;

/** `POST /sms/send` [S]. */
export function serveSms(api: Api, deps: SendDependencies): void {
  api.serve(smsRoutes.send, async ({ caller, body, request, response }) => {
    const options = { idempotencyKey: idempotencyKeyOf(request), waitMs: prefersAsync(request) ? 0 : deps.sendWaitMs };
    const { status, body: answer } = await sendText(deps, caller, body, options);
    if (options.waitMs === 0) response.setHeader('Preference-Applied', 'respond-async');
    return new WholeAnswer(status, answer);
  });
}

/** The key as the draft standard writes it (a quoted string) or bare, as most write it. */
function idempotencyKeyOf(request: Request): string | undefined {
  const header = request.get('Idempotency-Key');
  if (header === undefined) return undefined;
  const key = header.replace(/^"(.*)"$/, '$1');
  if (key === '' || key.length > LONGEST_KEY) {
    throw wrongField('Idempotency-Key', `must have 1 to ${LONGEST_KEY} characters`);
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
