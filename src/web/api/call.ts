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

/** Uploads a file's content as the body of an operation that takes one. */
export async function upload<O extends Operation>(
  operation: O,
  options: Omit<CallOptions<O>, 'body'>,
  file: Blob,
  type: string,
): Promise<Answer<O>> {
  const init = { headers: { 'Content-Type': type }, body: file, signal: options.signal };
  return (await request(operation, addressOf(operation, options), init)) as Answer<O>;
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
  const method = operation.slice(0, operation.indexOf(' '));
  const askedAt = Date.now();
  let response: Response;
  try {
    response = await fetch(address, { method, credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiFailure('NO_ANSWER', NO_ANSWER, 0);
  }
  noteServerTime(response.headers.get('Date'), askedAt, Date.now());
  const answer = (await response.json().catch(() => null)) as Whole | null;
  if (response.ok && answer?.success === true) return answer.data;
  const requestId = response.headers.get('X-Request-Id');
  if (typeof answer?.error?.code !== 'string') {
    // A proxy's page, or an answer that broke off.
    throw new ApiFailure('NO_ANSWER', NO_ANSWER, response.status, undefined, requestId);
  }
  const { code, message, details } = answer.error;
  throw new ApiFailure(code, message, response.status, details, requestId);
}

/** The form of every answer, as far as it can be told before looking. */
interface Whole {
  success?: unknown;
  data?: unknown;
  error?: { code?: unknown; message: string; details?: unknown };
}

function isFieldProblem(detail: unknown): detail is FieldProblem {
  return typeof detail === 'object' && detail !== null && 'field' in detail && 'message' in detail;
}
