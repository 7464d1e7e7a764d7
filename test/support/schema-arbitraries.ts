import fc from 'fast-check';
import type { Schema } from './api-document';

/**
 * Values of a JSON schema, and values that are nearly so, for property-based tests: made of the schema alone. It knows the
 * part of JSON Schema 2020-12 that the API's description uses, and throws at what it does not know.
 */

/** Long enough to meet a limit now and then, short enough to make thousands. */
const USUAL_LENGTH = 60;

const FORMATS: Record<string, () => fc.Arbitrary<string>> = {
  'date-time': () =>
    fc
      .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  email: () => fc.emailAddress(),
  uri: () => fc.webUrl(),
};

/** A value that the schema allows. Other rules than the schema's may still refuse it. */
export function rightOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const alternatives: Schema[] | undefined = schema.anyOf ?? schema.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map(rightOf));
  if (Array.isArray(schema.type)) {
    return fc.oneof(...schema.type.map((type: string) => rightOf({ ...schema, type })));
  }
  switch (schema.type) {
    case 'string':
      return stringOf(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000_000 });
    case 'number':
      return fc.double({ min: schema.minimum, max: schema.maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(rightOf(schema.items), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case 'object':
      return objectOf(schema);
    case undefined:
      return fc.jsonValue({ maxDepth: 2 });
    default:
      throw new Error(`a schema of type ${schema.type}`);
  }
}

function stringOf({ pattern, format, minLength = 0, maxLength }: Schema): fc.Arbitrary<string> {
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  const made = FORMATS[format ?? ''];
  if (made) return made();
  if (format) throw new Error(`a string of format ${format}`);
  const most = maxLength ?? 500;
  const usual = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(most, USUAL_LENGTH) });
  return fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: fc.constant('x'.repeat(most)), weight: 1 });
}

function objectOf(schema: Schema): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries<Schema>(schema.properties ?? {}).map(([name, field]) => [name, rightOf(field)]);
  const requiredKeys: string[] = schema.required ?? [];
  return fc.record(Object.fromEntries(fields), { requiredKeys }) as fc.Arbitrary<Record<string, unknown>>;
}

const DEEP = Array.from({ length: 150 }).reduce<unknown>((inner) => [inner], 'deep');

/** What no schema here wants, and what databases, parsers and people's code stumble over. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...['', ' ', '\0', 'a\0b', '\ud800', '\udc00x', '\uffff', '\u202e', 'x'.repeat(5_000), '😀'.repeat(900)],
    ...['null', 'NaN', '-1', '1e400', "'; drop table leads; --", '%', '\\', '{}', '../..', '٣', '0000-01-01T00:00:00Z'],
    ...['9999-12-31T23:59:59.999999+14:00', '+999999999999999', '__proto__', 'constructor'],
    ...[null, true, 0, -1, 0.5, 1e308, -1e308, 2 ** 53, 2 ** 31, Number.MAX_SAFE_INTEGER, [], {}, [[]], [null], DEEP],
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** A body of this schema that somebody got wrong somewhere: a field missing, one too many, an odd value in its place. */
export function spoiltOf(schema: Schema): fc.Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {});
  const anyName = names.length > 0 ? fc.constantFrom(...names) : fc.constant('nothing');
  return fc.oneof(
    { arbitrary: oddValue, weight: 1 },
    { arbitrary: fc.tuple(objectOf(schema), anyName).map(([body, name]) => without(body, name)), weight: 2 },
    { arbitrary: fc.tuple(objectOf(schema), fc.string({ maxLength: 20 }), oddValue).map(changed), weight: 1 },
    { arbitrary: fc.tuple(objectOf(schema), anyName, oddValue).map(changed), weight: 6 },
  );
}

function without(body: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([field]) => field !== name));
}

function changed([body, name, value]: [Record<string, unknown>, string, unknown]): Record<string, unknown> {
  return Object.fromEntries([...Object.entries(body).filter(([field]) => field !== name), [name, value]]);
}
