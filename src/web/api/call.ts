import type { Answer, CallOptions, Operation } from './operations';
import { noteServerTime } from './server-clock';

/** What was wrong with one field of a request. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** An answer that is not what was asked for, or no answer at all. */
export class ApiFailure extends Error {
  override name = 'ApiFailure';

  constructor(
    /** The API's code; `NO_ANSWER` when nothing came back: nobody knows whether the request arrived. */
    readonly code: string,
    message: string,
    /** 0 when nothing came back. */
    readonly status: number,
    readonly details: unknown = undefined,
    readonly requestId: string | null = null,
  ) {
    super(message);
  }

  /** The fields that the API says are wrong, if it says so. */
  get fields(): FieldProblem[] {
    return Array.isArray(this.details) ? this.details.filter(isFieldProblem) : [];
  }
}

const NO_ANSWER = 'Parley did not answer. Look at your connection and try again.';

/**
 * Calls the API as the person who has signed in.
 * @param operation its method and path, as the API describes them: `GET /interactions/{interactionId}`
 * @throws ApiFailure
 */
export async function call<O extends Operation>(operation: O, options: CallOptions<O>): Promise<Answer<O>> {
  const { body, headers, signal } = options;
  const json: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' };
  return (await request(operation, addressOf(operation, options), {
    headers: { ...json, ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  })) as Answer<O>;
}

/** Where an operation is, with its parameters and its query; what is undefined is left out. */
export function addressOf(operation: Operation, options: { params?: object; query?: object }): string {
  const path = operation
    .slice(operation.indexOf(' ') + 1)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String((options.params as Record<string, unknown>)?.[name])),
    );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return `/api/v1${path}${query.size > 0 ? `?${query}` : ''}`;
}

async function request(operation: Operation, address: string, init: RequestInit): Promise<unknown> {
  const askedAt = Date.now();
  let response: Response;
  try {
    response = await fetch(address, { method: methodOf(operation), credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw noAnswer(0, null);
  }
  noteServerTime(response.headers.get('Date'), askedAt, Date.now());
  const answer = await response.json().catch(() => null);
  return dataOf(response.status, answer, response.headers.get('X-Request-Id'));
}

/** The form of every answer, as far as it can be told before looking. */
interface Whole {
  success?: unknown;
  data?: unknown;
  error?: { code?: unknown; message: string; details?: unknown };
}

/**
 * The data of an answer.
 * @param body the answer as it was parsed; null: it could not be
 * @throws ApiFailure for an error, and for what is no answer of ours
 */
export function dataOf(status: number, body: unknown, requestId: string | null): unknown {
  const answer = body as Whole | null;
  if (status >= 200 && status < 300 && answer?.success === true) return answer.data;
  // A proxy's page, or an answer that broke off.
  if (typeof answer?.error?.code !== 'string') throw noAnswer(status, requestId);
  const { code, message, details } = answer.error;
  throw new ApiFailure(code, message, status, details, requestId);
}

/** Nothing came back that is an answer of ours. */
export function noAnswer(status: number, requestId: string | null): ApiFailure {
  return new ApiFailure('NO_ANSWER', NO_ANSWER, status, undefined, requestId);
}

/** The method of an operation. */
export function methodOf(operation: Operation): string {
  return operation.slice(0, operation.indexOf(' '));
}

function isFieldProblem(detail: unknown): detail is FieldProblem {
  return typeof detail === 'object' && detail !== null && 'field' in detail && 'message' in detail;
}
