import { ingestInbound } from '../../src/db/ingest';
import type { Pool } from '../../src/db/pool';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { inboundText } from '../support/tenant';
import { consentTools } from './consent-setup';
import { conversationOf, oneText, turnOf } from './turn-setup';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
});
afterAll(() => database?.drop());

const { write, consentOf, send, setScope, secondNumber } = consentTools(() => pool);

describe('the scope', () => {
  /** Two conversations of one phone, each with a turn that waits. */
  async function twoTalks(scope: 'tenant' | 'number') {
    const { tenant, fact, turnId } = await oneText(pool);
    await setScope(tenant, scope);
    const other = await secondNumber(tenant);
    await pool.query('update sms_agents set phone_number = $2 where agent_id = $1', [tenant.agentId, other]);
    await pool.query('update sms_agents set inbound_campaign_ids = $2 where agent_id = $1', [
      tenant.agentId,
      [tenant.campaignId],
    ]);
    const there = await write(tenant, 'Hi there', { to: other });
    expect(there.data).toHaveProperty('turnId');
    return { tenant, here: fact, turnId, other, there };
  }

  test('tenant: STOP to one number drops what waits in every conversation of the phone, and sets dnc in its own', async () => {
    const { tenant, other, there } = await twoTalks('tenant');
    const result = await ingestInbound(pool, inboundText(tenant, 'STOP', { providerAnswers: true }));
    expect(result).toMatchObject({
      more: [{ type: 'opted-out', interactionId: there.interactionId, after: there.seq }],
    });
    expect((await turnOf(pool, String(there.data.turnId))).state).toBe('dropped');
    expect((await conversationOf(pool, there.interactionId)).status).toBe('in_progress');
    expect(await send(tenant, { from: other })).toMatchObject({ outcome: 'refused' });
    await write(tenant, 'START', { to: other });
    expect(await send(tenant)).toMatchObject({ outcome: 'recorded' });
  });

  test('tenant: START to another number ends dnc where STOP had set it', async () => {
    const { tenant, here, other } = await twoTalks('tenant');
    await write(tenant, 'STOP');
    await write(tenant, 'START', { to: other });
    expect((await conversationOf(pool, here.interactionId)).status).toBe('in_progress');
  });

  test('number: STOP blocks that pair alone', async () => {
    const { tenant, other, there } = await twoTalks('number');
    await write(tenant, 'STOP');
    expect((await turnOf(pool, String(there.data.turnId))).state).toBe('collecting');
    expect(await send(tenant, { from: other })).toMatchObject({ outcome: 'recorded' });
    expect(await send(tenant)).toMatchObject({ outcome: 'refused' });
    const consent = await consentOf(tenant);
    expect(consent).toMatchObject({ state: 'opted_out', scope: 'number' });
    const states = Object.fromEntries(consent!.numbers.map(({ ourNumber, state }) => [ourNumber, state]));
    expect(states).toEqual({ [tenant.ourNumber]: 'opted_out', [other]: 'none' });
  });

  test('that is narrowed frees nobody who opted out of everything', async () => {
    const { tenant, other } = await twoTalks('tenant');
    await write(tenant, 'STOP');
    await setScope(tenant, 'number');
    expect(await send(tenant, { from: other })).toMatchObject({ outcome: 'refused' });
    await write(tenant, 'START', { to: other });
    expect(await send(tenant, { from: other })).toMatchObject({ outcome: 'recorded' });
    expect(await send(tenant)).toMatchObject({ outcome: 'refused' });
  });

  test('that is widened takes an opt-out of one number for all', async () => {
    const { tenant, other } = await twoTalks('number');
    await write(tenant, 'STOP');
    await write(tenant, 'START', { to: other });
    await setScope(tenant, 'tenant');
    expect(await send(tenant, { from: other })).toMatchObject({ outcome: 'refused' });
    await write(tenant, 'START', { to: other });
    expect(await send(tenant)).toMatchObject({ outcome: 'recorded' });
  });
});
