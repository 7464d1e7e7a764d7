import { loadDevConfig } from '../../src/dev/dev-config';
import { stackPrograms } from '../../src/dev/stack-programs';

const secrets = {
  secretKey: Buffer.alloc(32, 7).toString('base64'),
  codecToken: 'codec-token-of-a-test',
  twilioAccountSid: `AC${'0'.repeat(32)}`,
  twilioAuthToken: 'token',
  agentSecret: 'whsec_',
  apiKey: 'pk_demo',
  agentApiKey: 'pk_agent',
  processPassword: 'the password of the processes',
  adminPassword: 'the password of the admin',
  operatorPassword: 'the password of the operator',
};
const addresses = { databaseUrl: 'postgres://localhost/parley', temporalAddress: 'localhost:7233' };

test.each([
  [{}, true, ['carrier', 'demo-agent', 'api', 'worker']],
  [{ PARLEY_DEMO: 'on' }, true, ['carrier', 'demo-agent', 'api', 'worker']],
  [{ PARLEY_DEMO: 'off' }, false, ['carrier', 'api', 'worker']],
])('with %j the demo is there: %j', async (env, demo, programs) => {
  const config = await loadDevConfig(env);
  expect(config.demo).toBe(demo);
  expect(config.ownPorts.includes('DEMO_AGENT_PORT')).toBe(demo);
  const started = stackPrograms(config, secrets, { ...addresses, ourNumber: null });
  expect(started.map(({ name }) => name)).toEqual(programs);
});

test('a demo agent acts as an operator, with a key of its own', async () => {
  const config = await loadDevConfig({});
  const agent = stackPrograms(config, secrets, { ...addresses, ourNumber: null }).find(
    ({ name }) => name === 'demo-agent',
  );
  expect(agent?.env.PARLEY_API_KEY).toBe('pk_agent');
});

test('each program has a port for its metrics, of its own, on this machine alone', async () => {
  const config = await loadDevConfig({});
  const programs = stackPrograms(config, secrets, { ...addresses, ourNumber: null });
  const [api, worker] = ['api', 'worker'].map((each) => programs.find(({ name }) => name === each)!.env);
  const urlOf = (port: string | undefined) => `http://localhost:${port}/metrics`;
  expect(config.metricsUrls).toEqual({
    api: urlOf(api!.METRICS_PORT),
    worker: urlOf(worker!.METRICS_PORT),
    temporalSdk: urlOf(worker!.TEMPORAL_METRICS_PORT),
  });
  expect(new Set(Object.values(config.metricsUrls)).size).toBe(3);
  expect([api!.HOST, worker!.HOST]).toEqual(['127.0.0.1', '127.0.0.1']);
});

test('whether the demo is there is said with on or off', async () => {
  await expect(loadDevConfig({ PARLEY_DEMO: 'no' })).rejects.toThrow(/^ {2}PARLEY_DEMO must be on or off$/m);
});
