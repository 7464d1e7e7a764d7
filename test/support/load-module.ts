import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Evaluates an expression with the exports of one of our `.mjs` files as `m`, and returns its value through JSON.
 * Jest runs CommonJS and cannot import them; a process of their own is also how they run in earnest.
 */
export function evaluateWith(file: string, expression: string): unknown {
  const address = pathToFileURL(path.join(__dirname, '../..', file)).href;
  const program = `import * as m from ${JSON.stringify(address)}; console.log(JSON.stringify(${expression}));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
