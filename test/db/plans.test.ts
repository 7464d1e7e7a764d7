import type { QueryConfig, QueryResult } from 'pg';
import { askAgentAgain } from '../../src/db/ask-agent';
import { readConversation, readLeadConversations } from '../../src/db/conversations';
import { claimDelivery } from '../../src/db/deliveries';
import { type FeedPosition, positionOf } from '../../src/db/feed-position';
import { ingestInbound } from '../../src/db/ingest';
import { readChanges, readMissed, readPosition } from '../../src/db/live-events';
import { takeUnsignalled, wakeStalled } from '../../src/db/outbox';
import type { Pool, Queryable } from '../../src/db/pool';
import { listScheduledTexts, releaseText } from '../../src/db/scheduled-texts';
import { readSnapshot } from '../../src/db/snapshot';
import { claimTurn } from '../../src/db/turns';
import { decideUnconfirmed } from '../../src/db/unconfirmed';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createTenant, inboundText, type Tenant } from '../support/tenant';

const CONVERSATIONS = 2_000;
const TEXTS_EACH = 5;

let database: TestDatabase;
let pool: Pool;
let tenant: Tenant;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  tenant = await createTenant(pool);
  await fill();
});
afterAll(() => database?.drop());

/** Some thousand rows, nearly all of them long done with, as in a database that has been in use. */
async function fill(): Promise<void> {
  const { tenantId, ourNumber } = tenant;
  await pool.query(`insert into leads (lead_id, tenant_id) select 'lead_' || n, $1 from generate_series(1, $2) n`, [
    tenantId,
    CONVERSATIONS,
  ]);
  await pool.query(
    `insert into interactions (interaction_id, tenant_id, lead_id, our_number, lead_number, provider, agent_mode, last_seq, last_signal_seq)
     select 'int_' || n, $1, 'lead_' || n, $2, '+1303' || lpad(n::text, 7, '0'), 'twilio', true, $4, $4 from generate_series(1, $3) n`,
    [tenantId, ourNumber, CONVERSATIONS, TEXTS_EACH],
  );
  await pool.query(
    `insert into messages (message_id, tenant_id, interaction_id, seq, direction, source, body, from_number, to_number, provider,
                           provider_message_id, state, segments)
     select 'msg_' || n || '_' || s, $1, 'int_' || n, s, 'inbound', 'inbound', 'Hi', '+1', '+2', 'twilio', 'SM_' || n || '_' || s, 'received', 1
       from generate_series(1, $2) n, generate_series(1, $3) s`,
    [tenantId, CONVERSATIONS, TEXTS_EACH],
  );
  await pool.query(
    `insert into events (interaction_id, seq, tenant_id, type, at, after_seq, signalled_at, next_signal_at)
     select 'int_' || n, s, $1, 'inbound-message', now(), s - 1, case when n > 5 then now() end, now() from generate_series(1, $2) n, generate_series(1, $3) s`,
    [tenantId, CONVERSATIONS, TEXTS_EACH],
  );
  await pool.query(
    `insert into turns (turn_id, tenant_id, interaction_id, number, agent_id, state, first_seq, last_seq, window_ms, opened_at, last_text_at)
     select 'turn_' || n || '_' || s, $1, 'int_' || n, s, $4, 'answered', s, s, 7000, now(), now() from generate_series(1, $2) n, generate_series(1, $3) s`,
    [tenantId, CONVERSATIONS, TEXTS_EACH, tenant.agentId],
  );
  await pool.query(
    `update messages set state = 'queued', direction = 'outbound', source = 'api' where message_id = 'msg_1_5'`,
  );
  await pool.query(
    `update messages set state = 'scheduled', direction = 'outbound', source = 'api', send_at = now(), scheduled_for = 'asked'
      where message_id = 'msg_2_4'`,
  );
  await pool.query(`update messages set state = 'unconfirmed', direction = 'outbound' where message_id = 'msg_2_5'`);
  await pool.query(`update interactions set attention = 'send_unconfirmed' where interaction_id = 'int_2'`);
  await pool.query(`update turns set state = 'collecting' where turn_id = 'turn_7_5'`);
  await pool.query(`update interactions set agent_rests_until = now() where interaction_id = 'int_9'`);
  await pool.query('update sms_agents set answers_per_hour = 2');
  await pool.query('analyze');
}

/** The tables that a piece of work read from end to end, functions' own queries included. */
async function scanned(work: (db: Queryable) => Promise<unknown>): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('plan_cache_mode', 'force_generic_plan', true)`);
    const before = await scans(client);
    await work(client);
    const after = await scans(client);
    return Object.keys(after).filter((table) => after[table]! > (before[table] ?? 0));
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Sequential scans of this transaction so far, of the tables that grow. */
async function scans(db: Queryable): Promise<Record<string, number>> {
  const { rows } = await db.query(
    `select relname, seq_scan from pg_stat_xact_user_tables where relname in ('messages', 'events', 'turns', 'interactions')`,
  );
  return Object.fromEntries(rows.map((row) => [row.relname, Number(row.seq_scan)]));
}

/** What a feed had seen that stood at the beginning of everything but what the migration and the test wrote. */
async function someTimeAgo(): Promise<FeedPosition> {
  const now = await readPosition(pool);
  const before = BigInt(now.xmax) - 1n;
  return positionOf(now.origin, `${before - 2n}:${before}:${before - 2n},${before - 1n}`);
}

const known = (from = '+13030000007') => inboundText(tenant, 'Hi', { from, providerMessageId: 'SM_7_3' });

test.each<[what: string, work: (db: Queryable) => Promise<unknown>]>([
  ['taking unsignalled facts', (db) => takeUnsignalled(db, 100)],
  ['waking what stalled', (db) => wakeStalled(db, 60_000, 100)],
  [
    'finding a text a second time',
    async (db) => expect(await ingestInbound(db, known())).toEqual({ outcome: 'duplicate', optOutOf: null }),
  ],
  ['taking in a text', (db) => ingestInbound(db, { ...known(), providerMessageId: 'SM_new' })],
  ['claiming a delivery', (db) => claimDelivery(db, tenant.tenantId, 'msg_1_5')],
  ['releasing a text', (db) => releaseText(db, tenant.tenantId, 'msg_2_4')],
  ['listing scheduled texts', (db) => listScheduledTexts(db, tenant.tenantId, {}, { limit: 50 })],
  ['reading a snapshot', (db) => readSnapshot(db, tenant.tenantId, 'int_2')],
  ['claiming a turn, and whether its agent may answer', (db) => claimTurn(db, tenant.tenantId, 'turn_7_5')],
  ['asking an agent again', (db) => askAgentAgain(db, tenant.tenantId, 'int_7')],
  [
    'deciding about an unconfirmed text',
    (db) =>
      decideUnconfirmed(db, { tenantId: tenant.tenantId, messageId: 'msg_2_5', decision: 'arrived', by: 'user_1' }),
  ],
  [
    'a text after the agent’s rest',
    (db) => ingestInbound(db, { ...known('+13030000009'), providerMessageId: 'SM_rest' }),
  ],
  ['reading a conversation', (db) => readConversation(db, tenant.tenantId, 'int_7')],
  ['looking for changes', async (db) => void (await readChanges(db, await someTimeAgo(), [tenant.tenantId], 10_000))],
  [
    'looking for what a page missed',
    async (db) => void (await readMissed(db, tenant.tenantId, await someTimeAgo(), await readPosition(pool), 1_000)),
  ],
  ['reading a lead’s conversations', (db) => readLeadConversations(db, tenant.tenantId, 'lead_7')],
])('%s reads no table from end to end', async (_what, work) => {
  expect(await scanned(work)).toEqual([]);
});

test.each<[what: string, index: string, work: (db: Queryable) => Promise<unknown>]>([
  ['unsignalled facts', 'events_to_signal', (db) => takeUnsignalled(db, 100)],
])('%s are found by %s', async (_what, index, work) => {
  expect(await planOf(work)).toContain(index);
});

test('a text that came before is found by the unique index of the provider’s ids', async () => {
  const { rows } = await pool.query(
    `explain select 1 from messages where tenant_id = $1 and provider = $2 and provider_message_id = $3`,
    [tenant.tenantId, 'twilio', 'SM_7_3'],
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(
    'messages_tenant_id_provider_provider_message_id_key',
  );
});

/** The plan of the one query that `work` makes. */
async function planOf(work: (db: Queryable) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  const explaining = {
    async query({ text, values }: QueryConfig): Promise<QueryResult> {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await client.query(`explain ${text}`, values);
        plans.push(result.rows.map((row) => row['QUERY PLAN']).join('\n'));
        return { ...result, rows: [] };
      } finally {
        await client.query('rollback');
        client.release();
      }
    },
  };
  await work(explaining as unknown as Queryable);
  expect(plans).toHaveLength(1);
  return plans[0]!;
}
