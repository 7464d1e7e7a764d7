import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Router } from 'express';
import { type AppDependencies, createApp } from '../../src/api/app';
import { ALL_ROUTES } from '../../src/api/contract/all-routes';
import { ERRORS } from '../../src/api/errors';
import { schemaProblems } from '../support/answer-checker';
import { document, OPERATIONS, resolved, type Schema } from '../support/api-document';

describe('the description of the API', () => {
  test('is valid OpenAPI 3.1', () => {
    // The validator is an ES module, which Jest does not load: it runs in a process of its own.
    const program = `
      import { Validator } from '@seriousme/openapi-schema-validator';
      import { text } from 'node:stream/consumers';
      const validator = new Validator();
      const { valid, errors } = await validator.validate(JSON.parse(await text(process.stdin)));
      console.log(JSON.stringify({ valid, errors, version: validator.version }));`;
    const args = ['--input-type=module', '--eval', program];
    const cwd = path.join(__dirname, '../..');
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd,
      input: JSON.stringify(document),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ valid: true, version: '3.1' });
  });

  test('has every route that is served, and no other', () => {
    const served = servedRoutes().sort();
    expect(served).toEqual(OPERATIONS.map(({ method, path: address }) => `${method} ${address}`).sort());
    expect(served).toHaveLength(ALL_ROUTES.length);
  });

  test('names each operation once', () => {
    const names = OPERATIONS.map(({ operationId }) => operationId);
    expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
  });

  test('has an error code for each that a route can give, and each says when in its own words', () => {
    const named = new Set(OPERATIONS.flatMap(({ errorCodes }) => errorCodes));
    expect([...named].filter((code) => !(code in ERRORS))).toEqual([]);
    // Webhooks are not part of the API that is described; the rest of the list is.
    const elsewhere = ['MALFORMED_WEBHOOK', 'BAD_SIGNATURE'];
    expect(Object.keys(ERRORS).filter((code) => !named.has(code))).toEqual(elsewhere);
  });

  test('says with which credentials a route is called, as its access is', () => {
    for (const { operationId, method, path: address, access } of OPERATIONS) {
      const { security } = document.paths[address][method];
      const schemes = {
        anyone: [],
        person: ['session'],
        operator: ['apiKey', 'session'],
        admin: ['apiKey', 'session'],
      };
      expect([operationId, security.flatMap(Object.keys)]).toEqual([operationId, schemes[access]]);
    }
  });
});

describe.each(OPERATIONS)('$operationId', (operation) => {
  const described: Schema = document.paths[operation.path][operation.method];

  test('has a summary, a tag, and parameters that are those of its address', () => {
    expect(described.summary).toMatch(/^[A-Z]/);
    expect(document.tags.map(({ name }: { name: string }) => name)).toContain(described.tags[0]);
    const inAddress = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(operation.pathParameters.map(({ name }) => name).sort()).toEqual(inAddress.sort());
    expect(operation.pathParameters.every(({ required }) => required)).toBe(true);
  });

  test('refuses by schema what it does not know, and has an example of what it takes', () => {
    if (operation.body === null) return expect(described.requestBody?.content?.['application/json']).toBeUndefined();
    expect(operation.body.additionalProperties).toBe(false);
    expect(operation.body.example).toBeDefined();
    expect(schemaProblems(operation.body, operation.body.example)).toEqual([]);
  });

  test('has examples of errors that are such answers', () => {
    const wrong = Object.entries<Schema>(resolved(described.responses)).flatMap(([status, { content }]) =>
      Object.values<Schema>(content).flatMap(({ schema, examples = {} }) =>
        Object.entries<Schema>(examples).flatMap(([name, { value }]) => {
          const ofThisStatus = ERRORS[name as keyof typeof ERRORS]?.status === Number(status);
          return [...schemaProblems(schema, value), ...(ofThisStatus ? [] : [`${name} at ${status}`])];
        }),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('has examples of single fields that are such fields', () => {
    const wrong: string[] = [];
    for (const schema of [
      operation.body,
      ...operation.query.map((each) => each.schema),
      resolved(described.responses),
    ]) {
      eachExample(schema, (part) => wrong.push(...schemaProblems({ ...part, example: undefined }, part.example)));
    }
    expect(wrong).toEqual([]);
  });
});

/** Every part of a schema that has a type and an example. */
function eachExample(schema: Schema, visit: (part: Schema) => void): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('example' in schema && ('type' in schema || 'enum' in schema || 'anyOf' in schema)) visit(schema);
  for (const [name, inner] of Object.entries(schema))
    if (name !== 'example' && name !== 'examples') eachExample(inner, visit);
}

/** The routes of the router under /api/v1, as `method /path/{parameter}`. */
function servedRoutes(): string[] {
  // Nothing is called: what the handlers would work with is not needed to see which there are.
  const app = createApp({ publicUrl: 'https://parley.example', codec: null, apiRateLimit: 0 } as AppDependencies);
  const stack = app.router.stack as unknown as { handle: Partial<Router>; route?: { path: string } }[];
  const routers = stack.flatMap(({ handle }) => (handle.stack ? [handle.stack] : []));
  const api = routers.find((layers) => layers.some((layer) => layer.route?.path === '/sms/send')) ?? [];
  return api.flatMap(({ route }) => {
    if (route === undefined) return [];
    const { methods } = route as unknown as { methods: Record<string, boolean> };
    return Object.keys(methods).map((method) => `${method} ${route.path.replaceAll(/:(\w+)/g, '{$1}')}`);
  });
}
