import type { z } from 'zod';
import { ApiError } from '../errors';

/**
 * What a request gave, checked against its schema.
 * @throws ApiError VALIDATION_ERROR whose details name each wrong field; never its value
 */
export function parseRequest<T>(schema: z.ZodType<T>, given: unknown): T {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const details = result.error.issues.flatMap((issue) => {
    const fields = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const message = issue.code === 'unrecognized_keys' ? 'is not a field of this request' : issue.message;
    return fields.map((field) => ({ field: field.join('.') || 'body', message }));
  });
  throw new ApiError('VALIDATION_ERROR', details);
}
