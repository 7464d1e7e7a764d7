import { appendFileSync } from 'node:fs';
import path from 'node:path';

/**
 * What programs wrote while the suite ran, and what none of it may hold, kept for `scan-output.mjs`, which `npm test` runs
 * last. Outside `npm test` nothing is kept.
 */
const folder = process.env.PARLEY_TEST_OUTPUT;

function append(name: string, line: string): void {
  if (folder) appendFileSync(path.join(folder, `${process.pid}-${name}`), line);
}

/** Keeps what a program wrote, or an error that the API answered with. */
export function keepOutput(name: string, text: string): void {
  append(`${name.replaceAll(/\W+/g, '-')}.log`, text);
}

/** From here on, this value in any output is a leak: a key, a password, a token. */
export function mustStaySecret(...values: string[]): void {
  for (const value of values) append('secrets.jsonl', `${JSON.stringify(value)}\n`);
}

/** From here on, this text in any output is a leak. */
export function mustStayPrivate(...texts: string[]): void {
  for (const text of texts) append('texts.jsonl', `${JSON.stringify(text)}\n`);
}
