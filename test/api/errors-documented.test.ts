import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ERRORS } from '../../src/api/errors';

const document = readFileSync(path.join(__dirname, '../../docs/errors.md'), 'utf8');

/** The rows of the table: `| `CODE` | status | when | what to do |`. */
const rows = document
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map(([, code = '', status = '', when = '', remedy = '']) => ({
    code: code.replaceAll('`', ''),
    status: Number(status),
    when,
    remedy,
  }));
const documented = rows.map(({ code }) => code);

test('docs/errors.md has every error of the API with its status', () => {
  const table = Object.fromEntries(rows.map(({ code, status }) => [code, status]));
  const codes = Object.entries(ERRORS).map(([code, { status }]) => [code, status]);
  expect(table).toEqual(Object.fromEntries(codes));
});

test('docs/errors.md has each error once', () => {
  expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
});

test('docs/errors.md says of each error when it comes and what to do', () => {
  expect(rows.filter(({ when, remedy }) => when === '' || remedy === '').map(({ code }) => code)).toEqual([]);
});

test('the codes that docs/errors.md speaks of elsewhere exist', () => {
  const named = [...document.matchAll(/"code": "([A-Z_]+)"/g)].map(([, code = '']) => code);
  expect(named.filter((code) => !(code in ERRORS))).toEqual([]);
});
