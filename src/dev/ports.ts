import { createServer, connect as openSocket, type Server } from 'node:net';

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

/**
 * A port of 127.0.0.1 that nothing listens on, for a process that will listen a moment later.
 * One connection is made and closed from the server's side first: while that rests in TIME_WAIT Linux does not hand the
 * same number out again, so two callers in a row (or two test files) do not get one port.
 */
export async function freePort(): Promise<number> {
  const server = await listen(0, '127.0.0.1');
  const port = portOf(server);
  await new Promise<void>((resolve, reject) => {
    const client = openSocket({ port, host: '127.0.0.1' });
    server.once('connection', (socket) => socket.end());
    client.once('error', reject);
    client.once('end', () => client.end());
    client.once('close', () => resolve());
    client.resume();
  });
  await close(server);
  return port;
}

/** Whether somebody answers there. Listening alone does not tell: macOS lets two listen on 127.0.0.1 and 0.0.0.0. */
function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = openSocket({ port, host });
    const end = (found: boolean) => {
      socket.destroy();
      resolve(found);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** The reason why `port` cannot be listened on, or undefined when it can. */
async function obstacle(port: number, host: string): Promise<'taken' | 'forbidden' | undefined> {
  try {
    await close(await listen(port, host));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'forbidden' : 'taken';
  }
  // People open http://localhost, which is ::1 first on many machines: another program there would answer instead.
  const seen = await Promise.all([answers(port, host), answers(port, '::1')]);
  return seen.includes(true) ? 'taken' : undefined;
}

/**
 * @throws Error naming the variable to set, with a port that is free, when `port` cannot be listened on.
 */
export async function assertPortFree(port: number, host: string, variableName: string): Promise<void> {
  const found = await obstacle(port, host);
  if (found === undefined) return;
  const remedy = async () => {
    for (let other = Math.max(port + 1, 1_024); other < Math.min(port + 2_000, 65_536); other += 1)
      if ((await obstacle(other, host)) === undefined) return `${variableName}=${other} npm start`;
    return `${variableName}=${await freePort()} npm start`;
  };
  throw new Error(
    found === 'taken'
      ? `Port ${port} is taken. Stop what uses it or start with ${await remedy()}`
      : `Port ${port} may not be opened by this user. Start with ${await remedy()}`,
  );
}
