import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FACTS } from '../../src/domain/conversation-events';

const ROOT = path.join(__dirname, '../..');

/** Where the type stands among what writes an event is given. */
const WRITERS = [
  { call: /\bappend_event\s*\(/g, place: 2 },
  { call: /\bappendFact\s*\(/g, place: 3 },
  { call: /\binsert into events\s*\([^)]*\)\s*values\s*\(/g, place: 3 },
];
/** The writers themselves, which are handed a type. */
const HANDED_ON = /^(p_type|\$3|type: string)$/;
/** A function's own answer, which it has set to one name or another before it writes the event. */
const ANSWERED = /^\w+\.type$/;

/** Every type of event that the product writes, read from its sources, with where. @throws where one cannot be read */
export function writtenEventTypes(): Map<string, string> {
  const types = new Map(Object.keys(FACTS).map((type) => [type, 'src/domain/conversation-events.ts']));
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'src', 'activities', 'worker'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files.split('\n').filter((name) => /\.(ts|sql)$/.test(name) && !name.endsWith('schema.sql'))) {
    const source = readFileSync(path.join(ROOT, file), 'utf8');
    for (const { call, place } of WRITERS) {
      for (const match of source.matchAll(call)) {
        const given = argumentsFrom(source, match.index + match[0].length)[place]?.trim() ?? '';
        if (HANDED_ON.test(given) || file.endsWith('append_event.sql')) continue;
        const literals = ANSWERED.test(given)
          ? namesIn(source, /\btype\s*:=\s*'([a-z-]+)'/g)
          : namesIn(given, /(?:^|\bthen\s+|\belse\s+)'([a-z-]+)'/g);
        if (literals.length === 0) throw new Error(`${file}: the event's type cannot be read from: ${given}`);
        for (const literal of literals) types.set(literal, file);
      }
    }
  }
  return types;
}

const namesIn = (source: string, pattern: RegExp) => [...source.matchAll(pattern)].map(([, name]) => name!);

/** The arguments of a call from behind its bracket on: split at commas that are in no further bracket and no quotes. */
function argumentsFrom(source: string, start: number): string[] {
  const found = [''];
  let depth = 0;
  let quoted = false;
  for (const character of source.slice(start)) {
    if (character === "'") quoted = !quoted;
    if (!quoted && '([{'.includes(character)) depth++;
    if (!quoted && ')]}'.includes(character) && depth-- === 0) return found;
    if (!quoted && character === ',' && depth === 0) found.push('');
    else found[found.length - 1] += character;
  }
  return found;
}
