import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder of Parley's package.json. Searched for upwards, as the same code runs from `src/dev` (tests) and from
 * `dist/src/dev` (npm start), which lie at different depths.
 */
export function projectRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'tools'))) return folder;
  throw new Error(`No package.json of Parley lies above ${__dirname}`);
}
