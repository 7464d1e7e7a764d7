import { newId } from '../../src/new-id';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { insert } from '../support/tenant';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi({ TEMPORAL_UI_URL: 'https://temporal.example/ui/', TEMPORAL_NAMESPACE: 'parley.prod' });
});
afterAll(() => parley?.stop());

test('an operator reads the names of those who send and decide, and of nobody else’s', async () => {
  const tenant = await parley.newTenant();
  const other = await parley.newTenant();
  const person = (tenantId: string, name: string, active: boolean) => {
    const userId = newId('user');
    const row = { user_id: userId, tenant_id: tenantId, email: `${userId}@example.com`, role: 'operator' };
    return insert(parley.pool, 'users', { ...row, name, active, password_hash: '$none' }).then(() => userId);
  };
  const olga = await person(tenant.tenantId, 'Olga', true);
  const gone = await person(tenant.tenantId, '', false);
  await person(other.tenantId, 'Somebody else', true);
  const { status, body } = await tenant.operator('GET', '/api/v1/callers');
  expect(status).toBe(200);
  expect(body.data.filter(({ kind }: { kind: string }) => kind === 'person')).toEqual([
    { callerId: olga, kind: 'person', name: 'Olga' },
    { callerId: gone, kind: 'person', name: `${gone}@example.com` },
  ]);
  const keys = body.data.filter(({ kind }: { kind: string }) => kind === 'key');
  expect(keys.map(({ name }: { name: string }) => name).sort()).toEqual(["The admin's", "The operator's"]);
});

test('a conversation’s workflow is found in the Temporal UI, whatever Temporal does', async () => {
  const tenant = await parley.newTenant();
  const ids = { leadId: newId('lead'), interactionId: newId('interaction') };
  await insert(parley.pool, 'leads', { lead_id: ids.leadId, tenant_id: tenant.tenantId });
  await insert(parley.pool, 'interactions', {
    ...{ interaction_id: ids.interactionId, tenant_id: tenant.tenantId, lead_id: ids.leadId, agent_mode: true },
    ...{ our_number: '+12025550100', lead_number: '+12025550143', provider: 'twilio' },
  });
  expect(await tenant.operator('GET', `/api/v1/interactions/${ids.interactionId}/workflow`)).toMatchObject({
    status: 200,
    body: {
      data: {
        workflowId: `conversation/${ids.interactionId}`,
        url: `https://temporal.example/ui/namespaces/parley.prod/workflows/conversation%2F${ids.interactionId}`,
      },
    },
  });
});
