import '../support/one-realm';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createHttpCall, HttpFailure, type HttpRequest } from '../../src/outbound/http';

const MEGABYTE = 1_000_000;

/** What each test started; ended after it, connections included. */
const started: { server: Server; sockets: Set<Socket> }[] = [];
const calls: ReturnType<typeof createHttpCall>[] = [];

afterEach(async () => {
  await Promise.all(calls.splice(0).map((call) => call.close()));
  for (const { server, sockets } of started.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})));
  started.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (answer: RequestListener) => listen(createHttpServer(answer));
/** A server that speaks no HTTP: it gets the connection, and the first bytes of the request. */
const serveRaw = (onBytes: (socket: Socket) => void) =>
  listen(createTcpServer((socket) => socket.once('data', () => onBytes(socket))));

function callTo(url: string, parts: Partial<HttpRequest> = {}, timeoutMs = 5_000) {
  const call = createHttpCall(timeoutMs);
  calls.push(call);
  return call({ method: 'POST', url, headers: { 'x-trace': 'a' }, body: 'hello', ...parts });
}

async function failureOf(answer: Promise<unknown>): Promise<HttpFailure> {
  const failure = await answer.then(
    (got) => Promise.reject(new Error(`there was an answer: ${JSON.stringify(got)}`)),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(HttpFailure);
  return failure as HttpFailure;
}

test('a request arrives as it is, and its answer comes back', async () => {
  const url = await serve((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      res.writeHead(201, { 'Content-Type': 'text/plain', 'Retry-After': '7' });
      res.end(`${req.method} ${req.url} ${req.headers['x-trace']} ${Buffer.concat(chunks)}`);
    });
  });
  const { status, headers, body } = await callTo(`${url}/a%20b?x=%E2%9C%93`, { body: 'grüße ✓' });
  expect({ status, body }).toEqual({ status: 201, body: 'POST /a%20b?x=%E2%9C%93 a grüße ✓' });
  expect(headers).toMatchObject({ 'content-type': 'text/plain', 'retry-after': '7' });
});

test.each([301, 302, 303, 307, 308])('a redirect is an answer, and nothing goes to its address: %d', async (status) => {
  let followed = 0;
  const elsewhere = await serve((_req, res) => {
    followed++;
    res.end();
  });
  const url = await serve((_req, res) => res.writeHead(status, { location: elsewhere }).end());
  expect(await callTo(url)).toMatchObject({ status });
  expect(followed).toBe(0);
});

test.each([400, 404, 429, 500, 503])('an answer of %d is an answer', async (status) => {
  const url = await serve((_req, res) => res.writeHead(status).end('no'));
  expect(await callTo(url)).toMatchObject({ status, body: 'no' });
});

test('an answer of just under a megabyte is read', async () => {
  const url = await serve((_req, res) => res.end('x'.repeat(MEGABYTE)));
  expect((await callTo(url)).body).toHaveLength(MEGABYTE);
});

describe('without a complete answer', () => {
  test('a port where nobody listens: not a byte arrived', async () => {
    const url = await serve(() => {});
    const [{ server }] = started.splice(0) as [(typeof started)[number]];
    await new Promise((resolve) => server.close(resolve));
    expect(await failureOf(callTo(url))).toMatchObject({ code: 'ECONNREFUSED', reached: 'no' });
  });

  test('a name that nobody has: not a byte arrived', async () => {
    const failure = await failureOf(callTo('http://nobody.invalid/'));
    expect(failure.reached).toBe('no');
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(failure.code);
  });

  test('a server without TLS that was asked for it: the reason is known', async () => {
    const url = await serve(() => {});
    const failure = await failureOf(callTo(url.replace('http:', 'https:')));
    expect(failure.code).not.toBe('UNKNOWN');
  });

  test.each<[what: string, onBytes: (socket: Socket) => void]>([
    ['a reset after the request', (socket) => socket.resetAndDestroy()],
    ['a connection that ends after the request', (socket) => socket.end()],
    ['half an answer', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf')],
    ['something that is not HTTP', (socket) => socket.end('hello\r\n\r\n')],
  ])('%s: it may have arrived', async (_what, onBytes) => {
    const failure = await failureOf(callTo(await serveRaw(onBytes)));
    expect(failure.reached).toBe('maybe');
    expect(failure.code).not.toBe('UNKNOWN');
  });

  test('no answer in time: it may have arrived', async () => {
    const url = await serve(() => {});
    expect(await failureOf(callTo(url, {}, 100))).toMatchObject({ code: 'TIMEOUT', reached: 'maybe' });
  });

  test('an answer that never ends: the time limit is over the whole of it', async () => {
    const url = await serve((_req, res) => {
      res.write('a');
      const more = setInterval(() => res.write('a'), 20);
      res.on('close', () => clearInterval(more));
    });
    expect(await failureOf(callTo(url, {}, 200))).toMatchObject({ code: 'TIMEOUT', reached: 'maybe' });
  });

  test('an answer of 2 MB is cut off, and the connection with it', async () => {
    let closed = (): void => {};
    const cutOff = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = await serve((_req, res) => {
      res.on('close', closed);
      res.writeHead(200, { 'content-length': 2 * MEGABYTE });
      res.write('x'.repeat(2 * MEGABYTE - 1)); // its last byte never comes: only cutting off ends it
    });
    expect(await failureOf(callTo(url))).toMatchObject({ code: 'ANSWER_TOO_LARGE', reached: 'maybe' });
    await cutOff;
  });

  test('an address that is none', async () => {
    expect((await failureOf(callTo('nonsense'))).name).toBe('HttpFailure');
  });
});

test('a failure says its code and nothing of the request', async () => {
  const url = await serve((req) => req.socket.destroy());
  const failure = await failureOf(callTo(`${url}/secret-path`, { headers: { authorization: 'secret-header' } }));
  expect(`${failure.message} ${failure.stack} ${JSON.stringify(failure)}`).not.toMatch(
    /secret|hello|127\.0\.0\.1:\d+\//,
  );
});
