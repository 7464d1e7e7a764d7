import { Agent, errors, request } from 'undici';
import { AddressRefused, type AddressRule, createCheckedLookup, literalAddress } from './address-rule';

/** A request to somebody else's server. */
export interface HttpRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * A request that got no answer. `reached` tells what matters for a text: `no` means that not a byte of it can have
 * arrived (no connection was made), `maybe` that the other side may have acted on it.
 */
export class HttpFailure extends Error {
  override name = 'HttpFailure';
  constructor(
    readonly code: string,
    readonly reached: 'no' | 'maybe',
  ) {
    super(`no answer: ${code}`);
  }
}

/** Makes one request. Redirects are answers, not followed: a 307 would carry a signed body to somebody else. */
export type HttpCall = (request: HttpRequest) => Promise<HttpResponse>;

/** More than any provider or agent has to say; beyond it the answer is cut off and counts as a failure. */
const LONGEST_BODY_BYTES = 1_000_000;

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ADDRESS_REFUSED',
]);

/**
 * The only outbound HTTP of Parley, with one time limit over the whole exchange.
 * @param rule which addresses may be called; not given: all of them, for addresses that the operator has set
 * @throws HttpFailure whenever there is no complete answer
 */
export function createHttpCall(timeoutMs: number, rule?: AddressRule): HttpCall & { close(): Promise<void> } {
  const checked = rule && { lookup: createCheckedLookup(rule) };
  const agent = new Agent({ connect: { timeout: Math.min(timeoutMs, 5_000), ...checked }, keepAliveTimeout: 4_000 });
  const call: HttpCall = async ({ method, url, headers, body }) => {
    try {
      // A connection to an address asks for no name, so the rule is asked here.
      const literal = rule && literalAddress(url);
      if (literal && !rule.allowsAddress(literal)) throw new AddressRefused();
      const answer = await request(url, {
        method,
        headers,
        body,
        dispatcher: agent,
        signal: AbortSignal.timeout(timeoutMs),
      });
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])),
        body: await readLimited(answer.body),
      };
    } catch (error) {
      throw asFailure(error);
    }
  };
  return Object.assign(call, { close: () => agent.close() });
}

async function readLimited(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LONGEST_BODY_BYTES) throw new HttpFailure('ANSWER_TOO_LARGE', 'maybe');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function asFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  if (error instanceof AggregateError) return asFailure(error.errors[0]);
  if (error instanceof errors.UndiciError || (error instanceof Error && 'code' in error)) {
    const code = String((error as { code: unknown }).code);
    if (error.name === 'TimeoutError') return new HttpFailure('TIMEOUT', 'maybe');
    return new HttpFailure(code, NEVER_CONNECTED.has(code) ? 'no' : 'maybe');
  }
  return new HttpFailure('UNKNOWN', 'maybe');
}
