import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { CONFIG_NAMES, loadConfig } from '../src/config';
import { composeSchema } from './support/compose-schema';
import { readEnvExample } from './support/env-example';

interface Service {
  image: string;
  build?: string;
  environment: Record<string, string>;
  command?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes?: string[];
}

const root = path.join(__dirname, '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, unknown> };
const services = Object.entries(compose.services);
const OURS = ['migrate', 'api', 'worker'];
const SECRETS = ['POSTGRES_PASSWORD', 'POSTGRES_PROCESS_PASSWORD', 'PARLEY_SECRET_KEY', 'TEMPORAL_CODEC_TOKEN'];

/** `${NAME}`, `${NAME:-default}` and `${NAME:?what is wrong}`, everywhere in the file. */
const references = [...text.matchAll(/\$\{([A-Z_]+)(?::([-?])([^}]*))?\}/g)].map(([, name = '', kind, rest]) => ({
  name,
  kind,
  rest,
}));

/** What docker compose puts in place of the references of one value. */
function interpolate(value: string, env: Record<string, string>): string {
  return value.replace(
    /\$\{([A-Z_]+)(?::-([^}]*)|:\?[^}]*)?\}/g,
    (_, name: string, fallback = '') => env[name] || fallback,
  );
}

const given = {
  POSTGRES_PASSWORD: 'a1b2c3',
  POSTGRES_PROCESS_PASSWORD: 'd4e5f6',
  PARLEY_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
  TEMPORAL_CODEC_TOKEN: '0123456789abcdef',
};

test('is a compose file of the form that we use', () => {
  const ajv = new Ajv({ allErrors: true });
  ajv.validate(composeSchema, compose);
  expect(ajv.errors).toBeNull();
});

test.each([
  ['a misspelled key', { services: { a: { image: 'x:1', depend_on: {} } } }],
  ['an image without a version', { services: { a: { image: 'postgres' } } }],
  ['the latest image', { services: { a: { image: 'postgres:latest' } } }],
  ['a number for a variable', { services: { a: { image: 'x:1', environment: { PORT: 3000 } } } }],
  ['a port on every interface', { services: { a: { image: 'x:1', ports: ['3000:3000'] } } }],
  ['an unknown condition', { services: { a: { image: 'x:1', depends_on: { b: { condition: 'healthy' } } } } }],
])('the form refuses %s', (_, file) => {
  expect(new Ajv().validate(composeSchema, file)).toBe(false);
});

test('has the services of a production cluster, without the deprecated auto-setup image', () => {
  const images = Object.fromEntries(services.map(([name, service]) => [name, service.image.split(':')[0]]));
  expect(images).toEqual({
    postgres: 'postgres',
    'temporal-schema': 'temporalio/admin-tools',
    temporal: 'temporalio/server',
    'temporal-namespace': 'temporalio/admin-tools',
    'temporal-ui': 'temporalio/ui',
    migrate: 'parley',
    api: 'parley',
    worker: 'parley',
  });
  expect(text).not.toContain('auto-setup');
});

test('pins every image to one release, and the schema tool to the release of the server', () => {
  const foreign = services.filter(([name]) => !OURS.includes(name)).map(([, service]) => service.image);
  expect(foreign.filter((image) => !/:\d+\.\d+(\.\d+)?(-[a-z]+)?$/.test(image))).toEqual([]);
  const version = (image: string) => image.split(':')[1];
  const temporal = version(compose.services.temporal!.image);
  expect(temporal).toMatch(/^1\.31\./);
  for (const name of ['temporal-schema', 'temporal-namespace'])
    expect(version(compose.services[name]!.image)).toBe(temporal);
});

describe.each(OURS)('%s', (name) => {
  const { environment } = compose.services[name]!;

  test('is given every variable of the configuration and no other', () => {
    expect(Object.keys(environment)).toEqual(CONFIG_NAMES);
  });

  test('starts with the secrets alone, and with the defaults of the configuration', () => {
    const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, interpolate(value, given)]));
    const { DATABASE_URL, MIGRATE_DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_CODEC_TOKEN, ...rest } = loadConfig(env);
    expect(DATABASE_URL).toBe('postgres://parley_process:d4e5f6@postgres:5432/parley');
    // Only what migrates knows how to connect as the owner.
    expect(MIGRATE_DATABASE_URL).toBe(name === 'migrate' ? 'postgres://parley:a1b2c3@postgres:5432/parley' : undefined);
    expect(TEMPORAL_ADDRESS).toBe('temporal:7233');
    expect(TEMPORAL_CODEC_TOKEN).toBe(given.TEMPORAL_CODEC_TOKEN);
    const defaults = loadConfig({ DATABASE_URL, TEMPORAL_ADDRESS, PARLEY_SECRET_KEY: given.PARLEY_SECRET_KEY });
    expect({ ...rest, DATABASE_URL, TEMPORAL_ADDRESS }).toEqual(defaults);
  });

  test('waits for the database, and stops no sooner than the process needs', () => {
    expect(Object.keys(compose.services[name]!.depends_on!)).toContain(name === 'migrate' ? 'postgres' : 'migrate');
    expect(compose.services[name]).toMatchObject({ stop_grace_period: '30s', build: '.' });
  });
});

test('asks for what has no default and never supplies a secret', () => {
  const wrong = references.filter(({ name, kind }) => (kind === '?') !== SECRETS.includes(name));
  expect(wrong).toEqual([]);
  expect(references.filter(({ kind, rest }) => kind === '?' && !rest?.includes('.env.example'))).toEqual([]);
});

test('reads only variables that .env.example explains', () => {
  const explained = readEnvExample().map((each) => each.name);
  expect(references.map((each) => each.name).filter((name) => !explained.includes(name))).toEqual([]);
});

test('runs the built programs of the image', () => {
  expect(read('Dockerfile')).toContain('CMD ["node", "dist/src/api/main.js"]');
  expect(compose.services.api!.command).toBeUndefined();
  expect(compose.services.worker!.command).toEqual(['node', 'dist/worker/main.js']);
  expect(compose.services.migrate!.command).toEqual(['node', 'dist/src/db/migrate.js']);
});

test('leads operators from the Temporal UI to the codec endpoint of the API', () => {
  const { environment, ports } = compose.services['temporal-ui']!;
  const endpoint = interpolate(environment.TEMPORAL_CODEC_ENDPOINT!, given);
  const defaults = loadConfig({ ...given, DATABASE_URL: 'x' });
  expect(endpoint).toBe(`${defaults.PUBLIC_URL}/temporal/codec/${given.TEMPORAL_CODEC_TOKEN}`);
  // The API allows the origin of TEMPORAL_UI_URL, so the page must be served where that default says.
  expect(ports).toEqual([`127.0.0.1:${new URL(defaults.TEMPORAL_UI_URL).port}:8080`]);
});

test('knows every service, volume and file that it names', () => {
  for (const [, { depends_on = {}, volumes = [] }] of services) {
    for (const [name, { condition }] of Object.entries(depends_on)) {
      const health = compose.services[name]?.healthcheck;
      expect([name, name in compose.services, condition !== 'service_healthy' || health !== undefined]).toEqual([
        name,
        true,
        true,
      ]);
    }
    for (const volume of volumes) {
      const [source = ''] = volume.split(':');
      expect([source, source === './deploy' || source in compose.volumes]).toEqual([source, true]);
    }
  }
  for (const [, file] of text.matchAll(/\/deploy\/([\w.-]+)/g)) expect(read(`deploy/${file}`)).not.toBe('');
});

test('the image takes in only what the build reads, so no .env', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines[0]).toBe('*');
  expect(lines.slice(1).filter((line) => !line.startsWith('!') || line.includes('.env'))).toEqual([]);
});

test('the image runs as another user than root', () => {
  const stages = read('Dockerfile').split(/^FROM /m);
  expect(stages.at(-1)).toMatch(/^USER node$/m);
});
