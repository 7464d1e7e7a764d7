import { fillTenant, LIST_SIZES } from '../../bench/list-data';
import { listCampaigns } from '../../src/db/campaigns';
import { readHead } from '../../src/db/conversation-head';
import { type ConversationFilter, listConversations } from '../../src/db/conversation-list';
import { listDoNotContact } from '../../src/db/do-not-contact';
import { type LeadFilter, listLeads } from '../../src/db/leads';
import { readOverview } from '../../src/db/overview';
import { listPhoneNumbers } from '../../src/db/phone-numbers';
import type { Pool, Queryable } from '../../src/db/pool';
import { listAgents } from '../../src/db/sms-agents';
import { readStanding } from '../../src/db/standing';
import { readMessages, readTimeline } from '../../src/db/thread';
import { createTestDatabase, type TestDatabase } from '../support/database';

const TENANT = 'org_own';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.pool;
  await fillTenant(pool, TENANT, '400', LIST_SIZES);
  // Others are larger: what belongs to a tenant has to be found by its indexes, not by filtering everybody's.
  await fillTenant(pool, 'org_other', '500', {
    ...LIST_SIZES,
    leads: 40_000,
    conversations: 20_000,
    textsEach: 2,
    longest: 0,
  });
});
afterAll(() => database?.drop());

/** What a list's query did: its plan, with the rows that each step really gave. */
interface Explained {
  plan: string;
  /** Tables that were read from end to end. */
  scanned: string[];
  /** The most rows that one step gave: what was looked at to find a page. */
  mostRows: number;
}

/** Runs a list's one query under `explain analyze`. */
async function explained(list: (db: Queryable) => Promise<unknown>): Promise<Explained> {
  const plans: string[] = [];
  const explaining = {
    async query(text: string, values: unknown[]) {
      const { rows } = await pool.query(`explain (analyze, timing off) ${text}`, values);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      return { rows: [], rowCount: 0 };
    },
  };
  await list(explaining as unknown as Queryable);
  const plan = plans[0]!;
  return {
    plan,
    scanned: [...plan.matchAll(/Seq Scan on (\w+)/g)].map(([, table = '']) => table),
    mostRows: Math.max(
      ...[...plan.matchAll(/\(actual rows=([\d.]+) loops=(\d+)\)/g)].map(
        ([, rows, loops]) => Number(rows) * Number(loops),
      ),
    ),
  };
}

test('how an installation stands is read from what is open, not from what there is', async () => {
  const { plan, scanned } = await explained(readStanding);
  for (const index of ['events_to_signal', 'interactions_attention', 'messages_outgoing', 'turns_time'])
    expect(plan).toContain(index);
  expect(scanned).toEqual([]);
});

const PAGE = { limit: 50 };
const camp = `camp_${TENANT}_0000007`;
const conversations = (filter: ConversationFilter, after?: string[]) => (db: Queryable) =>
  listConversations(db, TENANT, filter, { ...PAGE, after });
/** As a person sees them, who has read half of them and is behind by 5,000 texts in one. */
const seen = (filter: ConversationFilter) => (db: Queryable) =>
  listConversations(db, TENANT, filter, PAGE, `user_${TENANT}_0000001`);
const newest = { after: 0, before: 2_147_483_647, limit: 50 };
const longest = `int_${TENANT}_0000001`;
const leads = (filter: Partial<LeadFilter>, after?: string) => (db: Queryable) =>
  listLeads(db, TENANT, { archived: false, ...filter }, { ...PAGE, after });

/** A step may give a few times a page's rows; one that gives thousands does the work of the whole table for each page. */
const FEW = 600;

test.each<[what: string, index: string, list: (db: Queryable) => Promise<unknown>]>([
  ['conversations', 'interactions_activity', conversations({})],
  [
    'a later page of conversations',
    'interactions_activity',
    conversations({}, [new Date(Date.now() - 9e6).toISOString(), 'int_z']),
  ],
  ['conversations of a campaign', 'interactions_campaign', conversations({ campaignId: camp })],
  ['conversations of a status', 'interactions_status', conversations({ status: 'follow_up' })],
  [
    'conversations of a time',
    'interactions_activity',
    conversations({ from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' }),
  ],
  ['conversations with a rare name', 'leads_search', conversations({ search: 'silva7' })],
  ['conversations with a number', 'leads_search', conversations({ search: '4010001234' })],
  ['conversations that need a person', 'interactions_attention', conversations({ attention: true })],
  ['leads', 'leads_tenant', leads({})],
  ['a later page of leads', 'leads_tenant', leads({}, `lead_${TENANT}_0005000`)],
  ['leads of a campaign', 'leads_campaign', leads({ campaignId: camp })],
  ['leads with a rare name', 'leads_search', leads({ search: 'silva7' })],
  ['Do Not Contact', 'do_not_contact_tenant', (db) => listDoNotContact(db, TENANT, PAGE)],
])('%s are found by %s, and few rows are looked at', async (_what, index, list) => {
  const { plan, scanned, mostRows } = await explained(list);
  expect(plan).toContain(index);
  expect(scanned.filter((table) => table !== 'campaigns')).toEqual([]);
  expect(mostRows).toBeLessThan(FEW);
});

test.each<[what: string, index: string, read: (db: Queryable) => Promise<unknown>]>([
  ['the newest texts', 'messages_interaction_id_seq_key', (db) => readMessages(db, TENANT, longest, newest)],
  [
    'older texts',
    'messages_interaction_id_seq_key',
    (db) => readMessages(db, TENANT, longest, { ...newest, before: 2_500 }),
  ],
  ['the newest events', 'events_pkey', (db) => readTimeline(db, TENANT, longest, newest)],
  ['the head', 'interactions_pkey', (db) => readHead(db, TENANT, longest, `user_${TENANT}_0000001`)],
])('%s of a conversation with 5,000 are found by %s, and few rows are looked at', async (_what, index, read) => {
  const { plan, scanned, mostRows } = await explained(read);
  expect(plan).toContain(index);
  expect(scanned.filter((table) => table !== 'campaigns' && table !== 'sms_agents')).toEqual([]);
  expect(mostRows).toBeLessThan(FEW);
});

test('what a person has not read is counted for a page only, and in none of its conversations for long', async () => {
  const { plan, scanned, mostRows } = await explained(seen({}));
  expect(plan).toContain('read_marks_pkey');
  expect(scanned.filter((table) => table !== 'campaigns')).toEqual([]);
  expect(mostRows).toBeLessThan(2 * FEW);
});

test.each([
  [
    'texts',
    'messages_time',
    /from messages m\s+where m.tenant_id = \$1 and m.created_at >= \$2 and m.created_at < \$3 and m.state not in/,
  ],
  ['answers', 'turns_time', /from turns t/],
  ['failures', 'messages_not_delivered', /state in \('failed'/],
  ['opt-outs', 'do_not_contact_set', /from do_not_contact/],
  ['attention', 'interactions_attention', /attention is not null/],
])('the overview counts %s by %s', async (_what, index, query) => {
  const plans: string[] = [];
  const explaining = {
    async query(text: string, values: unknown[]) {
      // A stretch of the table, as in one that is much older than the range; a small table is read faster whole.
      const { rows } = await pool.query(`explain ${text}`, values);
      if (query.test(text)) plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      return pool.query(text, values);
    },
  };
  const [from, to] = [new Date(Date.now() - 3_600_000), new Date()];
  const range = { tenantId: TENANT, from, to, timezone: 'America/New_York', bucket: 'hour' as const };
  await readOverview(explaining as unknown as Queryable, range);
  expect(plans).toHaveLength(1);
  expect(plans[0]).toContain(index);
});

test.each<[what: string, list: (db: Queryable) => Promise<unknown>]>([
  ['conversations of a client', conversations({ clientId: 'client_3' })],
  ['conversations of an offer', conversations({ offerId: 'offer_3' })],
  ['conversations with a common name', conversations({ search: 'jane' })],
  ['leads of a status', leads({ status: 'signed' })],
  ['test leads', leads({ isTest: true })],
  ['archived leads', leads({ archived: true })],
  ['leads with a common name', leads({ search: 'jane' })],
  ['campaigns', (db) => listCampaigns(db, TENANT, {}, PAGE)],
  ['numbers', (db) => listPhoneNumbers(db, TENANT, {}, PAGE)],
  ['agents', (db) => listAgents(db, TENANT, {}, PAGE)],
  ['events', (db) => readTimeline(db, TENANT, `int_${TENANT}_0000007`, { after: 0, limit: 100 })],
])('%s are found without reading a table that grows from end to end', async (_what, list) => {
  const { scanned } = await explained(list);
  // Of campaigns, numbers and agents a tenant has a page or two; reading them whole is the fastest.
  const small = ['campaigns', 'phone_numbers', 'sending_lanes', 'inbound_sweeps', 'sms_agents'];
  expect(scanned.filter((table) => !small.includes(table))).toEqual([]);
});
