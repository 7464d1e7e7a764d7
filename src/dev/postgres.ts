import { readdirSync, readFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { freePort } from './ports';
import { type PostgresPrograms, postgresPrograms } from './postgres-binaries';
import { clearStalePid, prepareData, ROLE } from './postgres-data';
import { type ServerProcess, startServerProcess } from './server-process';

export interface PostgresOptions {
  /** Made when it does not exist. */
  dataDir: string;
  /** 0 takes one that is free. */
  port: number;
  /** False for tests: nothing is forced to the disk, which survives a killed server but not a power cut. */
  durable?: boolean;
  log?: (line: string) => void;
}

export interface RunningPostgres {
  /** The database `parley`. */
  url: string;
  /** The database `postgres`, from which others can be created and dropped. */
  adminUrl: string;
  port: number;
  pid: number;
  /** Settles with a sentence when the server has ended, whoever ended it. */
  exited: Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL of the whole server, as a crash test wants it. */
  kill(): void;
}

const READY_MS = 60_000;
const STOP_MS = 20_000;
// Not synchronous_commit=off: its commits wait in the server's memory, so that a killed server forgets some. Without
// fsync a commit is in the operating system's hands, which costs next to nothing more.
const FAST_AND_LOOSE = ['-c', 'fsync=off', '-c', 'full_page_writes=off'];

/**
 * Starts a real PostgreSQL on 127.0.0.1 with its data in `dataDir`, and resolves when the database `parley` can be used.
 * It ends with this process, however this process ends.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const durable = options.durable ?? true;
  const dataDir = resolve(options.dataDir);
  const programs = await postgresPrograms();
  const password = await prepareData(programs, dataDir, durable);
  await clearStalePid(dataDir);
  await chmod(dataDir, 0o700);

  for (let attempt = 1; ; attempt += 1) {
    const port = options.port === 0 ? await freePort() : options.port;
    const server = await launch(programs, dataDir, port, durable, options.log);
    const adminUrl = `postgres://${ROLE}:${password}@127.0.0.1:${port}/postgres`;
    try {
      await createDatabaseWhenReady(server, adminUrl);
    } catch (error) {
      const words = server.lastWords();
      await server.stop('SIGINT', STOP_MS);
      // Another process took the free port in the moment between, or the last server's memory is still being released.
      const passing = (options.port === 0 && /could not bind/.test(words)) || /is still in use/.test(words);
      if (passing && attempt < 10) {
        await pause(200);
        continue;
      }
      throw error;
    }
    return {
      url: `postgres://${ROLE}:${password}@127.0.0.1:${port}/parley`,
      adminUrl,
      port,
      pid: server.pid,
      exited: server.exited,
      stop: () => server.stop('SIGINT', STOP_MS),
      kill: () => killAll(server),
    };
  }
}

function launch(
  programs: PostgresPrograms,
  dataDir: string,
  port: number,
  durable: boolean,
  log: PostgresOptions['log'],
): Promise<ServerProcess> {
  const settings = {
    listen_addresses: '127.0.0.1',
    // No Unix socket: its path may be at most 107 bytes long, and a project's folder may lie deeper than that.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Without DETAIL, which quotes values of rows: numbers and names do not belong in a log.
    log_error_verbosity: 'terse',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const args = ['-D', dataDir, '-p', String(port), ...flags, ...(durable ? [] : FAST_AND_LOOSE)];
  return startServerProcess({ name: 'PostgreSQL', ...programs.command('postgres', args), log });
}

async function createDatabaseWhenReady(server: ServerProcess, adminUrl: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
    // A server that goes away while we ask also tells the idle client; the failed query says enough.
    client.on('error', () => {});
    try {
      await client.connect();
      const { rowCount } = await client.query(`SELECT 1 FROM pg_database WHERE datname = 'parley'`);
      if (rowCount === 0) await client.query('CREATE DATABASE parley');
      return;
    } catch (error) {
      if (!server.running()) throw new Error(`PostgreSQL did not start:\n${server.lastWords()}`);
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL was not ready in ${READY_MS / 1_000} s: ${error}\n${server.lastWords()}`);
      await pause(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
}

/**
 * Each of Postgres's own children leads its own process group, so the group does not reach them. Where the system tells
 * who they are they are killed too; elsewhere they notice the missing parent and end by themselves.
 */
function killAll(server: ServerProcess): void {
  const children: number[] = [];
  if (process.platform === 'linux')
    for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
      if (parentOf(entry) === server.pid) children.push(Number(entry));
  server.kill();
  for (const pid of children)
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
}

function parentOf(pid: string): number | undefined {
  try {
    // pid (name, which may hold anything) state parent …
    return Number(
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[1],
    );
  } catch {
    return undefined;
  }
}
