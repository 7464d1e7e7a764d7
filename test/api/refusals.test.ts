import type { Pool } from 'pg';
import { newApiKey } from '../../src/secrets';
import { answerProblems } from '../support/answer-checker';
import { type ApiAnswer, type ApiCall, apiClient } from '../support/api-client';
import { addressOf, OPERATIONS, type Operation, type Schema } from '../support/api-document';
import { makeThings, thingOf } from '../support/api-things';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';

/**
 * What every route refuses, for every route of the API's description: one that is added is tested here without being
 * named, and a refused request changes nothing.
 */
let parley: ApiUnderTest;
let own: TenantUnderTest;
let other: TenantUnderTest;
beforeAll(async () => {
  parley = await startApi();
  [own, other] = [await parley.newTenant(), await parley.newTenant()];
});
afterAll(() => parley?.stop());

const named = (operation: Operation) => operation.pathParameters.map(({ name }) => name);
const protectedOnes = OPERATIONS.filter(({ access }) => access !== 'anyone');

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

/** A hash of every table, but for when a key was last used. */
async function contents(pool: Pool): Promise<Record<string, string>> {
  const tables = await pool.query(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const hash = (table: string) =>
    `select '${table}' as name, md5(coalesce(string_agg((to_jsonb(t) - 'last_used_at')::text, ',' order by to_jsonb(t)::text), '')) as hash from ${table} t`;
  const { rows } = await pool.query(tables.rows.map(({ relname }) => hash(relname)).join(' union all '));
  return Object.fromEntries(rows.map(({ name, hash: value }) => [name, value]));
}

describe.each(protectedOnes)('$operationId', (operation) => {
  const ownThings = () => makeThings(parley.pool, own, named(operation));

  test('refuses who gives no key, a wrong one or a revoked one', async () => {
    const values = await ownThings();
    const revoked = await parley.newTenant();
    await parley.pool.query('update api_keys set revoked_at = now() where tenant_id = $1', [revoked.tenantId]);
    for (const client of [apiClient(parley.apiUrl, {}), apiClient(parley.apiUrl, newApiKey()), revoked.admin]) {
      await refused(operation, 'UNAUTHORIZED', () => call(client, operation, values));
    }
  });

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
    return; // what follows needs a caller that is let in
  }

  const ids = named(operation).filter((name) => thingOf(name).missing !== null);
  if (ids.length > 0) {
    test('does not find another tenant’s, nor what is not there', async () => {
      const values = await ownThings();
      await refused(operation, 'NOT_FOUND', () => call(other.admin, operation, values));
      for (const name of ids) {
        const missing = { ...values, [name]: thingOf(name).missing! };
        await refused(operation, 'NOT_FOUND', () => call(own.admin, operation, missing));
        await refused(operation, 'NOT_FOUND', () => call(own.admin, operation, { ...values, [name]: '../' }));
      }
    });
  }

  test('refuses a query parameter that it does not know', async () => {
    const values = await ownThings();
    const answer = await refused(operation, 'VALIDATION_ERROR', () =>
      call(own.admin, operation, values, { query: '?colour=red' }),
    );
    expect(fieldsOf(answer)).toEqual(['colour']);
  });

  if (operation.query.length > 0)
    test.each(operation.query)('refuses a wrong $name in the query', async ({ name, schema }) => {
      const wrong = wrongQuery(schema);
      if (wrong === null) return;
      const values = await ownThings();
      const query = `?${new URLSearchParams({ [name]: wrong })}`;
      const answer = await refused(operation, 'VALIDATION_ERROR', () => call(own.admin, operation, values, { query }));
      expect(fieldsOf(answer)).toEqual([name]);
    });

  if (operation.body === null) return;
  const { body } = operation;

  test('refuses a body that is no JSON, no object, or has a field that it does not know', async () => {
    const values = await ownThings();
    await refused(operation, 'MALFORMED_JSON', () => call(own.admin, operation, values, { body: '{"a": ' }));
    for (const none of ['null', '[]', '7', '"text"']) {
      await refused(operation, 'VALIDATION_ERROR', () => call(own.admin, operation, values, { body: none }));
    }
    const more = { ...body.example, colour: 'red' };
    const answer = await refused(operation, 'VALIDATION_ERROR', () =>
      call(own.admin, operation, values, { body: more }),
    );
    expect(fieldsOf(answer)).toEqual(['colour']);
  });

  test.each(Object.keys(body.properties))('refuses a %s of a wrong type', async (field) => {
    const values = await ownThings();
    const schema = body.properties[field];
    for (const wrong of WRONG_TYPES.filter(({ type }) => !typesOf(schema).includes(type))) {
      const changed = { ...body.example, [field]: wrong.value };
      const answer = await refused(operation, 'VALIDATION_ERROR', () =>
        call(own.admin, operation, values, { body: changed }),
      );
      expect(fieldsOf(answer).every((name) => name === field || name.startsWith(`${field}.`))).toBe(true);
    }
  });
});

const WRONG_TYPES: { type: string; value: unknown }[] = [
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

test('every parameter of an address is known', () => {
  for (const operation of OPERATIONS) for (const name of named(operation)) expect(thingOf(name)).toBeDefined();
});

test('a query parameter without any rule would not be tested above: there is none', () => {
  const free = OPERATIONS.flatMap(({ query }) => query.filter(({ schema }) => wrongQuery(schema) === null));
  expect(free.map(({ name }) => name)).toEqual([]);
});
