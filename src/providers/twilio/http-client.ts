import { stringify as formatForm } from 'node:querystring';
import RequestClient from 'twilio/lib/base/RequestClient';
import type TwilioResponse from 'twilio/lib/http/response';

/** An HTTP call as `src/outbound/http.ts` makes it: given to the provider, so that it does no I/O of its own. */
export type TwilioCall = (request: {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
}) => Promise<{ status: number; headers: Record<string, string>; body: string }>;

/** Whether a call got no answer, as `src/outbound/http.ts` says it. */
export function isHttpFailure(error: unknown): error is { code: string; reached: 'no' | 'maybe' } {
  return error instanceof Error && error.name === 'HttpFailure' && 'reached' in error;
}

/** Twilio's SDK asks this for its HTTP. */
export class OurHttpClient extends RequestClient {
  constructor(
    private readonly apiBaseUrl: string,
    private readonly call: TwilioCall,
  ) {
    super();
  }

  override async request<T>(options: RequestClient.RequestOptions<T>): Promise<TwilioResponse<T>> {
    const query = options.params ? `?${formatForm(plain(options.params))}` : '';
    const url = options.uri.replace('https://api.twilio.com', this.apiBaseUrl) + query;
    const credentials = Buffer.from(`${options.username}:${options.password}`).toString('base64');
    const headers = { ...(options.headers as Record<string, string>), Authorization: `Basic ${credentials}` };
    const body = options.data ? formatForm(plain(options.data)) : undefined;
    const method = options.method.toUpperCase() === 'POST' ? 'POST' : 'GET';
    const answer = await this.call({ method, url, headers, body });
    // The SDK parses a body that is a string itself, whatever T says.
    return { statusCode: answer.status, body: answer.body as T, headers: answer.headers };
  }
}

/** The SDK's parameters as a form's values, without the ones that were not given. */
function plain(values: unknown): Record<string, string> {
  const given = Object.entries(values as Record<string, unknown>).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}
