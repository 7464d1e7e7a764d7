import { z } from 'zod';
import { ApiError } from '../errors';

export const LONGEST_TEXT = 1_600;

export const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form, such as +12125551234');

/** Any id of ours: its form only, so that a wrong one is answered "there is none". */
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be an id');

export const text = z
  .string()
  .min(1, 'must not be empty')
  .max(LONGEST_TEXT, `must have at most ${LONGEST_TEXT} characters`)
  .refine((value) => !value.includes('\0'), 'must not contain a NUL character')
  .refine((value) => !/\p{Surrogate}/u.test(value), 'must be well-formed Unicode, without half characters')
  .refine((value) => value === '' || value.trim() !== '', 'must not be only white space');

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
