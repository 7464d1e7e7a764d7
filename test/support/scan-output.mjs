/**
 * The last runner of `npm test`: no line that a program wrote while the suite ran, and no error that the API answered with,
 * holds a secret, a phone number or a text.
 *
 *   node test/support/scan-output.mjs FOLDER --json FILE
 *
 * FOLDER is what test/support/suite-output.ts filled.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Secrets that their form gives away, whether a test said so or not. */
const SECRET_FORMS = [
  ['an API key', /pk_[A-Za-z0-9_-]{20,}/],
  ["an agent's secret", /whsec_[A-Za-z0-9+/=]{16,}/],
  ['a password hash', /\$argon2id?\$/],
  ['a session', /parley_session=[A-Za-z0-9_-]{16,}/],
];
/** E.164, and the numbers for fiction that the tests use, however they are written. */
const NUMBER_FORMS = [
  ['a phone number', /(\+|%2B)[1-9]\d{7,14}(?!\d)/i],
  ['a phone number', /(?<![\w.+-])1\d{10}(?![\w.-])/],
  ['a phone number', /(?<!\w)\(?202\)?[ .-]?555[ .-]?\d{4}(?!\d)/],
];
/** How our own errors say what a number looks like. */
const EXAMPLE = 'such as +12125551234';
/** Shorter texts are words that logs have as well ("Hi", "sent"). */
const SHORTEST_TEXT = 9;
/** A run that kept less than this has not looked at the suite. */
const FEWEST_LINES = 200;

/**
 * @param {string[]} lines
 * @param {{ secrets: string[], texts: string[] }} hidden
 * @returns {{ secrets: string[], numbers: string[], texts: string[] }} what leaked by kind, named without repeating it
 */
export function leaksIn(lines, { secrets, texts }) {
  const longTexts = texts.filter((text) => text.length >= SHORTEST_TEXT);
  const leaks = { secrets: [], numbers: [], texts: [] };
  for (const [index, line] of lines.entries()) {
    const at = `line ${index + 1}: `;
    const plain = unescaped(line).replaceAll(EXAMPLE, '');
    for (const [what, form] of SECRET_FORMS) if (form.test(plain)) leaks.secrets.push(at + what);
    if (secrets.some((secret) => plain.includes(secret))) leaks.secrets.push(`${at}a secret of a test`);
    for (const [what, form] of NUMBER_FORMS) if (form.test(plain)) leaks.numbers.push(`${at}${what}: ${masked(line)}`);
    if (longTexts.some((text) => plain.includes(text))) leaks.texts.push(`${at}a text of a test`);
  }
  return leaks;
}

/** Enough of a line to know where it comes from, without a digit of it or what it quotes. */
function masked(line) {
  return line
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\d/g, '#')
    .slice(0, 80);
}

/** A line of JSON as what it says, at every depth, so that no escape hides anything. */
function unescaped(line) {
  try {
    return [line, ...wordsOf(JSON.parse(line))].join(' ');
  } catch {
    return line;
  }
}

function wordsOf(value) {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...wordsOf(inner)]);
}

function readJsonLines(folder, ending) {
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  const lines = files.flatMap((name) => readFileSync(path.join(folder, name), 'utf8').split('\n'));
  return [...new Set(lines.filter(Boolean).map((line) => JSON.parse(line)))];
}

/** The report of the run, a check for each kind, and one that there was something to look at. */
export function scan(folder) {
  const hidden = { secrets: readJsonLines(folder, 'secrets.jsonl'), texts: readJsonLines(folder, 'texts.jsonl') };
  const found = { secrets: [], numbers: [], texts: [] };
  let lineCount = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.log'))) {
    const lines = readFileSync(path.join(folder, name), 'utf8').split('\n').filter(Boolean);
    lineCount += lines.length;
    const leaks = leaksIn(lines, hidden);
    for (const kind of Object.keys(found)) found[kind].push(...leaks[kind].map((leak) => `${name} ${leak}`));
  }
  const enough = lineCount >= FEWEST_LINES && hidden.texts.length > 0 && hidden.secrets.length > 0;
  return [
    ...Object.entries(found).map(([kind, leaks]) => ({
      name: `no ${kind} in any output`,
      passed: leaks.length === 0,
      leaks,
    })),
    { name: `the suite wrote something (${lineCount} lines)`, passed: enough, leaks: [] },
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder, , report] = process.argv.slice(2);
  const checks = scan(folder);
  for (const { name, passed, leaks } of checks) {
    console.log(`${passed ? '✔' : '✘'} ${name}`);
    for (const leak of leaks.slice(0, 20)) console.log(`    ${leak}`);
  }
  writeFileSync(report, JSON.stringify(checks));
  process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1;
}
