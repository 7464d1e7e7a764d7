import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'pg';
import { migrate } from '../src/db/migrate';
import { writeDemoData } from '../src/dev/demo-data';
import { loadDevConfig, stackFiles } from '../src/dev/dev-config';
import { loadDevSecrets } from '../src/dev/dev-secrets';
import { freePort } from '../src/dev/ports';
import { startPostgres } from '../src/dev/postgres';
import { processUrl } from '../src/dev/process-url';
import type { Stack } from '../src/dev/stack';
import { agentWebhookUrl, stackPrograms } from '../src/dev/stack-programs';
import { superviseProcess } from '../src/dev/supervised-process';
import { ensureTemporalBinary } from '../src/dev/temporal-binary';
import { startTemporal } from '../src/dev/temporal-server';
import type { BareExchange } from './bare/messages';
import type { BareWorkerSettings } from './bare/worker';
import { type Child, startChild } from './child';
import type { Commands } from './commands';
import type { Watched } from './cpu';
import type { FloorSettings } from './floor-server';
import { lagProbeEnv } from './live/loop-lag';
import type { LoadSettings } from './load/job';
import type { LoadCommands } from './load/main';
import type { Options } from './options';
import { TemporalPart } from './temporal-part';

/** The same for both sides, so given to both: the product's own defaults (src/config.ts). */
const POOL_MAX = 10;
const MAX_CACHED_WORKFLOWS = 1_000;

const PORTS = ['PORT', 'POSTGRES_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'CARRIER_PORT', 'DEMO_AGENT_PORT'];

/** Everything that runs, as the measurements use it. */
export interface BenchStack {
  options: Options;
  db: Pool;
  temporal: Client;
  temporalServer: TemporalPart;
  load: Child<LoadCommands>;
  /** The ends of the bare engine's exchanges, as its worker tells of them. */
  bareExchanges: BareExchange[];
  apiUrl: string;
  carrierUrl: string;
  processes: Watched;
  /** What the account at the provider is, for signing webhooks. */
  loadSettings: Pick<LoadSettings, 'accountSid' | 'authToken' | 'ourNumber'>;
  /** Where the api writes how late its event loop is, when asked to. */
  lagFile: string;
  log: (line: string) => void;
  /** Tells people what is being done. */
  say: (line: string) => void;
}

/**
 * Starts all of it on free ports, with its data in a folder of its own, and adds each part to `stack`, which ends it. The
 * product's programs are those of `npm start`, with its settings; the demo agent's place is taken by the load process.
 */
export async function startBenchStack(
  options: Options,
  stack: Stack,
  tell: { say: (line: string) => void; log: (line: string) => void },
): Promise<BenchStack> {
  const { say, log } = tell;
  const folder = await temporaryFolder(stack);
  const config = await loadDevConfig({
    PARLEY_DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(PORTS.map((name) => [name, '0'])),
  });
  const files = stackFiles(folder);
  const secrets = await loadDevSecrets(files.secrets);
  const { twilioAccountSid: accountSid, twilioAuthToken: authToken, secretKey, apiKey, agentSecret } = secrets;

  const binary = await ensureTemporalBinary({ progress: say });
  stack.goOn();
  const [port, uiPort] = [config.ports.TEMPORAL_PORT, config.ports.TEMPORAL_UI_PORT];
  const start = () => startTemporal({ binary, port, uiPort, dbFile: files.temporal });
  const temporalServer = await stack.add('Temporal', await TemporalPart.start(start));
  const temporalAddress = temporalServer.address;
  const postgresPort = config.ports.POSTGRES_PORT;
  const postgres = await stack.add('Postgres', await startPostgres({ dataDir: files.postgres, port: postgresPort }));

  const databaseUrl = postgres.url;
  const programsUrl = processUrl(databaseUrl, secrets.processPassword);
  await migrate(databaseUrl, programsUrl);
  const webhook = agentWebhookUrl(config);
  const demo = await writeDemoData({ databaseUrl, secretKey, apiKey, agentSecret, agentWebhookUrl: webhook });
  const { ourNumber } = demo;
  const db = new Pool({ connectionString: databaseUrl, max: 2 });
  db.on('error', () => {}); // an idle connection may see Postgres end
  const connection = Connection.lazy({ address: temporalAddress });
  const closing = async () => {
    await Promise.allSettled([db.end(), connection.close()]);
  };
  await stack.add('connections', { stop: closing, kill: () => {} });
  // What is measured is how fast Parley is, not how often an agent may answer, nor the pace of carriers.
  await db.query('update sms_agents set batch_window_ms = $1, answers_per_hour = 1000', [options.windowMs]);
  await db.query('update phone_numbers set segments_per_second = 1000');
  await db.query('create database floor');
  const floorUrl = new URL(databaseUrl);
  floorUrl.pathname = '/floor';

  const lagFile = join(folder, 'loop-lag.json');
  const floorPort = await freePort();
  const bareExchanges: BareExchange[] = [];
  const child = async <C extends Commands>(name: string, file: string[], settings: object, onNotice?: Notice) => {
    const script = join(__dirname, ...file);
    return stack.add(name, await startChild<C>({ name, script, settings, log, onNotice }));
  };
  const load = await child<LoadCommands>('load', ['load', 'main.js'], {
    apiUrl: config.apiUrl,
    apiPort: config.ports.PORT,
    apiKey,
    agentPort: config.ports.DEMO_AGENT_PORT,
    accountSid,
    authToken,
    ourNumber,
    windowMs: options.windowMs,
    temporalAddress,
    floorPort,
  } satisfies LoadSettings);
  const bareSettings: BareWorkerSettings = { temporalAddress, maxCachedWorkflows: MAX_CACHED_WORKFLOWS };
  const bareWorker = await child('bare worker', ['bare', 'worker.js'], bareSettings, (notice) => {
    const exchange = notice as BareExchange;
    bareExchanges.push(exchange);
    // Its exchanges end here; the load process gives the room to the next.
    load.ask('answered', exchange.workflowId).catch(() => {});
  });
  const floorSettings: FloorSettings = { databaseUrl: floorUrl.href, port: floorPort, poolMax: POOL_MAX };
  const floor = await child('floor', ['floor-server.js'], floorSettings);

  const processes: Watched = {
    Temporal: () => temporalServer.pid,
    Postgres: () => postgres.pid,
    load: () => load.pid,
    'bare worker': () => bareWorker.pid,
    floor: () => floor.pid,
  };
  const given = {
    DATABASE_POOL_MAX: String(POOL_MAX),
    WORKER_MAX_CACHED_WORKFLOWS: String(MAX_CACHED_WORKFLOWS),
    // One key makes all the requests.
    API_RATE_LIMIT: '0',
    // The provider's books are not ours to pay for: the simulator keeps them in memory.
    CARRIER_DATA_FILE: '',
  };
  for (const program of stackPrograms(config, secrets, { databaseUrl: programsUrl, temporalAddress, ourNumber })) {
    if (program.name === 'demo-agent') continue;
    const probe = program.name === 'api' && options.parts.has('f') ? lagProbeEnv(lagFile) : {};
    const running = superviseProcess({ ...program, env: { ...program.env, ...given, ...probe }, log });
    await stack.add(program.name, running);
    await running.ready();
    processes[program.name] = () => running.pid;
  }
  const temporal = new Client({ connection });
  const { apiUrl, carrierUrl } = config;
  const loadSettings = { accountSid, authToken, ourNumber };
  return {
    ...{ options, db, temporal, temporalServer, load, bareExchanges, apiUrl, carrierUrl, processes, say, log },
    ...{ loadSettings, lagFile },
  };
}

type Notice = (notice: unknown) => void;

async function temporaryFolder(stack: Stack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  await stack.add('its folder', {
    stop: () => rm(folder, { recursive: true, force: true }),
    kill: () => rmSync(folder, { recursive: true, force: true }),
  });
  return folder;
}
