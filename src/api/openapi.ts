import { OpenAPIRegistry, OpenApiGeneratorV31, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { ALL_ROUTES } from './contract/all-routes';
import { errorsOf, type Route } from './contract/route';
import { ERRORS, type ErrorCode } from './errors';

const DESCRIPTION = `Durable two-way SMS conversations. Every answer is \`{"success": true, "data": …}\` or
\`{"success": false, "error": {"code", "message", "details"?}}\`; decide by \`code\`. Lists come in pages: give the \`next\`
of an answer as \`cursor\` of the next request. Ids of another tenant are not found. Each key and each session may make so many
requests a minute as the header \`RateLimit-Policy\` says; \`RateLimit\` says how many are left. For reading: [/docs](/docs).`;

/** The version of the API, which is in its address; not that of the program. */
const API_VERSION = '1';

/** The API's description, OpenAPI 3.1, made of the very schemas that check requests. */
export function openApiDocument() {
  const registry = new OpenAPIRegistry();
  const apiKey = registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
  });
  const session = registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'parley_session',
    description: 'What `POST /session` sets',
  });
  const security = {
    anyone: [],
    person: [{ [session.name]: [] }],
    operator: [{ [apiKey.name]: [] }, { [session.name]: [] }],
    admin: [{ [apiKey.name]: [] }, { [session.name]: [] }],
  };
  for (const route of ALL_ROUTES) {
    const { params, query } = route as unknown as { params: z.ZodObject; query: z.ZodObject };
    registry.registerPath({
      method: route.method,
      path: route.path,
      operationId: route.operationId,
      tags: [route.tag],
      summary: route.summary,
      description: describe(route),
      security: security[route.access],
      // What a reader of the description cannot see in `security`: whether an operator may do it.
      'x-access': route.access,
      request: {
        params: Object.keys(params.shape).length > 0 ? params : undefined,
        query: Object.keys(query.shape).length > 0 ? query : undefined,
        headers: route.headers,
        body: bodyOf(route),
      },
      responses: { ...answersOf(route), ...errorAnswersOf(route) },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Of the server that the document is read from, by whatever name it was called.
    servers: [{ url: '/api/v1' }],
    tags: [...new Set(ALL_ROUTES.map((route) => route.tag))].map((name) => ({ name })),
  });
}

function describe(route: Route): string | undefined {
  const whom = {
    anyone: 'Needs no key.',
    person: 'For people who have signed in.',
    operator: '',
    admin: 'For admins.',
  }[route.access];
  return [route.description, whom].filter(Boolean).join(' ') || undefined;
}

function bodyOf(route: Route) {
  if (route.upload) return { required: true, content: { [route.upload]: { schema: { type: 'string' as const } } } };
  if (route.body === null) return undefined;
  return { required: true, content: { 'application/json': { schema: route.body } } };
}

function answersOf(route: Route): Record<string, ResponseConfig> {
  const { status, description, data, also = {}, bare, csv, stream } = route.answer;
  // OpenAPI 3.1 has no words for a stream: the schema is that of each of its frames.
  if (stream) return { [status]: { description, content: { 'text/event-stream': { schema: data } } } };
  const schema = bare ? data : z.strictObject({ success: z.literal(true), data });
  const descriptions = { [status]: description, ...also };
  return Object.fromEntries(
    Object.entries(descriptions).map(([code, words]) => [
      code,
      {
        description: words,
        content: {
          'application/json': { schema },
          ...(csv && { 'text/csv': { schema: { type: 'string' as const } } }),
        },
      },
    ]),
  );
}

/** One answer for each status, with every code that it may have and an example of each. */
function errorAnswersOf(route: Route): Record<string, ResponseConfig> {
  const byStatus = byStatusOf(errorsOf(route));
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join(' '),
        content: { 'application/json': { schema: errorBody(codes), examples: examplesOf(codes) } },
      },
    ]),
  );
}

function byStatusOf(codes: ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERRORS[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

function errorBody(codes: ErrorCode[]) {
  return z.strictObject({
    success: z.literal(false),
    error: z.strictObject({
      code: z.enum(codes as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      details: z.unknown().optional(),
    }),
  });
}

function examplesOf(codes: ErrorCode[]) {
  return Object.fromEntries(
    codes.map((code) => [code, { value: { success: false, error: { code, message: ERRORS[code].message } } }]),
  );
}
