import { connect } from 'node:net';

/** What came back over a connection; without a status: it was closed without an answer. */
export interface RawAnswer {
  status: number | null;
  headers: string;
  body: string;
}

const LIMIT_MS = 10_000;

/**
 * Sends bytes as they are, so that a request may be wrong in every way.
 * @param breaksOff whether the connection is closed behind them, as the request says that there is more to come. Of others it is
 *   left open, as Node drops the answer to a caller that has closed its side.
 * @throws Error when the other side neither answers nor closes within 10 s
 */
export function sendRaw(port: number, bytes: Buffer, breaksOff: boolean): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' }, () => (breaksOff ? socket.end(bytes) : socket.write(bytes)));
    socket.setTimeout(LIMIT_MS, () => {
      socket.destroy();
      reject(new Error('neither an answer nor an end'));
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    // It may be refused before it is read to its end, which is an answer as well.
    socket.on('error', () => {});
    socket.on('close', () => resolve(read(Buffer.concat(chunks).toString('latin1'))));
  });
}

function read(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const headers = text.slice(0, end === -1 ? 0 : end).toLowerCase();
  const status = /^http\/1\.1 (\d{3})/.exec(headers)?.[1];
  return { status: status === undefined ? null : Number(status), headers, body: end === -1 ? '' : text.slice(end + 4) };
}
