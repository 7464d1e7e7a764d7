import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Pool } from 'pg';
import type { DeliberateBug } from './deliberate-bugs';

const ROOT = path.join(__dirname, '../..');
/** Below the project, so that the copy finds its packages; and where no tool takes it for the project's own. */
const FOLDER = 'node_modules/.cache/parley-deliberate-bugs';
/** What the programs do not need, and what is not copied for being large. */
const LEFT_OUT = ['bench', 'web'].map((name) => path.join(ROOT, 'dist', name));

/** A copy of the compiled programs with bugs in it. */
export interface MutatedBuild {
  /** From the project's folder. */
  folder: string;
  /** Puts the bugs' SQL into a database. */
  mutateDatabase(pool: Pool): Promise<void>;
  remove(): void;
}

/** @throws Error when a bug does not fit the code any more */
export function mutateBuild(bugs: readonly DeliberateBug[]): MutatedBuild {
  mkdirSync(path.join(ROOT, FOLDER), { recursive: true });
  const full = mkdtempSync(path.join(ROOT, FOLDER, 'dist-'));
  const remove = () => rmSync(full, { recursive: true, force: true });
  cpSync(path.join(ROOT, 'dist'), full, { recursive: true, filter: (file) => !LEFT_OUT.includes(file) });
  symlinkSync(path.join(ROOT, 'dist/web'), path.join(full, 'web'));
  const statements: string[] = [];
  for (const { name, edits, sql } of bugs) {
    for (const { file, from, to } of edits) {
      const place = path.join(full, file);
      const text = existsSync(place) ? readFileSync(place, 'utf8') : '';
      if (text.split(from).length !== 2) {
        remove();
        throw new Error(`"${name}" does not fit ${file} any more: its anchor must stand there exactly once`);
      }
      const changed = text.replace(from, () => to);
      writeFileSync(place, changed);
      if (file.endsWith('.sql')) statements.push(changed);
    }
    if (sql !== undefined) statements.push(sql);
  }
  const mutateDatabase = async (pool: Pool) => {
    for (const statement of statements) await pool.query(statement);
  };
  return { folder: path.relative(ROOT, full), mutateDatabase, remove };
}
