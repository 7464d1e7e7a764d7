import { CONFIG_NAMES, ConfigError, loadConfig } from '../src/config';
import { readEnvExample } from './support/env-example';

const required = {
  DATABASE_URL: 'postgres://parley:parley@localhost:5432/parley',
  PARLEY_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
};
/** Read by docker-compose.yml alone; compose.test.ts says which. */
const COMPOSE_ONLY = ['POSTGRES_PASSWORD', 'POSTGRES_PROCESS_PASSWORD'];
const example = readEnvExample();
const defaults = loadConfig(required);

describe('.env.example', () => {
  test('names every variable of the configuration once, in its order, and no other', () => {
    expect(example.map((each) => each.name)).toEqual([...CONFIG_NAMES, ...COMPOSE_ONLY]);
  });

  test('says of every variable what it is', () => {
    expect(example.filter((each) => each.comment.length < 20).map((each) => each.name)).toEqual([]);
  });

  test('shows the defaults that the configuration has', () => {
    const shown = Object.fromEntries(example.map((each) => [each.name, each.value]));
    expect(loadConfig({ ...shown, ...required })).toEqual(defaults);
    const silent = example.filter(({ name, value }) => value === '' && name in defaults && !(name in required));
    expect(silent.map((each) => each.name)).toEqual([]);
  });

  test('leaves what has no default empty, secrets above all', () => {
    const withoutDefault = example.filter(({ name }) => !(name in defaults) || name in required);
    expect(withoutDefault.filter((each) => each.value !== '')).toEqual([]);
  });

  test('shows a default only in a line that is commented out, so that a copy pins nothing', () => {
    expect(example.filter((each) => each.value !== '' && !each.commented)).toEqual([]);
  });

  test('marks as required what is', () => {
    const marked = example.filter((each) => /^Required\b/.test(each.comment) && !COMPOSE_ONLY.includes(each.name));
    expect(marked.map((each) => each.name).sort()).toEqual(Object.keys(required).sort());
  });
});

describe('loadConfig', () => {
  test('says all that is wrong at once', () => {
    const load = () => loadConfig({ PORT: '99999', PUBLIC_URL: 'localhost', PROVIDER_TIMEOUT: '15' });
    expect(load).toThrow(ConfigError);
    for (const name of ['DATABASE_URL', 'PARLEY_SECRET_KEY', 'PORT', 'PUBLIC_URL', 'PROVIDER_TIMEOUT']) {
      expect(load).toThrow(new RegExp(`^ {2}${name} `, 'm'));
    }
  });

  test('never repeats a value, which may be a secret', () => {
    const load = () => loadConfig({ ...required, PARLEY_SECRET_KEY: 'too-short-a-secret' });
    expect(load).toThrow(/PARLEY_SECRET_KEY/);
    expect(load).not.toThrow(/too-short-a-secret/);
  });

  test.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['10m', 600_000],
    ['72h', 259_200_000],
    ['30d', 2_592_000_000],
  ])('reads the length of time %s as %d ms', (text, milliseconds) => {
    expect(loadConfig({ ...required, PARK_AFTER: text }).PARK_AFTER).toBe(milliseconds);
  });

  test.each(['0s', '15', '15 s', '1.5h', '-1s', '10min', 's'])('refuses the length of time %j', (text) => {
    expect(() => loadConfig({ ...required, PARK_AFTER: text })).toThrow(/PARK_AFTER write a whole number and a unit/);
  });

  test('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(CONFIG_NAMES.map((name) => [name, '']));
    expect(loadConfig({ ...empty, ...required })).toEqual(defaults);
    expect(() => loadConfig(empty)).toThrow(/DATABASE_URL is missing.*PARLEY_SECRET_KEY is missing/s);
  });

  test('ignores what it does not know', () => {
    expect(loadConfig({ ...required, PATH: '/usr/bin', NEVER_HEARD_OF: '1' })).toEqual(defaults);
  });

  test.each(['true', 'false'])('reads TEMPORAL_TLS=%s', (text) => {
    expect(loadConfig({ ...required, TEMPORAL_TLS: text }).TEMPORAL_TLS).toBe(text === 'true');
  });

  test.each(['yes', '1', 'TRUE'])('refuses TEMPORAL_TLS=%s rather than guess', (text) => {
    expect(() => loadConfig({ ...required, TEMPORAL_TLS: text })).toThrow(/TEMPORAL_TLS/);
  });
});
