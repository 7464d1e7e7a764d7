import { z } from 'zod';
import { PROVIDER_NAMES } from '../../domain/provider-names';

/** The fields that several resources have, each with its rule, an example and what a wrong one is told. */

export const LONGEST_TEXT = 1_600;

/** What Postgres cannot keep (NUL) and what is no text (half characters) is refused by name. */
const sound = (schema: z.ZodString) =>
  schema
    .refine((value) => !value.includes('\0'), 'must not contain a NUL character')
    .refine((value) => !/\p{Surrogate}/u.test(value), 'must be well-formed Unicode, without half characters');

export const e164 = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164 form, such as +12125551234')
  .meta({ description: 'A phone number in E.164 form', example: '+12125551234' });

/** A phone number as people write it; `src/phone-number.ts` reads it with the tenant's default country. */
export const phoneAsWritten = sound(
  z.string().min(1, 'must not be empty').max(40, 'must have at most 40 characters'),
).meta({
  description: "A phone number in any usual form; without a country code it is one of the tenant's default country",
  example: '(212) 555-1234',
});

/** Any id of ours: its form only, so that a wrong one is answered "there is none". */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be an id')
  .meta({ example: 'lead_01kb7v0c3m6d2k8e9f4g5h6j7n' });

export const text = sound(
  z.string().min(1, 'must not be empty').max(LONGEST_TEXT, `must have at most ${LONGEST_TEXT} characters`),
)
  .refine((value) => value === '' || value.trim() !== '', 'must not be only white space')
  .meta({ description: 'The text', example: 'See you on Thursday.' });

/** Words that people give, up to a length; may be empty. */
export const words = (most: number) => sound(z.string().max(most, `must have at most ${most} characters`));

/** A name that something has to have. */
export const name = words(200)
  .refine((value) => value.trim() !== '', 'must not be empty')
  .meta({ example: 'Spring check-ups' });

export const email = z
  .email('must be an email address')
  .max(254, 'must have at most 254 characters')
  .meta({ example: 'jane@example.com' });

export const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be a country as two capital letters, such as US')
  .meta({ description: 'ISO 3166-1 alpha-2', example: 'US' });

export const timezone = z
  .string()
  .refine(isTimezone, 'must be a time zone of the IANA database, such as America/New_York')
  .meta({ maxLength: 64, example: 'America/New_York' });

function isTimezone(name: string): boolean {
  // An offset such as +02:00, which Postgres would take for one of the other sign, is no zone.
  if (!/^[A-Za-z].{0,63}$/.test(name)) return false;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A time, as answers have it. */
export const timestamp = z.iso.datetime().meta({ description: 'ISO 8601, UTC', example: '2026-02-15T10:30:00.000Z' });

/** A time, as requests may give it: with any offset. */
export const givenTime = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-02-15T10:30:00Z' })
  .refine((time) => !time.startsWith('0000'), 'must be a time such as 2026-02-15T10:30:00Z') // Postgres has no year 0
  .meta({ example: '2026-02-15T10:30:00Z' });

/** What a question of a campaign and its answer of a lead are found by. */
export const questionKey = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be 1 to 100 letters, digits, dots, lines or underlines')
  .meta({ example: 'insurance' });

/** The name of an SMS provider. */
export const provider = z.enum(PROVIDER_NAMES).meta({ example: 'twilio' });

/** A whole number in a query, where everything is text. */
export const wholeNumber = (least: number, most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`)
    .default(usual)
    .meta({ type: 'integer', minimum: least, maximum: most, default: usual, example: usual });

/** A yes or no in a query. */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

/** What a person looks for in a list: a part of a name, a number or an id. */
export const search = words(100)
  .refine((value) => value.trim().length >= 2, 'must have at least 2 characters')
  .meta({
    description: 'A part of a name, an email, a phone number or an id; upper and lower case alike',
    example: 'jane',
  });
