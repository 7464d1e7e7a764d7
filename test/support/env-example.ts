import { readFileSync } from 'node:fs';
import path from 'node:path';

/** One variable of `.env.example`. */
export interface ExampleVariable {
  name: string;
  /** What stands behind the equals sign: the default in a commented line, else empty for the reader to fill in. */
  value: string;
  commented: boolean;
  /** The comment lines directly above, as one text. */
  comment: string;
}

/** Reads `.env.example` as a person does: a name, its value, and what is said about it in the lines above. */
export function readEnvExample(): ExampleVariable[] {
  const text = readFileSync(path.join(__dirname, '../../.env.example'), 'utf8');
  const variables: ExampleVariable[] = [];
  let comment: string[] = [];
  for (const line of text.split('\n')) {
    const [, hash, name, value] = line.match(/^(#?)([A-Z][A-Z0-9_]*)=(.*)$/) ?? [];
    if (name !== undefined) {
      variables.push({ name, value: value ?? '', commented: hash === '#', comment: comment.join(' ') });
      comment = [];
    } else {
      comment = line.startsWith('# ') && !line.startsWith('# ──') ? [...comment, line.slice(2)] : [];
    }
  }
  return variables;
}
