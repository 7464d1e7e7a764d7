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
    const response = await fetch(apiUrl + path, {
      method,
      headers: {
        ...credentials,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  };
}
