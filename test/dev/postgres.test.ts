import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from '../../src/dev/postgres';

jest.setTimeout(60_000);

let folder: string;
const started: RunningPostgres[] = [];

async function start(dataDir: string): Promise<RunningPostgres> {
  const server = await startPostgres({ dataDir, port: 0, durable: false });
  started.push(server);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

beforeEach(async () => {
  // mkdtemp makes folders that only their owner may enter: where root works in one, an ordinary user's Postgres cannot.
  folder = await mkdtemp(join(tmpdir(), 'parley-postgres-'));
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  await rm(folder, { recursive: true, force: true });
});

it('keeps its data over a stop and over a kill', async () => {
  const dataDir = join(folder, 'deep', 'postgres');
  const first = await start(dataDir);
  await query(first.url, `CREATE TABLE kept (word text); INSERT INTO kept VALUES ('Ärger')`);
  await first.stop();

  const second = await start(dataDir);
  expect(await query(second.url, 'SELECT lower(word) AS word FROM kept')).toEqual([{ word: 'ärger' }]);
  await query(second.url, `UPDATE kept SET word = 'after the stop'`);
  second.kill();
  await second.exited;

  const third = await start(dataDir);
  expect(await query(third.url, 'SELECT word FROM kept')).toEqual([{ word: 'after the stop' }]);
});

it('starts again at once after a kill, though the killed server left its postmaster.pid', async () => {
  const dataDir = join(folder, 'postgres');
  const first = await start(dataDir);
  first.kill();
  const second = await start(dataDir);
  expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('is not misled by a postmaster.pid whose number now belongs to another program', async () => {
  const dataDir = join(folder, 'postgres');
  await (await start(dataDir)).stop();
  await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n1\n5432\n\n127.0.0.1\n\nready\n`);
  expect((await start(dataDir)).pid).toBeGreaterThan(0);
});

it('runs two servers side by side', async () => {
  const [one, other] = await Promise.all([start(join(folder, 'one')), start(join(folder, 'other'))]);
  expect(one.port).not.toBe(other.port);
  await query(one.adminUrl, 'CREATE DATABASE only_here');
  const names = await query(other.adminUrl, `SELECT 1 FROM pg_database WHERE datname = 'only_here'`);
  expect(names).toEqual([]);
});

it('lets nobody in without the password, which only the owner can read', async () => {
  const dataDir = join(folder, 'postgres');
  const { url } = await start(dataDir);
  await expect(query(url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  expect((await stat(join(dataDir, 'parley-password'))).mode & 0o777).toBe(0o600);
  expect(url).toContain(await readFile(join(dataDir, 'parley-password'), 'utf8'));
});

it('clears away what an initdb that was killed left behind', async () => {
  const dataDir = join(folder, 'postgres');
  const half = `${dataDir}.unfinished-12345678`;
  await mkdir(half);
  await writeFile(join(half, 'PG_VERSION'), '18');
  await start(dataDir);
  await expect(stat(half)).rejects.toThrow(/ENOENT/);
});

it('touches nothing in a folder that holds something else', async () => {
  const dataDir = join(folder, 'photos');
  await mkdir(dataDir);
  await writeFile(join(dataDir, 'holiday.jpg'), 'jpg');
  await chmod(dataDir, 0o755);
  await expect(start(dataDir)).rejects.toThrow(/holds something else than a PostgreSQL/);
  expect(await readFile(join(dataDir, 'holiday.jpg'), 'utf8')).toBe('jpg');
});
