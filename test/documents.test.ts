import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FACTS } from '../src/domain/conversation-events';
import { MESSAGE_STATES } from '../src/domain/delivery';
import { INTERACTION_STATUSES } from '../src/domain/status';

const root = path.join(__dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const listing = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' });
const documents = listing.split('\n').filter((file) => file !== '' && existsSync(path.join(root, file)));

test.each([
  ['state of a message', MESSAGE_STATES],
  ['status of a conversation', INTERACTION_STATUSES],
  ['signal', Object.keys(FACTS)],
])('docs/terms.md names every %s', (_, names) => {
  const terms = read('docs/terms.md');
  expect(names.filter((name) => !terms.includes(`\`${name}\``))).toEqual([]);
});

test.each(documents)('the links of %s lead somewhere', (document) => {
  const links = [...read(document).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
  const folder = path.dirname(path.join(root, document));
  expect(links.filter((link) => !existsSync(path.join(folder, link)))).toEqual([]);
});

test('the folders that CONTRIBUTING.md explains are there', () => {
  const table = read('CONTRIBUTING.md').split('## Where things are')[1]?.split('\n## ')[0] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const folders = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  expect(folders.length).toBeGreaterThan(10);
  expect(folders.filter((folder) => !existsSync(path.join(root, folder)))).toEqual([]);
});

test('LICENSE is the one that package.json names', () => {
  expect(JSON.parse(read('package.json'))).toMatchObject({ license: 'Apache-2.0' });
  expect(read('LICENSE')).toMatch(/^\s+Apache License\n\s+Version 2\.0, January 2004\n/m);
});
