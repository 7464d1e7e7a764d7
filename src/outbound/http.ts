import { isUtf8 } from 'node:buffer';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
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
  /** The body is no UTF-8; what cannot be read of it is U+FFFD. */
  malformed?: true;
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
        ...(await readLimited(decoded(answer.body, answer.headers['content-encoding']))),
      };
    } catch (error) {
      throw asFailure(error);
    }
  };
  return Object.assign(call, { close: () => agent.close() });
}

const DECODERS: Record<string, () => Transform> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** A body as it was meant. We ask for no encoding, and some servers use one all the same. */
function decoded(body: Readable, encoding: string | string[] | undefined): Readable {
  const decoder = DECODERS[String(encoding).trim().toLowerCase()]?.();
  // What goes wrong is thrown to whoever reads the decoded body.
  return decoder === undefined ? body : pipeline(body, decoder, () => {});
}

/** At most so much of it as we ever read, counted unpacked: a small answer can be packed that becomes gigabytes. */
async function readLimited(body: AsyncIterable<Buffer>): Promise<Pick<HttpResponse, 'body' | 'malformed'>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LONGEST_BODY_BYTES) throw new HttpFailure('ANSWER_TOO_LARGE', 'maybe');
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  return { body: whole.toString('utf8'), ...(!isUtf8(whole) && { malformed: true as const }) };
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
