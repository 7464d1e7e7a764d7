import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pino from 'pino';
import { createPool, inTransaction, isUnavailable } from '../../src/db/pool';

/** A message of Postgres's protocol: its letter, its length, its content. */
function message(letter: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + content.length);
  return Buffer.concat([Buffer.from(letter), length, content]);
}

const WELCOME = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const GOODBYE = message(
  'E',
  Buffer.from('SFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0'),
);

test('a connection that is lost in the moment in which it is handed out ends no process', async () => {
  // Postgres itself does this when its postmaster is killed just then; at will only somebody can who speaks like it.
  const server = createServer((socket) => {
    socket.once('data', () => socket.end(Buffer.concat([WELCOME, READY, GOODBYE])));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pool = createPool(`postgres://parley@127.0.0.1:${port}/parley`, 1, pino({ level: 'silent' }));
  const error = await inTransaction(pool, async () => 'done').catch((reason: unknown) => reason);
  expect(isUnavailable(error)).toBe(true);
  await pool.end();
  server.close();
});
