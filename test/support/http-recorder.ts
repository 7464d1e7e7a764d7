import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  method: string;
  /** The whole address as the caller wrote it, query included. */
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
}

interface Answer {
  status: number;
  body?: unknown;
}

export interface HttpRecorder {
  url: string;
  requests: RecordedRequest[];
  /** What the next requests are answered, one each; afterwards it is 200 again. */
  answerNext(...answers: (Answer | 'drop')[]): void;
  stop(): Promise<void>;
}

/** A small server that keeps every request it gets: the other side in tests of what calls out. */
export async function startHttpRecorder(): Promise<HttpRecorder> {
  const requests: RecordedRequest[] = [];
  const answers: (Answer | 'drop')[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { method = '', headers } = req;
      const body = Buffer.concat(chunks).toString('utf8');
      requests.push({ method, url: `http://${headers.host}${req.url}`, headers, body, at: Date.now() });
      const answer = answers.shift() ?? { status: 200, body: {} };
      if (answer === 'drop') return req.socket.destroy();
      res.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answerNext: (...next) => answers.push(...next),
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The fields of a form that was posted. */
export function formOf(request: RecordedRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request.body));
}
