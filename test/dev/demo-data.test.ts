import { DEMO_EMAILS, writeDemoData } from '../../src/dev/demo-data';
import { apiClient } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { signIn } from '../support/people';

/** Who may come in with what a start of the demo shows. */
const KEYS = { apiKey: 'pk_the_demos_key', agentApiKey: 'pk_the_agents_key' };
const PASSWORDS = { operator: 'the password of the operator', admin: 'the password of the admin' };

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi();
  await writeDemo();
});
afterAll(() => api?.stop());

const writeDemo = () =>
  writeDemoData({
    ...KEYS,
    databaseUrl: api.ownerUrl,
    secretKey: String(api.env.PARLEY_SECRET_KEY),
    passwords: PASSWORDS,
    agentSecret: `whsec_${Buffer.alloc(32, 9).toString('base64')}`,
    agentWebhookUrl: 'http://localhost:3101/sms',
  });

async function expectToLetIn() {
  for (const role of ['operator', 'admin'] as const) {
    const session = await signIn(api.apiUrl, { email: DEMO_EMAILS[role], password: PASSWORDS[role] });
    expect(await session('GET', '/api/v1/session')).toMatchObject({ body: { data: { role, tenantId: 'org_demo' } } });
  }
  const roles = { [KEYS.apiKey]: 'admin', [KEYS.agentApiKey]: 'operator' };
  for (const [key, role] of Object.entries(roles))
    expect(await apiClient(api.apiUrl, key)('GET', '/api/v1/session')).toMatchObject({ body: { data: { role } } });
}

test('the keys and the logins of the demo let in, each with its role', expectToLetIn);

test('a second start changes no password that fits', async () => {
  const people = async () => (await api.pool.query('select * from users order by user_id')).rows;
  const before = await people();
  await writeDemo();
  expect(await people()).toEqual(before);
});

test('what a start shows lets in, whatever was changed or revoked since', async () => {
  await api.pool.query(`update api_keys set revoked_at = now(), role = 'operator'`);
  await api.pool.query(
    `update users set active = false, role = 'operator', password_hash = (
    select password_hash from users where email = $1)`,
    [DEMO_EMAILS.admin],
  );
  await writeDemo();
  await expectToLetIn();
});
