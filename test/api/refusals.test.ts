import { newId } from '../../src/new-id';
import { hashToken, newApiKey, newSessionToken } from '../../src/secrets';
import { answerProblems } from '../support/answer-checker';
import { type ApiAnswer, type ApiCall, apiClient } from '../support/api-client';
import { addressOf, OPERATIONS, type Operation, type Schema } from '../support/api-document';
import { makeThings, thingNameOf, thingOf } from '../support/api-things';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { contents } from '../support/contents';
import { mustStaySecret } from '../support/suite-output';
import { insert } from '../support/tenant';

/**
 * What every route refuses, for every route of the API's description: one that is added is tested here without being
 * named, and a refused request changes nothing.
 */
let parley: ApiUnderTest;
let own: TenantUnderTest;
let other: TenantUnderTest;
/** The token of an admin who has signed in. */
let signedIn: string;
/** The same of the other tenant. */
let otherSignedIn: string;
beforeAll(async () => {
  parley = await startApi();
  [own, other] = [await parley.newTenant(), await parley.newTenant()];
  const inAnHour = new Date(Date.now() + 3_600_000);
  [signedIn, otherSignedIn] = [await newSession(inAnHour), await newSession(inAnHour, other)];
});
afterAll(() => parley?.stop());

const named = (operation: Operation) => operation.pathParameters.map(({ name }) => name);

async function newSession(expiresAt: Date, { tenantId }: TenantUnderTest = own): Promise<string> {
  const token = newSessionToken();
  mustStaySecret(token);
  const user_id = newId('user');
  const user = { email: `${user_id}@example.com`, role: 'admin', password_hash: '-' };
  await insert(parley.pool, 'users', { user_id, tenant_id: tenantId, ...user });
  const session = { token_hash: hashToken(token), tenant_id: tenantId, user_id, expires_at: expiresAt };
  await insert(parley.pool, 'sessions', session);
  return token;
}

/** Calls as somebody who is let in: with an admin's key, or signed in where a key is not enough. */
const letIn = ({ access }: Operation): ApiCall => (access === 'person' ? parley.asPerson(signedIn) : own.admin);

/** The same, of the other tenant. */
const letOtherIn = ({ access }: Operation): ApiCall =>
  access === 'person' ? parley.asPerson(otherSignedIn) : other.admin;

/** Calls an operation with what its description gives as examples, changed by `parts`. */
async function call(
  client: ApiCall,
  operation: Operation,
  values: Record<string, string>,
  parts: { body?: unknown; query?: string } = {},
): Promise<ApiAnswer> {
  const { method, body, upload } = operation;
  const given = 'body' in parts ? parts.body : upload ? 'phone\n' : body?.example;
  const headers: Record<string, string> = upload ? { 'content-type': upload } : {};
  return client(method.toUpperCase(), addressOf(operation, values, parts.query), given, headers);
}

/** Asserts a refusal: the code, an answer that the description knows, and a database that is as it was. */
async function refused(operation: Operation, code: string, make: () => Promise<ApiAnswer>): Promise<ApiAnswer> {
  const before = await contents(parley.pool);
  const answer = await make();
  expect([operation.operationId, answer.body.error?.code]).toEqual([operation.operationId, code]);
  expect(answerProblems(operation, answer)).toEqual([]);
  expect(await contents(parley.pool)).toEqual(before);
  return answer;
}

const fieldsOf = ({ body }: ApiAnswer): string[] => body.error.details.map(({ field }: { field: string }) => field);

describe.each(OPERATIONS)('$operationId', (operation) => {
  const ownThings = () => makeThings(parley.pool, own, named(operation));

  if (operation.access !== 'anyone') {
    test('refuses who gives no key, a wrong one or a revoked one', async () => {
      const values = await ownThings();
      const revoked = await parley.newTenant();
      await parley.pool.query('update api_keys set revoked_at = now() where tenant_id = $1', [revoked.tenantId]);
      for (const client of [apiClient(parley.apiUrl, {}), apiClient(parley.apiUrl, newApiKey()), revoked.admin]) {
        await refused(operation, 'UNAUTHORIZED', () => call(client, operation, values));
      }
    });

    test('refuses a session that there is not, and one that has ended', async () => {
      const values = await ownThings();
      for (const token of [newSessionToken(), await newSession(new Date(Date.now() - 1_000))]) {
        await refused(operation, 'UNAUTHORIZED', () => call(parley.asPerson(token), operation, values));
      }
    });
  }

  if (operation.method !== 'get') {
    test('refuses a session whose browser shows another site’s page', async () => {
      const values = await ownThings();
      const headers = { Cookie: `parley_session=${signedIn}`, Origin: 'https://elsewhere.example' };
      const client = apiClient(parley.apiUrl, headers);
      await refused(operation, 'CROSS_SITE_REFUSED', () => call(client, operation, values));
    });
  }

  if (operation.access === 'admin') {
    test('refuses an operator', async () => {
      const values = await ownThings();
      await refused(operation, 'FORBIDDEN', () => call(own.operator, operation, values));
    });
  }

  if (operation.access === 'person') {
    test('refuses a key, whatever its role', async () => {
      const values = await ownThings();
      await refused(operation, 'FORBIDDEN', () => call(own.admin, operation, values));
    });
  }

  const ids = named(operation).filter((name) => thingOf(name).missing !== null);
  if (ids.length > 0) {
    test('does not find another tenant’s, nor what is not there', async () => {
      const values = await ownThings();
      await refused(operation, 'NOT_FOUND', () => call(letOtherIn(operation), operation, values));
      for (const name of ids) {
        const missing = { ...values, [name]: thingOf(name).missing! };
        await refused(operation, 'NOT_FOUND', () => call(letIn(operation), operation, missing));
        await refused(operation, 'NOT_FOUND', () => call(letIn(operation), operation, { ...values, [name]: '../' }));
      }
    });
  }

  test('refuses a query parameter that it does not know', async () => {
    const values = await ownThings();
    const answer = await refused(operation, 'VALIDATION_ERROR', () =>
      call(letIn(operation), operation, values, { query: '?colour=red' }),
    );
    expect(fieldsOf(answer)).toEqual(['colour']);
  });

  if (operation.query.length > 0)
    test.each(operation.query)('refuses a wrong $name in the query', async ({ name, schema }) => {
      const wrong = wrongQuery(schema);
      if (wrong === null) return;
      const values = await ownThings();
      const query = `?${new URLSearchParams({ [name]: wrong })}`;
      const answer = await refused(operation, 'VALIDATION_ERROR', () =>
        call(letIn(operation), operation, values, { query }),
      );
      expect(fieldsOf(answer)).toEqual([name]);
    });

  if (operation.body === null) return;
  const { body } = operation;

  test('refuses a body that is no JSON, no object, or has a field that it does not know', async () => {
    const values = await ownThings();
    await refused(operation, 'MALFORMED_JSON', () => call(letIn(operation), operation, values, { body: '{"a": ' }));
    for (const none of ['null', '[]', '7', '"text"']) {
      await refused(operation, 'VALIDATION_ERROR', () => call(letIn(operation), operation, values, { body: none }));
    }
    const more = { ...body.example, colour: 'red' };
    const answer = await refused(operation, 'VALIDATION_ERROR', () =>
      call(letIn(operation), operation, values, { body: more }),
    );
    expect(fieldsOf(answer)).toEqual(['colour']);
  });

  const entries = Object.entries<Schema>(body.properties);
  test.each(entries)('refuses a %s of a wrong type, and what is wrong within it', async (field, schema) => {
    const values = await ownThings();
    for (const { at, value } of wrongOf(schema, field)) {
      const answer = await refused(operation, 'VALIDATION_ERROR', () =>
        call(letIn(operation), operation, values, { body: { ...body.example, [field]: value } }),
      );
      const fields = fieldsOf(answer);
      // A wrong one of several alternatives is named as a whole.
      expect([at, fields, fields.some((name) => within(at, name) || within(name, at))]).toEqual([at, fields, true]);
      expect(fields.filter((name) => !within(name, field))).toEqual([]);
    }
  });

  const others = Object.keys(body.properties).filter((field) => thingNameOf(field) !== null);
  if (others.length > 0) {
    test.each(others)('takes no %s of another tenant', async (field) => {
      const names = [...Object.keys(body.example), field].flatMap((each) => thingNameOf(each) ?? []);
      const values = { ...(await makeThings(parley.pool, own, names)), ...(await ownThings()) };
      const thing = thingNameOf(field)!;
      const theirs = await thingOf(thing).make(parley.pool, other);
      const real = Object.keys(body.example).flatMap((each) => {
        const name = thingNameOf(each);
        return name === null ? [] : [[each, body.properties[each].type === 'array' ? [values[name]] : values[name]]];
      });
      const given = body.properties[field].type === 'array' ? [theirs] : theirs;
      const before = await contents(parley.pool);
      const answer = await call(letIn(operation), operation, values, {
        body: { ...body.example, ...Object.fromEntries(real), [field]: given },
      });
      expect(NOT_YOURS).toContain(answer.body.error?.code);
      if (answer.body.error.code === 'VALIDATION_ERROR') expect(fieldsOf(answer)).toEqual([field]);
      expect(answerProblems(operation, answer)).toEqual([]);
      expect(await contents(parley.pool)).toEqual(before);
    });
  }
});

/**
 * What somebody is told who names what is another tenant's: that it is not there, or is no number of theirs. A number is
 * one tenant's alone, so only to add it tells that it is taken.
 */
const NOT_YOURS = [
  'NOT_FOUND',
  'CAMPAIGN_NOT_FOUND',
  'AGENT_NOT_FOUND',
  'FROM_NOT_OURS',
  'VALIDATION_ERROR',
  'ALREADY_EXISTS',
];

const within = (name: string, field: string) => name === field || name.startsWith(`${field}.`);

/** Wrong values of a field, each wrong in one place: of another type itself, or with a part of another type or unknown. */
function wrongOf(schema: Schema, at: string): { at: string; value: unknown }[] {
  const types = typesOf(schema);
  const here = WRONG_TYPES.filter(({ type }) => !types.includes(type)).map(({ value }) => ({ at, value }));
  const inList = schema.items ? wrongOf(schema.items, `${at}.0`).map((each) => ({ ...each, value: [each.value] })) : [];
  const inParts = Object.entries<Schema>(schema.properties ?? {}).flatMap(([name, part]) =>
    wrongOf(part, `${at}.${name}`).map((each) => ({ ...each, value: { ...schema.example, [name]: each.value } })),
  );
  const unknown =
    schema.additionalProperties === false ? [{ at: `${at}.colour`, value: { ...schema.example, colour: 'red' } }] : [];
  return [...here, ...inList, ...inParts, ...unknown];
}

const WRONG_TYPES: { type: string; value: unknown }[] = [
  { type: 'string', value: 'seven' },
  { type: 'number', value: 1.5 },
  { type: 'boolean', value: true },
  { type: 'object', value: { a: 1 } },
  { type: 'array', value: [{ a: { b: 1 } }] },
  { type: 'null', value: null },
];

/** The types that a schema allows. */
function typesOf(schema: Schema): string[] {
  const alternatives: Schema[] = schema.anyOf ?? schema.oneOf ?? [];
  return [schema.type ?? [], ...alternatives.map(typesOf)].flat();
}

/** A value that a query parameter cannot have; null where any text will do. */
function wrongQuery(schema: Schema): string | null {
  if (schema.type === 'integer') return 'ten';
  if (schema.type === 'boolean' || schema.enum) return 'perhaps';
  if (schema.pattern || schema.format) return '\u0000';
  if (schema.maxLength) return 'x'.repeat(schema.maxLength + 1);
  return null;
}

test('every parameter of an address is known, and every id in a body and a query', () => {
  for (const operation of OPERATIONS) {
    for (const name of named(operation)) expect(thingOf(name)).toBeDefined();
    for (const { name } of operation.query) expect(() => thingNameOf(name)).not.toThrow();
  }
});

test.each(
  OPERATIONS.flatMap((operation) => operation.query.map(({ name }) => ({ operation, name }))).filter(
    ({ operation: { method, upload }, name }) =>
      method === 'get' && !upload && /Id$/.test(name) && thingNameOf(name) !== null,
  ),
)('$operation.operationId lists nothing by a $name of another tenant', async ({ operation, name }) => {
  const values = await makeThings(parley.pool, own, named(operation));
  const theirs = await thingOf(thingNameOf(name)!).make(parley.pool, other);
  const answer = await call(letIn(operation), operation, values, {
    query: `?${new URLSearchParams({ [name]: theirs })}`,
  });
  expect(answer.body.data).toEqual({ items: [], next: null });
});

test('a query parameter without any rule would not be tested above: there is none', () => {
  const free = OPERATIONS.flatMap(({ query }) => query.filter(({ schema }) => wrongQuery(schema) === null));
  expect(free.map(({ name }) => name)).toEqual([]);
});
