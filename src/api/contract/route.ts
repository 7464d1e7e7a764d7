import { z } from 'zod';
import type { ErrorCode } from '../errors';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * One route of the API, whole: what it takes, who may call it, what it answers and which errors it gives. The same object
 * validates the request (`src/api/serve.ts`) and describes it (`src/api/openapi.ts`), so the two cannot differ.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Data extends z.ZodType = z.ZodType,
  Method extends HttpMethod = HttpMethod,
  Path extends string = string,
> {
  /** The route's name for generated clients: a verb and what it is about. */
  operationId: string;
  method: Method;
  /** Below `/api/v1`, with parameters in braces: `/leads/{leadId}`. */
  path: Path;
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params: Params;
  query: Query;
  /** Null: the request's body is not looked at. */
  body: Body | null;
  /** A body that is not JSON is handed to the handler as it comes, as a stream of this type. */
  upload?: 'text/csv';
  /** Headers that the handler reads, for the description alone. */
  headers?: z.ZodObject;
  answer: {
    status: 200 | 201;
    description: string;
    data: Data;
    /** Further statuses with the same form of data, and what they mean. */
    also?: Partial<Record<202, string>>;
    /** The answer is `data` alone, without `success` around it. */
    bare?: true;
    /** The answer is server-sent events, each a `data` (`src/api/contract/events.ts`), until one side ends it. */
    stream?: true;
    /** Can also be had as CSV, where the query asks for it. */
    csv?: true;
  };
  /** The errors of this route; those that every route gives are added by `errorsOf`. */
  errors: readonly ErrorCode[];
}

/**
 * `anyone`: without a key or a session. `person`: a person who has signed in, not an API key. `operator`: every key and
 * everybody who has signed in. `admin`: keys and people with that role.
 */
export type Access = 'anyone' | 'person' | 'operator' | 'admin';

const NOTHING = z.strictObject({});

type Nothing = typeof NOTHING;

/**
 * Completes a route: what is left out takes nothing and gives no errors of its own. Method and path stay literal in the
 * type, so that the page can call a route by them and is told what it takes and answers.
 */
export function defineRoute<
  Data extends z.ZodType,
  const Method extends HttpMethod,
  const Path extends string,
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(
  given: Omit<Route<Params, Query, Body, Data, Method, Path>, 'params' | 'query' | 'body' | 'errors'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    errors?: readonly ErrorCode[];
  },
): Route<Params, Query, Body, Data, Method, Path> {
  return {
    ...given,
    params: given.params ?? (NOTHING as unknown as Params),
    query: given.query ?? (NOTHING as unknown as Query),
    body: given.body ?? null,
    errors: given.errors ?? [],
  };
}

/** Every error that a route can answer with: its own, and those that follow from what it takes and who may call it. */
export function errorsOf(route: Route): ErrorCode[] {
  const codes = new Set<ErrorCode>(route.errors);
  const add = (...more: ErrorCode[]) => {
    for (const code of more) codes.add(code);
  };
  const writes = route.method !== 'get';
  add('VALIDATION_ERROR', 'RATE_LIMITED', 'INTERNAL_ERROR', 'UNAVAILABLE');
  if (route.access !== 'anyone') add('UNAUTHORIZED');
  if (route.access === 'admin' || route.access === 'person') add('FORBIDDEN');
  if (route.path.includes('{')) add('NOT_FOUND');
  if (writes) add('CROSS_SITE_REFUSED', 'OUTCOME_UNKNOWN');
  if (route.body !== null) add('MALFORMED_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_ENCODING');
  return [...codes].sort();
}
