/**
 * What `npm run check` does: every check that needs no server, two at a time, each reported by name with its time.
 *
 *   node tools/check.mjs                 all of them
 *   node tools/check.mjs types lint      these
 *   node tools/check.mjs --json FILE     also writes [{ name, passed, notAsked?, seconds }] there (test/run.mjs counts them)
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { audit } from './audit.mjs';
import { fileLength, secretsInTree } from './tree-rules.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const AT_ONCE = 2;

/** Files that a program writes and people review, each with the command that fails when it is out of date. */
const GENERATED = [];

const checks = [
  { name: 'types', run: () => tsc('tsconfig.json') },
  // A second configuration without Node's types: what the workflow sandbox lacks does not even compile there.
  { name: 'workflow types', run: () => tsc('workflows/tsconfig.json') },
  { name: 'page types', run: () => tsc('src/web/tsconfig.json') },
  { name: 'lint', run: () => tool('@biomejs/biome', 'biome', ['check', '--colors=off']) },
  { name: 'arrows', run: () => tool('dependency-cruiser', 'depcruise', ['--config', '.dependency-cruiser.cjs', '.']) },
  // What runs in a browser as it is written: plain modules, whose types are in their comments.
  { name: 'phone page types', run: () => tsc('src/dev/carrier/phone-page/tsconfig.json') },
  ...GENERATED.map(({ file, command, args }) => ({ name: `generated ${file}`, run: () => execute(command, args) })),
  { name: 'secrets in the tree', run: async () => verdict(secretsInTree(ROOT)) },
  { name: 'file length', run: async () => verdict(fileLength(ROOT)) },
  { name: 'dependency audit', run: audit },
];

/** TypeScript keeps what it learned beside the other caches, so that a second run takes a fraction of the first. */
function tsc(project) {
  const memory = path.join('node_modules', '.cache', 'tsc', `${project.replaceAll(/\W/g, '-')}.tsbuildinfo`);
  return tool('typescript', 'tsc', ['--noEmit', '--incremental', '--tsBuildInfoFile', memory, '-p', project]);
}

/** Runs a package's own program with this Node, without npx, which would spend half a second and may ask the network. */
function tool(packageName, program, args) {
  const folder = path.join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return execute(process.execPath, [path.join(folder, typeof bin === 'string' ? bin : bin[program]), ...args]);
}

function execute(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ passed: false, output: error.message }));
    child.on('close', (code) => resolve({ passed: code === 0, output: Buffer.concat(output).toString().trim() }));
  });
}

function verdict(findings) {
  return { passed: findings.length === 0, output: findings.join('\n') };
}

async function main() {
  const { values, positionals } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true });
  const names = checks.map((check) => check.name);
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`no check is called ${unknown.join(', ')}; there are: ${names.join(', ')}`);

  const waiting = checks.filter((check) => positionals.length === 0 || positionals.includes(check.name));
  const results = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const start = performance.now();
      const result = await check.run().catch((error) => ({ passed: false, output: String(error) }));
      const { passed, output, notAsked } = result;
      const seconds = (performance.now() - start) / 1000;
      results.push({ name: check.name, passed, notAsked, seconds });
      if (notAsked !== undefined) {
        console.log(`– ${check.name} (${seconds.toFixed(1)} s): not asked, ${notAsked}`);
        continue;
      }
      console.log(`${passed ? '✔' : '✘'} ${check.name} (${seconds.toFixed(1)} s)`);
      if (!passed) console.log(output.replaceAll(/^/gm, '    '));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (values.json) writeFileSync(values.json, JSON.stringify(results, null, 2));
  process.exitCode = results.every((result) => result.passed || result.notAsked !== undefined) ? 0 : 1;
}

await main();
