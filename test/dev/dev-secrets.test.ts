import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadDevSecrets } from '../../src/dev/dev-secrets';

let file: string;
beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'parley-secrets-')), 'secrets.json');
});
afterEach(() => rmSync(path.dirname(file), { recursive: true, force: true }));

test('the secrets are made once', async () => {
  const secrets = await loadDevSecrets(file);
  expect(await loadDevSecrets(file)).toEqual(secrets);
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
});

test('a file from before there were people keeps what it has and gets what it lacks, once', async () => {
  const {
    agentApiKey: _key,
    adminPassword: _admin,
    operatorPassword: _operator,
    ...before
  } = await loadDevSecrets(file);
  writeFileSync(file, JSON.stringify(before));
  const secrets = await loadDevSecrets(file);
  expect(secrets).toMatchObject(before);
  expect(secrets.adminPassword).toMatch(/^[\w-]{24}$/);
  expect(secrets.agentApiKey).toMatch(/^pk_/);
  expect(await loadDevSecrets(file)).toEqual(secrets);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(secrets);
});

test('a file that cannot be read is said to be so, and left as it is', async () => {
  writeFileSync(file, '{"secretKey": 7}');
  await expect(loadDevSecrets(file)).rejects.toThrow(/cannot be read\. `npm run reset`/);
  expect(readFileSync(file, 'utf8')).toBe('{"secretKey": 7}');
});
