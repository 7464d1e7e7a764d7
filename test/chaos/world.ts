import { DEMO, type Parley, startParley } from '../support/parley';
import { ProgramUnderTest } from '../support/program-under-test';
import { insert } from '../support/tenant';

/** Beside the demo's. */
const MORE_NUMBERS = ['+12025550101', '+12025550102'];
const OUR_NUMBERS = [DEMO.ourNumber, ...MORE_NUMBERS];

/** Short limits, so that much can go wrong in little time; what Parley promises depends on none of them. */
const ENV = {
  LOG_LEVEL: 'warn',
  PROVIDER_TIMEOUT: '3s',
  AGENT_TIMEOUT: '5s',
  AGENT_RETRY_FOR: '45s',
  SETTLE_FOR: '4s',
  SEND_WAIT_MS: '2500',
  // Both happen often here, once in many days elsewhere.
  CONTINUE_AS_NEW_AFTER: '120',
  PARK_AFTER: '20s',
};

/** A lead, as its phone and the callers know it. */
export interface KnownLead {
  leadId: string;
  phone: string;
  /** Ours, of the lead's campaign. */
  ourNumber: string;
  /** Another of ours, which does not know the lead. */
  otherNumber: string;
}

export interface ChaosWorld {
  parley: Parley;
  workers: ProgramUnderTest[];
  leads: KnownLead[];
  stop(): Promise<void>;
}

export interface WorldOptions {
  leads: number;
  workers: number;
  /** Servers of its own, which can be killed; else those of the test run. */
  ownServers: boolean;
  /** Where the compiled programs are, when they are not the product's. */
  build?: string;
}

/** Starts all of Parley with one tenant, several numbers, and the leads. */
export async function startWorld(options: WorldOptions): Promise<ChaosWorld> {
  const parley = await startParley({
    ...(options.ownServers ? { ownPostgres: true, ownTemporal: {} } : {}),
    env: ENV,
    moreNumbers: MORE_NUMBERS,
    // A carrier that blocked texts after STOP by itself would hide that Parley did not.
    carrierAnswersKeywords: false,
    build: options.build,
  });
  const more = Array.from(
    { length: options.workers - 1 },
    () => new ProgramUnderTest(`${options.build ?? 'dist'}/worker/main.js`, parley.env),
  );
  const stop = async () => {
    await Promise.all(more.map((worker) => worker.kill()));
    await parley.stop();
  };
  try {
    const leads = await writeLeads(parley, options.leads);
    await liftLimits(parley);
    await Promise.all(more.map((worker) => worker.start()));
    return { parley, workers: [parley.worker, ...more], leads, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Limits that would only make a run wait, where the schema has them. */
const LIMITS = [
  { table: 'phone_numbers', column: 'segments_per_second', highest: 1_000 },
  { table: 'sms_agents', column: 'answers_per_hour', highest: 1_000 },
];

async function liftLimits({ pool }: Parley): Promise<void> {
  for (const { table, column, highest } of LIMITS) {
    const there = 'select 1 from information_schema.columns where table_name = $1 and column_name = $2';
    const { rowCount } = await pool.query(there, [table, column]);
    if (rowCount) await pool.query(`update ${table} set ${column} = $1`, [highest]);
  }
}

async function writeLeads({ pool }: Parley, count: number): Promise<KnownLead[]> {
  const { rows } = await pool.query('select tenant_id from campaigns where campaign_id = $1', [DEMO.campaignId]);
  const tenant = { tenant_id: rows[0].tenant_id };
  await pool.query(`update tenants set confirmations = 'parley'`);
  const campaigns = [DEMO.campaignId];
  for (const [index, phone_number] of MORE_NUMBERS.entries()) {
    const campaign_id = `camp_more_${index}`;
    campaigns.push(campaign_id);
    await insert(pool, 'phone_numbers', { ...tenant, phone_number, provider: 'twilio' });
    const agent = { production_agent_id: DEMO.agentId };
    await insert(pool, 'campaigns', { ...tenant, ...agent, campaign_id, name: `More ${index}`, phone_number });
  }
  const leads: KnownLead[] = [];
  for (let index = 0; index < count; index++) {
    const turn = index % OUR_NUMBERS.length;
    const lead = { leadId: `lead_${index}`, phone: `+1202556${String(index).padStart(4, '0')}` };
    const row = { ...tenant, lead_id: lead.leadId, phone: lead.phone, campaign_id: campaigns[turn] };
    await insert(pool, 'leads', row);
    const otherNumber = OUR_NUMBERS[(turn + 1) % OUR_NUMBERS.length]!;
    leads.push({ ...lead, ourNumber: OUR_NUMBERS[turn]!, otherNumber });
  }
  return leads;
}
