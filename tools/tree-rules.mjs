import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Two ideas in one room, mostly; design says most under 200. */
const LINE_LIMIT = 400;

/** What one machine knows and a repository must not: each an extended regular expression with what to say of a hit. */
const FORBIDDEN_TEXT = [
  { pattern: '(^|[^[:alnum:]_.*})-])/(root|work|Users)/', says: 'a path of one machine' },
  { pattern: '-----BEGIN [A-Z ]*PRIVATE KEY-----', says: 'a private key' },
  { pattern: '(AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[baprs]-[0-9A-Za-z-]{10,})', says: 'an access token' },
];

/** A registry's address in these files would send everybody's installs to the one a single machine uses. */
const REGISTRY_FILES = { 'package-lock.json': /"resolved":\s*"https?:/, '.npmrc': /^\s*(.*:)?(registry\s*=|_auth)/ };

/** Findings, one line each: machine paths, keys and registry addresses in files that are, or may be, committed. */
export function secretsInTree(root) {
  const texts = FORBIDDEN_TEXT.flatMap(({ pattern, says }) => grep(root, pattern).map((hit) => `${hit}: ${says}`));
  const registries = Object.entries(REGISTRY_FILES).flatMap(([file, pattern]) => {
    const place = path.join(root, file);
    if (!existsSync(place)) return [];
    const lines = readFileSync(place, 'utf8').split('\n');
    return lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: a registry's address`] : []));
  });
  return [...texts, ...registries];
}

/** Findings, one line each: code files longer than the limit. */
export function fileLength(root) {
  const listed = git(root, [
    'ls-files',
    '-co',
    '--exclude-standard',
    '-z',
    '--',
    '*.ts',
    '*.tsx',
    '*.mjs',
    '*.cjs',
    '*.js',
  ]);
  const files = listed.stdout.split('\0').filter((file) => file !== '' && existsSync(path.join(root, file)));
  return files.flatMap((file) => {
    const lines = readFileSync(path.join(root, file), 'utf8').split('\n').length - 1;
    return lines > LINE_LIMIT ? [`${file}: ${lines} lines, more than ${LINE_LIMIT}`] : [];
  });
}

/** `file:line` of every hit. Untracked files count too: found after the commit, a secret is already in the history. */
function grep(root, pattern) {
  const found = git(root, ['grep', '--untracked', '-I', '-n', '-o', '-E', '-e', pattern]);
  return found.stdout.split('\n').flatMap((line) => line.match(/^[^:]+:\d+/) ?? []);
}

function git(root, args) {
  const result = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (result.error) throw new Error(`git is needed for this check: ${result.error.message}`);
  // git grep exits 1 when it finds nothing; anything above is a failure that must not pass as "found nothing".
  if (result.status === null || result.status > 1) throw new Error(`git ${args[0]} failed: ${result.stderr}`);
  return result;
}
