import { openApiDocument } from '../../src/api/openapi';

/** A JSON schema, as far as the document uses them. */
// biome-ignore lint/suspicious/noExplicitAny: a schema may hold anything; those who read it look at what they know
export type Schema = any;

/** One operation of the API's description. */
export interface Operation {
  operationId: string;
  method: string;
  /** With parameters in braces. */
  path: string;
  access: 'anyone' | 'person' | 'operator' | 'admin';
  pathParameters: Parameter[];
  query: Parameter[];
  /** The body's schema with references followed, where it is JSON. */
  body: Schema | null;
  /** A body of another type, which is a stream. */
  upload: string | null;
  /** The statuses that it can answer with. */
  statuses: number[];
  /** The codes of its errors. */
  errorCodes: string[];
}

export interface Parameter {
  name: string;
  required: boolean;
  schema: Schema;
}

export const document: Schema = JSON.parse(JSON.stringify(openApiDocument()));

/** Every operation of the document, read from the document alone. */
export const OPERATIONS: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as object).map(([method, operation]) => operationOf(path, method, operation)),
);

function operationOf(path: string, method: string, operation: Schema): Operation {
  const parameters: Schema[] = operation.parameters ?? [];
  const inPart = (part: string) =>
    parameters
      .filter((parameter) => parameter.in === part)
      .map(({ name, required = false, schema }) => ({ name, required, schema: resolved(schema) }));
  const content = operation.requestBody?.content ?? {};
  const types = Object.keys(content);
  const json = content['application/json'];
  const responses = Object.entries<Schema>(operation.responses);
  return {
    operationId: operation.operationId,
    method,
    path,
    access: operation['x-access'],
    pathParameters: inPart('path'),
    query: inPart('query'),
    body: json ? resolved(json.schema) : null,
    upload: types.find((type) => type !== 'application/json') ?? null,
    statuses: responses.map(([status]) => Number(status)),
    errorCodes: responses.flatMap(([, { content: answer }]) => {
      const schema = answer?.['application/json']?.schema;
      return schema?.properties?.error?.properties?.code?.enum ?? [];
    }),
  };
}

/** A schema with what it refers to put in its place, at every depth. */
export function resolved(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(resolved);
  if (typeof schema !== 'object' || schema === null) return schema;
  if (typeof schema.$ref === 'string') return resolved(componentOf(schema.$ref));
  return Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, resolved(inner)]));
}

function componentOf(reference: string): Schema {
  const path = reference.replace(/^#\//, '').split('/');
  return path.reduce((part, name) => part[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

/** An operation's address with its parameters filled in. */
export function addressOf(operation: Operation, values: Record<string, string>, query = ''): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ''));
  return `/api/v1${path}${query}`;
}
