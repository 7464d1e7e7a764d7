import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root';
import { startServerProcess } from './server-process';
import { TEMPORAL_CLI_VERSION } from './temporal-release';

const PROGRESS_MS = 10_000;

/**
 * Builds the pinned Temporal CLI from source and puts it at `target`. Go fetches the modules through its module proxy and
 * checks them against `go.sum`, which works on networks from which the releases cannot be downloaded.
 * @throws Error with the reason when that is not possible.
 */
export async function buildTemporal(target: string, progress: (line: string) => void): Promise<void> {
  const unfinished = `${target}.building-${process.pid}`;
  const version = `-X github.com/temporalio/cli/internal/temporalcli.Version=${TEMPORAL_CLI_VERSION}`;
  const flags = ['-trimpath', '-ldflags', `-s -w ${version}`, '-o', unfinished];
  const since = Date.now();
  const tell = () => progress(`building the Temporal CLI once, about 3–6 minutes… ${elapsed(since)}`);
  const clock = setInterval(tell, PROGRESS_MS);
  try {
    const go = await startServerProcess({
      name: 'go build',
      command: 'go',
      args: [
        'build',
        '-C',
        join(projectRoot(), 'tools', 'temporal-cli'),
        ...flags,
        'github.com/temporalio/cli/cmd/temporal',
      ],
    }).catch((error: NodeJS.ErrnoException) => {
      throw new Error(error.code === 'ENOENT' ? 'there is no `go` on PATH' : error.message);
    });
    tell();
    const end = await go.exited;
    if (!end.endsWith('(code 0)')) throw new Error(`${end}\n${go.lastWords()}`);
    await rename(unfinished, target);
  } finally {
    clearInterval(clock);
    await rm(unfinished, { force: true });
  }
}

function elapsed(since: number): string {
  const seconds = Math.round((Date.now() - since) / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
