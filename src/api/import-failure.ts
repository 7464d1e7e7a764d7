import type { ImportFailure } from '../db/lead-imports';
import { CommitUnknown, isUnavailable } from '../db/pool';
import { ApiError, ERRORS } from './errors';

/** What an import says of the error that ended it: what the request was answered, and nothing of its insides. */
export function failureOf(error: unknown): ImportFailure {
  if (error instanceof ApiError) return { code: error.code, message: firstDetail(error) ?? error.message };
  if (error instanceof CommitUnknown) return { code: 'OUTCOME_UNKNOWN', message: ERRORS.OUTCOME_UNKNOWN.message };
  const code = isUnavailable(error) ? 'UNAVAILABLE' : 'INTERNAL_ERROR';
  return { code, message: ERRORS[code].message };
}

function firstDetail({ details }: ApiError): string | null {
  if (!Array.isArray(details) || details.length === 0) return null;
  const { field, message } = details[0];
  return field === 'body' ? `The file ${message}.` : `${field}: ${message}`;
}
