import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureTemporalBinary } from '../../src/dev/temporal-binary';
import { downloadTemporal } from '../../src/dev/temporal-release';

let folder: string;
let path: string;
let cached: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-binary-'));
  path = join(folder, 'bin');
  cached = join(folder, 'cache', 'parley', `temporal-1.8.2-${process.platform}-${process.arch}`);
});

afterEach(() => rm(folder, { recursive: true }));

async function program(file: string, version: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho "temporal version ${version} (Server 1.31.2, UI 2.50.1)"\n`, { mode: 0o755 });
}

const ensure = () => ensureTemporalBinary({ env: { PATH: path, XDG_CACHE_HOME: join(folder, 'cache') } });

it('takes the one on PATH before the one in the cache', async () => {
  await program(join(path, 'temporal'), '1.5.0');
  await program(cached, '1.8.2');
  expect(await ensure()).toBe('temporal');
});

it('takes the one in the cache where PATH has none', async () => {
  await program(cached, '1.8.2');
  expect(await ensure()).toBe(cached);
});

it('passes over one on PATH that is too old', async () => {
  await program(join(path, 'temporal'), '1.4.1');
  await program(cached, '1.8.2');
  expect(await ensure()).toBe(cached);
});

it('keeps nothing of a download that is not the pinned release', async () => {
  const body = 'something else';
  const fetched = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(body));
  const found = createHash('sha256').update(body).digest('hex');
  const refusal: unknown = await downloadTemporal(join(folder, 'temporal'), () => {}).catch((error) => error);
  // On a platform without a pinned checksum nothing may even be fetched.
  const fetchedIt = fetched.mock.calls.length > 0;
  expect(String(refusal)).toContain(fetchedIt ? `has the SHA-256 ${found}, not the pinned` : 'no checksum is pinned');
  expect(await readdir(folder)).toEqual([]);
  fetched.mockRestore();
});
