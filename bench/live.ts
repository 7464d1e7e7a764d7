import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hashToken, newApiKey } from '../src/secrets';
import { startChild } from './child';
import { type CpuTimes, countCpu } from './cpu';
import { round } from './figures';
import { type LoopLag, takeLoopLag } from './live/loop-lag';
import type { LiveCommands, LiveSettings, Offered } from './live/main';
import type { Counts } from './live/pages';
import { phone } from './people';
import type { BenchStack } from './stack';

/** (f): pages that are told what happens while texts arrive. */
export interface LiveFigures {
  pages: number;
  /** Without any page, with all of them, and with pages that lose their connection meanwhile. */
  quiet: LiveRun;
  watched: LiveRun;
  broken: LiveRun;
  /** What the pages made of all of it. */
  counts: Counts;
}

export interface LiveRun extends Offered {
  lag: LoopLag;
  /** Processor time of one second, by process. */
  cpuMs: CpuTimes;
}

const KEYS = 5;
/** Conversations that the texts are spread over. */
const PEOPLE = 200;
/** One of the pages loses its connection each so many milliseconds, in the third run. */
const CUT_EVERY_MS = 50;
const WARM_UP_SECONDS = 3;
const CAUGHT_UP_MS = 30_000;

export async function measureLive(stack: BenchStack): Promise<LiveFigures> {
  const { live: options } = stack.options;
  const tenantId = await tenantOf(stack);
  const keys = Array.from({ length: KEYS }, newApiKey);
  await stack.db.query(
    `insert into api_keys (api_key_id, tenant_id, name, key_hash, role)
     select 'key_live_' || n, $1, 'Page', hash, 'operator' from unnest($2::bytea[]) with ordinality as given (hash, n)`,
    [tenantId, keys.map(hashToken)],
  );
  // Asking agents is what (a) measures; here it would take the processor from what this is about.
  await stack.db.query('update sms_agents set inbound_enabled = false');
  const settings: LiveSettings = { apiUrl: stack.apiUrl, settings: stack.loadSettings, keys };
  const script = join(__dirname, 'live', 'main.js');
  const child = await startChild<LiveCommands>({ name: 'pages', script, settings, log: stack.log });
  const processes = { ...stack.processes, pages: () => child.pid };

  const run = async (name: string, seconds: number, cutEveryMs = 0): Promise<LiveRun> => {
    const count = seconds * options.perSecond;
    const from = Array.from({ length: count }, (_, index) => phone(index % PEOPLE));
    const lag = () => takeLoopLag(stack.processes.api?.(), stack.lagFile);
    await lag(); // begins anew
    const endCpu = countCpu(processes);
    const offered = await child.ask('offer', { from, perSecond: options.perSecond, cutEveryMs });
    const cpu = endCpu();
    const cpuMs = Object.fromEntries(Object.entries(cpu).map(([process, ms]) => [process, round(ms / seconds, 1)]));
    const measured = { ...offered, perSecond: round(offered.perSecond, 1), lag: await lag(), cpuMs };
    stack.say(
      `(f) ${name}: told after p50 ${offered.toldAfterMs.p50} p95 ${offered.toldAfterMs.p95} ms, webhook p95 ${offered.webhookMs.p95} ms`,
    );
    if (offered.failures > 0) throw new Error(`(f) ${offered.failures} webhooks failed`);
    return measured;
  };

  try {
    await run('warming up', WARM_UP_SECONDS);
    const quiet = await run('no page', options.seconds);
    const { rows: before } = await stack.db.query<{ at: string }>('select pg_current_snapshot()::text as at');
    await child.ask('connect', options.pages);
    const watched = await run(`${options.pages} pages`, options.seconds);
    const broken = await run(`${options.pages} pages, cut off at random`, options.seconds, CUT_EVERY_MS);
    const counts = await settled(stack, tenantId, before[0]!.at, (expected) => child.ask('count', expected));
    return { pages: options.pages, quiet, watched, broken, counts };
  } finally {
    await child.ask('end').catch(() => {});
    await child.stop();
    await stack.db.query('update sms_agents set inbound_enabled = true');
  }
}

async function tenantOf({ db }: BenchStack): Promise<string> {
  const { rows } = await db.query<{ id: string }>('select tenant_id as id from sms_agents limit 1');
  return rows[0]!.id;
}

/** Counts when everything has been told, or after a time: what is then missing is missed. */
async function settled(
  { db }: BenchStack,
  tenantId: string,
  since: string,
  count: (expected: string[]) => Promise<Counts | undefined>,
): Promise<Counts> {
  for (const end = Date.now() + CAUGHT_UP_MS; ; await pause(500)) {
    const { rows } = await db.query<{ event: string }>(
      `select interaction_id || '/' || seq as event from events
        where tenant_id = $1 and not pg_visible_in_snapshot(xid, $2::pg_snapshot)`,
      [tenantId, since],
    );
    const counts = await count(rows.map(({ event }) => event));
    if (counts === undefined) throw new Error('there are no pages');
    if (counts.missed === 0 || Date.now() > end) return counts;
  }
}
