import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

/** The release that is downloaded or built. `tools/temporal-cli/go.mod` names the same one. */
export const TEMPORAL_CLI_VERSION = '1.8.2';

// The archives of the release, as its checksums.txt has them. A release of another version needs its own four lines.
const SHA_256: Record<string, string> = {
  linux_amd64: 'd8421bda989e6514b4bdb4d63a9012a8a05a806892e881a5aad8510496349a94',
  linux_arm64: '83600a8fac6e3da54093e5da6918d399f501532b9f1172235603f9606f4ac6e4',
  darwin_amd64: '489d7f5420cae02b559774ac23df035141954c33a51dba96f5759a0ddccdf1b6',
  darwin_arm64: 'dacdc3587682c04cf27e67c8878ca2d755230b6ad63c0c6ebddd7348ae90ed94',
};

/** No answer within this time is taken as "no way out to the internet": there is another way to get the program. */
const ANSWER_MS = 6_000;
/** A download that stands still this long has failed, however much of it came. */
const STALL_MS = 20_000;

const run = promisify(execFile);

/**
 * Downloads the official release and puts its `temporal` at `target`.
 * @throws Error with the reason when that is not possible. Nothing is kept that does not have the pinned SHA-256.
 */
export async function downloadTemporal(target: string, progress: (line: string) => void): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const platform = `${process.platform}_${arch}`;
  const expected = SHA_256[platform];
  if (!expected) throw new Error(`no checksum is pinned for ${platform}`);
  const archive = `temporal_cli_${TEMPORAL_CLI_VERSION}_${platform}.tar.gz`;
  const url = `https://github.com/temporalio/cli/releases/download/v${TEMPORAL_CLI_VERSION}/${archive}`;

  const folder = await mkdtemp(join(dirname(target), '.download-'));
  try {
    progress(`downloading the Temporal CLI ${TEMPORAL_CLI_VERSION}`);
    const file = join(folder, archive);
    const actual = await fetchTo(url, file);
    if (actual !== expected) throw new Error(`${url} has the SHA-256 ${actual}, not the pinned ${expected}`);
    await run('tar', ['-xzf', file, '-C', folder, 'temporal']);
    await rename(join(folder, 'temporal'), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Saves what `url` answers and returns its SHA-256. */
async function fetchTo(url: string, file: string): Promise<string> {
  const abort = new AbortController();
  const guard = setTimeout(() => abort.abort(new Error(`no answer within ${ANSWER_MS / 1_000} s`)), ANSWER_MS);
  try {
    const response = await fetch(url, { signal: abort.signal }).catch((error: Error & { cause?: Error }) => {
      throw new Error(`${new URL(url).host}: ${error.cause?.message ?? error.message}`);
    });
    if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
    const hash = createHash('sha256');
    clearTimeout(guard);
    const stall = setTimeout(() => abort.abort(new Error('the download stands still')), STALL_MS);
    try {
      await pipeline(
        Readable.fromWeb(response.body),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            stall.refresh();
            hash.update(chunk);
            yield chunk;
          }
        },
        createWriteStream(file),
      );
    } finally {
      clearTimeout(stall);
    }
    return hash.digest('hex');
  } finally {
    clearTimeout(guard);
  }
}
