import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { evaluateWith } from './support/load-module';

// Put together here, so that this file does not hold what the rules look for.
const slash = '/';
const home = `${slash}root${slash}`;
const files: Record<string, string> = {
  'docs/path.md': `see ${home}notes.txt\n`,
  'docs/harmless.md': 'https://example.com/root/x, src/work/x.ts and network/root/y are no paths of a machine\n',
  'src/key.ts': `const key = '${'-----BEGIN'} RSA PRIVATE KEY-----';\n`,
  'src/token.ts': `const token = '${'ghp'}_${'a'.repeat(36)}';\n`,
  'src/ignored.log': `${home}\n`,
  'package-lock.json': '{\n  "resolved": "https://registry.example.com/x.tgz"\n}\n',
  '.npmrc': 'save-exact=true\nregistry=https://registry.example.com\n',
  '.gitignore': '*.log\n',
  'src/long.ts': '//\n'.repeat(401),
  'src/short.ts': '//\n'.repeat(400),
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-tree-'));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  execFileSync('git', ['add', 'docs'], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const findings = (rule: string) => evaluateWith('tools/tree-rules.mjs', `m.${rule}(${JSON.stringify(folder)})`);

test('finds machine paths, keys and registries in tracked and untracked files, and repeats none of them', () => {
  expect(findings('secretsInTree')).toEqual([
    'docs/path.md:1: a path of one machine',
    'src/key.ts:1: a private key',
    'src/token.ts:1: an access token',
    "package-lock.json:2: a registry's address",
    ".npmrc:2: a registry's address",
  ]);
});

test('finds files of more than 400 lines', () => {
  expect(findings('fileLength')).toEqual(['src/long.ts: 401 lines, more than 400']);
});
