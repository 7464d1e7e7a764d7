import { z } from 'zod';

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
