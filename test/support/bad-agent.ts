import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

const REPLY = '{"reply": "We are open."}';
const MEGABYTE = 1_000_000;

const says =
  (status: number, body: string | Buffer = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);
const json = (body: unknown) => says(200, JSON.stringify(body), { 'content-type': 'application/json' });
const packed = (encoding: string, body: Buffer) => says(200, body, { 'content-encoding': encoding });

/** A date as HTTP writes it, so many seconds from now. */
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000).toUTCString();

/** Every way in which a webhook can answer, by a name for its address. */
const WAYS: Record<string, (response: ServerResponse) => void> = {
  'a-reply': json({ reply: 'We are open.' }),
  never: () => {},
  'a-drip': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    let sent = 0;
    const more = setInterval(() => response.write(REPLY[sent++ % REPLY.length]), 20);
    response.on('close', () => clearInterval(more));
  },
  huge: says(200, 'x'.repeat(2 * MEGABYTE)),
  'huge-when-unpacked': packed('gzip', gzipSync(Buffer.alloc(50 * MEGABYTE))),
  'cut-off': (response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write(REPLY.slice(0, 9), () => response.socket?.destroy());
  },
  'hang-up': (response) => void response.socket?.destroy(),
  'a-page': says(200, '<!DOCTYPE html><html><body>502 Bad Gateway</body></html>', { 'content-type': 'text/html' }),
  'half-of-json': says(200, REPLY.slice(0, 15), { 'content-type': 'application/json' }),
  'a-stack-trace': says(200, 'TypeError: x is undefined\n    at agent.js:7', { 'content-type': 'text/plain' }),
  'latin-1': says(200, Buffer.from('{"reply": "Grüße"}', 'latin1'), { 'content-type': 'application/json' }),
  gzip: packed('gzip', gzipSync(REPLY)),
  deflate: packed('deflate', deflateSync(REPLY)),
  brotli: packed('br', brotliCompressSync(REPLY)),
  'gzip-that-is-none': packed('gzip', Buffer.from(REPLY)),
  'half-of-gzip': packed('gzip', gzipSync(REPLY).subarray(0, 20)),
  'an-encoding-of-its-own': packed('zip', gzipSync(REPLY)),
  nothing: says(200),
  'no-content': says(204),
  accepted: says(202, '{"accepted": true}', { 'content-type': 'application/json' }),
  'another-form': json({ answer: 'We are open.' }),
  'a-list': json([{ reply: 'We are open.' }]),
  ok: says(200, 'ok', { 'content-type': 'text/plain' }),
  'a-number': json({ reply: 5 }),
  'an-empty-reply': json({ reply: ' ' }),
  'a-long-reply': json({ reply: 'x'.repeat(1_601) }),
  moved: says(302, '', { location: '/a-reply' }),
  'moved-for-good': says(308, '', { location: '/a-reply' }),
  'bad-request': says(400, REPLY),
  unauthorized: says(401),
  'not-found': says(404),
  gone: says(410, REPLY),
  busy: says(429, '', { 'retry-after': '20' }),
  'busy-until': (response) => says(429, '', { 'retry-after': inSeconds(30) })(response),
  'busy-for-a-year': says(429, '', { 'retry-after': '31536000' }),
  'busy-since': (response) => says(429, '', { 'retry-after': inSeconds(-3_600) })(response),
  failing: says(500, REPLY),
  down: says(503),
};

/** An agent's server that answers in every bad way there is, each at an address of its own. */
export interface BadAgent {
  urlOf(way: string): string;
  /** How often it was asked at an address. */
  asked(way: string): number;
  stop(): Promise<void>;
}

export async function startBadAgent(): Promise<BadAgent> {
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const way = request.url?.slice(1) ?? '';
    asked.set(way, (asked.get(way) ?? 0) + 1);
    response.on('error', () => {});
    request.resume().on('end', () => WAYS[way]?.(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (way) => {
      if (!Object.hasOwn(WAYS, way)) throw new Error(`no such way to answer: ${way}`);
      return `http://127.0.0.1:${port}/${way}`;
    },
    asked: (way) => asked.get(way) ?? 0,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
