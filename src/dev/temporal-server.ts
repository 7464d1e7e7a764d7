import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { freePort } from './ports';
import { type ServerProcess, startServerProcess } from './server-process';

export interface TemporalOptions {
  /** From `ensureTemporalBinary`. */
  binary: string;
  /** 0 takes one that is free. */
  port: number;
  uiPort: number;
  /** Everything is kept in memory, and lost at its end, without it. */
  dbFile?: string;
  /** Where the UI has payloads decoded before it shows them. */
  codecEndpoint?: string;
  /** No UI at all. */
  headless?: boolean;
  log?: (line: string) => void;
}

export interface RunningTemporal {
  address: string;
  uiUrl: string;
  pid: number;
  /** Settles with a sentence when the server has ended, whoever ended it. */
  exited: Promise<string>;
  stop(): Promise<void>;
  /** SIGKILL, as a crash test wants it. */
  kill(): void;
}

const READY_MS = 60_000;
const STOP_MS = 10_000;

/**
 * Starts Temporal's dev server on 127.0.0.1 and resolves when its namespace `default` answers.
 * It ends with this process, however this process ends. Its other ports (metrics, HTTP API, the services among
 * themselves) are free ones that it picks itself.
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const port = options.port || (await freePort());
  const uiPort = options.uiPort || (await freePort());
  if (options.dbFile) await mkdir(dirname(options.dbFile), { recursive: true });

  const server = await startServerProcess({
    name: 'the Temporal server',
    command: options.binary,
    args: ['server', 'start-dev', ...(await flags(options, port, uiPort))],
    log: options.log,
  });
  const address = `127.0.0.1:${port}`;
  try {
    await waitUntilItAnswers(server, address);
  } catch (error) {
    await server.stop('SIGINT', STOP_MS);
    throw error;
  }
  return {
    address,
    uiUrl: `http://localhost:${uiPort}`,
    pid: server.pid,
    exited: server.exited,
    stop: () => server.stop('SIGINT', STOP_MS),
    kill: () => server.kill(),
  };
}

async function flags(options: TemporalOptions, port: number, uiPort: number): Promise<string[]> {
  const given = ['--ip', '127.0.0.1', '--port', String(port), '--namespace', 'default', '--log-level', 'error'];
  // One process serves all of a task queue: with the usual four partitions a task and the poll that waits for it often
  // meet only after one was forwarded to the other's partition.
  for (const way of ['Read', 'Write']) given.push('--dynamic-config-value', `matching.numTaskqueue${way}Partitions=1`);
  // Write-ahead log and fewer syncs: a killed server loses nothing, a power cut at worst the last moments of a laptop.
  if (options.dbFile)
    given.push(
      '--db-filename',
      options.dbFile,
      '--sqlite-pragma',
      'journal_mode=wal',
      '--sqlite-pragma',
      'synchronous=1',
    );
  if (options.headless) return [...given, '--headless'];
  given.push('--ui-port', String(uiPort));
  if (options.codecEndpoint) given.push('--ui-codec-endpoint', options.codecEndpoint);
  // The laptop stack asks nothing of the internet. CLIs found on PATH may be too old to know the flag.
  const help = await promisify(execFile)(options.binary, ['server', 'start-dev', '--help']);
  if (help.stdout.includes('--ui-disable-news-fetch')) given.push('--ui-disable-news-fetch');
  return given;
}

async function waitUntilItAnswers(server: ServerProcess, address: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const connection = Connection.lazy({ address });
    try {
      await connection.withDeadline(Date.now() + 2_000, () =>
        connection.workflowService.describeNamespace({ namespace: 'default' }),
      );
      return;
    } catch (error) {
      if (!server.running()) throw new Error(`the Temporal server did not start:\n${server.lastWords()}`);
      if (Date.now() > deadline)
        throw new Error(`the Temporal server was not ready in ${READY_MS / 1_000} s: ${error}\n${server.lastWords()}`);
      await pause(100);
    } finally {
      await connection.close();
    }
  }
}
