import { FrameReader } from '../../bench/live/event-source';
import { SHORTEST_PASSWORD } from '../../src/domain/password';
import { keepOutput, mustStayPrivate, mustStaySecret } from './suite-output';

/** An answer of the API, read. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: as it comes over the wire; tests say what must be in it
  body: any;
}

export type ApiCall = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<ApiAnswer>;

/**
 * Calls an API over real HTTP; every status is an answer. A body that is a string is sent as it is.
 * @param credential an API key, or the headers that say who calls
 */
export function apiClient(apiUrl: string, credential: string | Record<string, string>): ApiCall {
  const credentials = typeof credential === 'string' ? { 'X-API-Key': credential } : credential;
  return async (method, path, body, headers = {}) => {
    keepToOurselves(body);
    const response = await fetch(apiUrl + path, {
      method,
      headers: {
        ...credentials,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const type = response.headers.get('content-type');
    if (type === 'text/event-stream') {
      return { status: response.status, headers: response.headers, body: await firstFrame(response) };
    }
    const text = await response.text();
    if (response.status >= 400) keepOutput('api-errors', `${text}\n`);
    const json = type?.includes('json');
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  };
}

/** What a stream says first, read; then it is closed. */
async function firstFrame(response: Response): Promise<unknown> {
  const frames: unknown[] = [];
  const reader = new FrameReader((frame) => frames.push(frame));
  const decoder = new TextDecoder();
  // Leaving the loop cancels the body, which closes the connection.
  for await (const chunk of response.body ?? []) {
    reader.read(decoder.decode(chunk, { stream: true }));
    if (frames.length > 0) break;
  }
  return frames[0];
}

/** What a request gives away is registered by the names of its fields, so that no test has to think of it. */
function keepToOurselves(body: unknown): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [field, value] of Object.entries(body)) {
    // A word or a sign may stand in any log; passwords and texts of tests are more than that.
    if (typeof value !== 'string' || value.trim().length < 9 || !/[\s\d]/.test(value)) continue;
    // Shorter than any password may be is what a test has refused ("a password"), and words that errors have as well.
    if (/password|secret|token/i.test(field) && value.length >= SHORTEST_PASSWORD) mustStaySecret(value);
    if (/^(message|notes|reason)$/.test(field)) mustStayPrivate(value);
  }
}
