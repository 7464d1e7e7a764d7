import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { assertPortFree, freePort } from '../../src/dev/ports';

const servers: Server[] = [];

async function listen(port: number, host: string): Promise<void> {
  const server = createServer().listen(port, host);
  servers.push(server);
  await once(server, 'listening');
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

it('gives ports that can be listened on, another one each time', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(new Set(ports).size).toBe(20);
  for (const port of ports) await listen(port, '127.0.0.1');
});

it('says nothing about a port that is free', async () => {
  await expect(assertPortFree(await freePort(), '127.0.0.1', 'PORT')).resolves.toBeUndefined();
});

it.each(['127.0.0.1', '0.0.0.0', '::1'])('names the variable for a port that is taken on %s', async (host) => {
  const port = await freePort();
  await listen(port, host);
  const message = new RegExp(`^Port ${port} is taken. Stop what uses it or start with CARRIER_PORT=\\d+ npm start$`);
  await expect(assertPortFree(port, '127.0.0.1', 'CARRIER_PORT')).rejects.toThrow(message);
});
