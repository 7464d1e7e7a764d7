import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One import in a tree of otherwise empty files: the rules it breaks, or none. */
interface Case {
  from: string;
  /** A file of the tree, a package, or a Node module. */
  to: string;
  type?: boolean;
  breaks: string[];
}

const forbidden: Case[] = [
  { from: 'src/domain/a.ts', to: 'src/db/pool.ts', breaks: ['domain'] },
  { from: 'src/domain/b.ts', to: 'node:fs', breaks: ['domain'] },
  { from: 'src/domain/c.ts', to: 'zod', breaks: ['domain'] },
  { from: 'workflows/a.ts', to: 'src/db/pool.ts', breaks: ['workflows'] },
  { from: 'workflows/b.ts', to: 'node:crypto', breaks: ['workflows'] },
  { from: 'workflows/c.ts', to: 'zod', breaks: ['workflows'] },
  { from: 'workflows/d.ts', to: 'activities/index.ts', breaks: ['workflows-activities-as-types'] },
  { from: 'activities/a.ts', to: 'src/api/app.ts', breaks: ['activities'] },
  { from: 'activities/b.ts', to: 'src/secrets.ts', breaks: ['activities'] },
  { from: 'activities/c.ts', to: 'src/config.ts', breaks: ['activities-as-types'] },
  { from: 'activities/d.ts', to: 'pg', breaks: ['activities-packages'] },
  { from: 'activities/e.ts', to: 'undici', breaks: ['activities-packages', 'outbound-calls'] },
  { from: 'activities/f.ts', to: 'node:https', breaks: ['outbound-sockets'] },
  { from: 'src/providers/alpha.ts', to: 'src/providers/twilio.ts', breaks: ['provider'] },
  { from: 'src/providers/beta.ts', to: 'src/db/pool.ts', breaks: ['provider'] },
  { from: 'src/providers/gamma.ts', to: 'src/providers/registry.ts', breaks: ['provider'] },
  { from: 'src/providers/delta.ts', to: 'node:fs', breaks: ['provider-no-io'] },
  { from: 'src/providers/epsilon.ts', to: 'undici', breaks: ['provider-no-io-packages', 'outbound-calls'] },
  { from: 'src/providers/registry.ts', to: 'src/db/pool.ts', breaks: ['provider-registry'] },
  { from: 'src/providers/registry.ts', to: 'src/config.ts', breaks: ['provider-registry-as-types'] },
  { from: 'src/outbound/a.ts', to: 'src/db/pool.ts', breaks: ['outbound'] },
  { from: 'src/outbound/b.ts', to: 'src/providers/provider.ts', breaks: ['outbound-as-types'] },
  { from: 'src/db/a.ts', to: 'src/temporal.ts', breaks: ['db'] },
  { from: 'src/db/b.ts', to: 'src/config.ts', breaks: ['db-as-types'] },
  { from: 'src/db/migrate.ts', to: 'src/api/app.ts', breaks: ['db-commands'] },
  { from: 'src/db/create-admin.ts', to: 'src/api/errors.ts', breaks: ['db-commands'] },
  { from: 'src/db/d.ts', to: 'src/passwords.ts', breaks: ['db'] },
  { from: 'src/temporal.ts', to: 'workflows/conversation.ts', breaks: ['temporal-client-as-types'] },
  { from: 'src/temporal.ts', to: 'src/db/pool.ts', breaks: ['temporal-client-as-types'] },
  { from: 'src/temporal.ts', to: 'activities/index.ts', breaks: ['temporal-client'] },
  { from: 'src/api/a.ts', to: 'src/outbound/http.ts', breaks: ['api'] },
  { from: 'src/api/b.ts', to: 'src/providers/twilio.ts', breaks: ['api'] },
  { from: 'src/api/c.ts', to: 'workflows/conversation.ts', breaks: ['api'] },
  { from: 'src/api/d.ts', to: 'src/providers/provider.ts', breaks: ['api-as-types'] },
  { from: 'src/api/main.ts', to: 'activities/index.ts', breaks: ['api-main'] },
  { from: 'src/web/a.ts', to: 'src/domain/ids.ts', breaks: ['web'] },
  { from: 'src/web/b.ts', to: 'src/api/contract/send.ts', breaks: ['web-as-types'] },
  { from: 'src/web/c.ts', to: 'pg', breaks: ['web-no-server'] },
  { from: 'src/web/d.ts', to: 'node:fs', breaks: ['web-no-node'] },
  { from: 'worker/a.ts', to: 'src/api/app.ts', breaks: ['worker'] },
  { from: 'src/log.ts', to: 'src/db/pool.ts', breaks: ['foundation'] },
  { from: 'src/domain/circle-a.ts', to: 'src/domain/circle-b.ts', breaks: ['no-circular'] },
  { from: 'src/domain/circle-b.ts', to: 'src/domain/circle-a.ts', breaks: ['no-circular'] },
  { from: 'worker/b.ts', to: 'src/dev/start.ts', breaks: ['product-without-dev', 'worker'] },
  { from: 'worker/c.ts', to: 'test/support/database.ts', breaks: ['product-without-tests', 'worker'] },
  { from: 'worker/d.ts', to: 'jest', breaks: ['product-without-dev-dependencies'] },
  { from: 'worker/e.ts', to: 'undeclared', breaks: ['declared'] },
  { from: 'worker/f.ts', to: 'src/nowhere.ts', breaks: ['resolved'] },
];

const allowed: Case[] = [
  { from: 'src/domain/conversation.ts', to: 'src/domain/ids.ts' },
  { from: 'workflows/conversation.ts', to: 'src/domain/conversation.ts' },
  { from: 'workflows/conversation.ts', to: '@temporalio/workflow' },
  { from: 'workflows/conversation.ts', to: 'activities/index.ts', type: true },
  { from: 'activities/index.ts', to: 'src/db/pool.ts' },
  { from: 'activities/index.ts', to: 'src/outbound/http.ts' },
  { from: 'activities/index.ts', to: 'src/providers/registry.ts' },
  { from: 'activities/index.ts', to: 'src/log.ts', type: true },
  { from: 'activities/index.ts', to: 'src/metrics.ts', type: true },
  { from: 'src/metrics-server.ts', to: 'node:http' },
  { from: 'activities/index.ts', to: '@temporalio/activity' },
  { from: 'src/providers/twilio.ts', to: 'src/providers/provider.ts' },
  { from: 'src/providers/twilio.ts', to: 'src/providers/twilio/errors.ts' },
  { from: 'src/providers/twilio.ts', to: 'src/domain/delivery.ts' },
  { from: 'src/providers/twilio.ts', to: 'twilio' },
  { from: 'src/providers/twilio.ts', to: 'node:crypto' },
  { from: 'src/providers/registry.ts', to: 'src/providers/twilio.ts' },
  { from: 'src/outbound/http.ts', to: 'undici' },
  { from: 'src/outbound/http.ts', to: 'src/providers/provider.ts', type: true },
  { from: 'src/db/pool.ts', to: 'pg' },
  { from: 'src/db/pool.ts', to: 'src/secrets.ts' },
  { from: 'src/db/migrate.ts', to: 'src/config.ts' },
  { from: 'src/db/create-admin.ts', to: 'src/passwords.ts' },
  { from: 'src/db/create-admin.ts', to: 'src/config.ts' },
  { from: 'src/db/reseal-secrets.ts', to: 'src/config.ts' },
  { from: 'src/temporal.ts', to: 'workflows/messages.ts' },
  { from: 'src/temporal.ts', to: 'src/db/ingest.ts', type: true },
  { from: 'src/api/app.ts', to: 'src/temporal.ts' },
  { from: 'src/api/app.ts', to: 'src/passwords.ts' },
  { from: 'src/api/app.ts', to: 'src/providers/registry.ts' },
  { from: 'src/api/main.ts', to: 'src/process.ts' },
  { from: 'src/api/main.ts', to: 'node:http' },
  { from: 'src/web/page.ts', to: 'src/domain/segments.ts' },
  { from: 'src/web/page.ts', to: 'src/api/contract/send.ts', type: true },
  { from: 'worker/main.ts', to: 'activities/index.ts' },
  { from: 'worker/main.ts', to: 'src/outbound/http.ts' },
  { from: 'worker/main.ts', to: 'src/db/pool.ts' },
  { from: 'src/dev/start.ts', to: 'jest' },
  { from: 'src/dev/start.ts', to: 'undici' },
  { from: 'test/support/database.ts', to: 'src/dev/start.ts' },
].map((each) => ({ ...each, breaks: [] }));

const DECLARED = ['@temporalio/workflow', '@temporalio/activity', 'pg', 'twilio', 'undici', 'zod'];
const PACKAGES = [...DECLARED, 'jest', 'undeclared'];
const root = path.join(__dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'parley-arrows-'));
/** `from → to` to the names of the rules that fired, from one run over all cases. */
const fired = new Map<string, string[]>();

const isFile = (name: string) => name.endsWith('.ts');

function write(file: string, text: string): void {
  const place = path.join(folder, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

/** The tree that the cases describe, beside packages of one empty file each: nothing here depends on what is installed. */
function writeTree(cases: Case[]): void {
  for (const file of ['.dependency-cruiser.cjs', 'tools/import-arrows.cjs'])
    cpSync(path.join(root, file), path.join(folder, file));
  write('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'node20', moduleResolution: 'node16' } }));
  const dependencies = Object.fromEntries(DECLARED.map((name) => [name, '1.0.0']));
  write('package.json', JSON.stringify({ name: 'tree', dependencies, devDependencies: { jest: '1.0.0' } }));
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, '');
  }
  const imports = new Map<string, string[]>();
  for (const { from, to, type } of cases) {
    if (isFile(to) && to !== 'src/nowhere.ts' && !imports.has(to)) imports.set(to, []);
    const relative = path.posix.relative(path.posix.dirname(from), to.replace(/\.ts$/, ''));
    const written = isFile(to) ? (relative.startsWith('.') ? relative : `./${relative}`) : to;
    const lines = imports.get(from) ?? [];
    imports.set(from, [...lines, `import ${type ? 'type ' : ''}* as x${lines.length} from '${written}';`]);
  }
  for (const [file, lines] of imports) write(file, `${lines.join('\n')}\nexport const name = '${file}';\n`);
}

/** What dependency-cruiser says of one import. */
interface Dependency {
  module: string;
  coreModule: boolean;
  rules?: { name: string }[];
}

/** The import as the cases write it: a file by where it lies (also one that is not there), anything else by its name. */
function target(from: string, { module, coreModule }: Dependency): string {
  if (coreModule) return `node:${module}`;
  return module.startsWith('.') ? path.posix.join(path.posix.dirname(from), `${module}.ts`) : module;
}

beforeAll(() => {
  writeTree([...forbidden, ...allowed]);
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 32 * 1024 * 1024 });
  const { modules } = JSON.parse(stdout) as {
    modules: { source: string; dependencies: Dependency[] }[];
  };
  for (const { source, dependencies } of modules) {
    for (const dependency of dependencies) {
      fired.set(`${source} → ${target(source, dependency)}`, (dependency.rules ?? []).map((rule) => rule.name).sort());
    }
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(forbidden)('$from must not import $to', ({ from, to, breaks }) => {
  expect(fired.get(`${from} → ${to}`)).toEqual([...breaks].sort());
});

test.each(allowed)('$from may import $to', ({ from, to }) => {
  expect(fired.get(`${from} → ${to}`)).toEqual([]);
});

test('every rule fires in one of the cases', () => {
  const { forbidden: rules } = require(path.join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
  const proven = new Set(forbidden.flatMap((each) => each.breaks));
  expect(rules.map((rule) => rule.name).filter((name) => !proven.has(name))).toEqual([]);
});
