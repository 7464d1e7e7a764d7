import type { z } from 'zod';
import { ApiError } from '../errors';

/**
 * What a request gave, checked against its schema.
 * @param otherwise the error: NOT_FOUND for what is part of the address, where what cannot be an id is nothing's id
 * @throws ApiError VALIDATION_ERROR whose details name each wrong field, never its value; or NOT_FOUND
 */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  otherwise: 'VALIDATION_ERROR' | 'NOT_FOUND' = 'VALIDATION_ERROR',
): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  if (otherwise === 'NOT_FOUND') throw new ApiError('NOT_FOUND');
  throw new ApiError('VALIDATION_ERROR', issueDetails(result.error.issues));
}

/** What a schema found, as `details` has it: each wrong field and what is wrong with it, never its value. */
export function issueDetails(issues: readonly z.core.$ZodIssue[]): { field: string; message: string }[] {
  return issues.flatMap((issue) => {
    const fields = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return fields.map((field) => ({ field: field.join('.') || 'body', message: messageOf(issue) }));
  });
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'is not a field of this request';
  // "This or that": what is wrong with the first says more than that it is neither.
  if (issue.code === 'invalid_union') return issue.errors[0]?.[0]?.message ?? issue.message;
  return issue.message;
}

/** One field that only the database, or a look at other fields, shows to be wrong. */
export function wrongField(field: string, message: string): ApiError {
  return new ApiError('VALIDATION_ERROR', [{ field, message }]);
}
