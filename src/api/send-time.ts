import { SCHEDULE_AHEAD_MS } from '../domain/scheduled-text';
import { wrongField } from './contract/parse-request';

/**
 * When a text is to leave.
 * @param sendAt ISO 8601 with an offset, as the contract has checked
 * @throws ApiError VALIDATION_ERROR when that is not in the future, or more than 35 days ahead
 */
export function timeToSend(sendAt: string): Date {
  const at = new Date(sendAt);
  const ahead = at.getTime() - Date.now();
  if (!(ahead > 0)) throw wrongField('sendAt', 'must be in the future');
  if (ahead > SCHEDULE_AHEAD_MS) throw wrongField('sendAt', 'must be at most 35 days ahead');
  return at;
}
