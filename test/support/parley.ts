import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'pg';
import { type Carrier, startCarrier } from '../../src/dev/carrier/carrier';
import { DEMO, DEMO_EMAILS, DEMO_PHONES, writeDemoData } from '../../src/dev/demo-data';
import { freePort } from '../../src/dev/ports';
import { type RunningPostgres, startPostgres } from '../../src/dev/postgres';
import { processUrl } from '../../src/dev/process-url';
import { ensureTemporalBinary } from '../../src/dev/temporal-binary';
import { type RunningTemporal, startTemporal } from '../../src/dev/temporal-server';
import { type ApiAnswer, type ApiCall, apiClient } from './api-client';
import { createTestDatabase, PROCESS_PASSWORD } from './database';
import { eventually } from './eventually';
import { runMigrate } from './migrate-program';
import { signIn } from './people';
import { ProgramUnderTest } from './program-under-test';
import { type ScriptedAgent, startScriptedAgent } from './scripted-agent';
import { mustStayPrivate, mustStaySecret } from './suite-output';
import { FASTEST } from './tenant';

const SECRETS = {
  PARLEY_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
  TWILIO_AUTH_TOKEN: 'test-auth-token-of-the-simulated-account',
  TEMPORAL_CODEC_TOKEN: 'test-codec-token-of-this-stack',
};
const PASSWORDS = { operator: 'the password of the operator', admin: 'the password of the admin' };
const AGENT_SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
mustStaySecret(...Object.values(SECRETS), AGENT_SECRET, ...Object.values(PASSWORDS));

export interface ParleyOptions {
  /** The agent's batch window; the shortest that is allowed by default. */
  windowMs?: number;
  /** How fast texts leave from the number; so fast that none waits by default. */
  segmentsPerSecond?: number;
  /** A Postgres of its own, for tests that stop it. */
  ownPostgres?: boolean;
  /** A Temporal server of its own, for tests that stop it or look at its UI. */
  ownTemporal?: { withUi?: boolean };
  /** Variables of the api and the worker. */
  env?: Record<string, string>;
  /** Numbers that the carrier lends us beside the demo's. */
  moreNumbers?: string[];
  /** Whether the carrier answers STOP and HELP itself, as it does by default. */
  carrierAnswersKeywords?: boolean;
  /** Where the compiled programs are, from the project's folder: `dist`. */
  build?: string;
}

/** All of Parley as it runs in production, as child processes on free ports, with a carrier and an agent to play with. */
export interface Parley {
  apiUrl: string;
  /** An admin's. */
  apiKey: string;
  codecUrl: string;
  env: NodeJS.ProcessEnv;
  pool: Pool;
  api: ProgramUnderTest;
  worker: ProgramUnderTest;
  carrier: Carrier;
  agent: ScriptedAgent;
  postgres?: OwnPostgres;
  temporal?: OwnTemporal;
  /** The demo lead texts our number; what the product's webhook answered. */
  text(body: string, more?: { from?: string; messageSid?: string }): Promise<number | null>;
  /** Calls the API with the demo's key. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** Signs one of the demo's people in. @returns calls with the session's cookie */
  signIn(role: 'operator' | 'admin'): Promise<ApiCall>;
  /** What the demo's people sign in with. */
  people: Record<'operator' | 'admin', { email: string; password: string }>;
  send(body: Record<string, unknown>, headers?: Record<string, string>): Promise<ApiAnswer>;
  /** What a phone received, oldest first. */
  phone(number?: string): string[];
  /** The demo lead's only conversation, once there is one. */
  conversation(): Promise<ConversationAnswer>;
  /** Its transcript, as `role/source: message` lines. */
  transcript(): Promise<string[]>;
  /**
   * For the next test: the demo's data alone, a carrier and an agent that remember nothing, and both processes running. A
   * tenth of what starting all of it anew takes.
   */
  startOver(): Promise<void>;
  stop(): Promise<void>;
}

export interface OwnPostgres {
  kill(): void;
  start(): Promise<void>;
}

export interface OwnTemporal {
  uiUrl: string;
  kill(): Promise<void>;
  start(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: an answer as it comes over the wire; tests say what must be in it
export type ConversationAnswer = any;

export { DEMO };

/** Starts all of it and waits until it serves. Whatever a failed start had started is ended. */
export async function startParley(options: ParleyOptions = {}): Promise<Parley> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: ParleyOptions,
  undo: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Parley> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-e2e-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}`;
  const codecUrl = `${apiUrl}/temporal/codec/${SECRETS.TEMPORAL_CODEC_TOKEN}`;

  const database = options.ownPostgres ? await ownPostgres(folder, undo) : await clonedDatabase(undo);
  const temporal = options.ownTemporal && (await ownTemporal(folder, options.ownTemporal, codecUrl, undo));
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = SECRETS;
  const inboundUrl = `${apiUrl}/webhooks/twilio/sms`;
  const numbers = [DEMO.ourNumber, ...(options.moreNumbers ?? [])];
  const { carrierAnswersKeywords: optOutHandling } = options;
  const atCarrier = { accountSid, authToken, inboundUrl, numbers, optOutHandling, phones: DEMO_PHONES };
  const carrierPort = await freePort();
  const newCarrier = () => startCarrier({ ...atCarrier, port: carrierPort, reportDelayMs: 50 });
  let carrier = await newCarrier();
  undo.push(() => carrier.stop());
  const agent = await startScriptedAgent(AGENT_SECRET);
  undo.push(() => agent.stop());
  const apiKey = 'pk_test_key_of_this_stack';
  const secretKey = SECRETS.PARLEY_SECRET_KEY;
  const pool = new Pool({ connectionString: database.url, max: 4 });
  pool.on('error', () => {}); // a test that stops Postgres breaks this one too
  undo.push(() => pool.end());
  const writeData = async () => {
    await writeDemoData({
      databaseUrl: database.url,
      secretKey,
      apiKey,
      passwords: PASSWORDS,
      agentSecret: AGENT_SECRET,
      agentWebhookUrl: agent.url,
    });
    // A test may have an agent answer as often as it likes, unless it says otherwise.
    await pool.query('update sms_agents set batch_window_ms = $1, answers_per_hour = 1000', [
      options.windowMs ?? 1_000,
    ]);
    await pool.query('update phone_numbers set segments_per_second = $1', [options.segmentsPerSecond ?? FASTEST]);
  };
  await writeData();

  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    ...SECRETS,
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: apiUrl,
    DATABASE_URL: database.processUrl,
    TEMPORAL_ADDRESS: temporal?.address ?? process.env.PARLEY_TEST_TEMPORAL_ADDRESS,
    TEMPORAL_UI_URL: temporal?.uiUrl ?? 'http://localhost:8233',
    TEMPORAL_TASK_QUEUE: path.basename(folder),
    TWILIO_API_BASE_URL: carrier.url,
    SETTLE_FOR: '4s',
    API_RATE_LIMIT: '0',
    AGENT_WEBHOOK_ALLOW: '127.0.0.0/8',
    ...options.env,
  };
  const build = options.build ?? 'dist';
  const api = new ProgramUnderTest(`${build}/src/api/main.js`, env);
  const worker = new ProgramUnderTest(`${build}/worker/main.js`, env);
  undo.push(() => Promise.all([api.kill(), worker.kill()]));
  await Promise.all([api.start(), worker.start()]);

  const call = apiClient(apiUrl, apiKey);
  const people = {
    operator: { email: DEMO_EMAILS.operator, password: PASSWORDS.operator },
    admin: { email: DEMO_EMAILS.admin, password: PASSWORDS.admin },
  };

  const conversation = async () => {
    const answer = await call('GET', `/api/v1/interactions/lead/${DEMO.leadId}`);
    assert.equal(answer.status, 200);
    assert.equal(answer.body.data.length, 1);
    return answer.body.data[0];
  };
  const startOver = async () => {
    await endWorkflows(env, pool);
    // What api or worker are at locks in an order of its own, and Postgres breaks off one of the two.
    await eventually(() => pool.query('truncate tenants, sign_in_failures cascade'));
    await Promise.all([writeData(), carrier.stop()]);
    carrier = await newCarrier();
    agent.startOver();
    await Promise.all([api, worker].map((program) => program.running || program.start()));
  };
  return {
    get carrier() {
      return carrier;
    },
    ...{
      apiUrl,
      apiKey,
      codecUrl,
      env,
      pool,
      api,
      worker,
      agent,
      startOver,
      postgres: database.own,
      temporal,
      call,
      conversation,
      stop,
    },
    text: async (body, more = {}) => {
      mustStayPrivate(body);
      return (await carrier.text({ from: DEMO.leadPhone, to: DEMO.ourNumber, body, ...more })).webhookStatus;
    },
    send: (body, headers) => {
      if (typeof body.message === 'string') mustStayPrivate(body.message);
      return call('POST', '/api/v1/sms/send', body, headers);
    },
    phone: (number = DEMO.leadPhone) =>
      carrier
        .messages(number)
        .filter((message) => message.direction === 'to-phone')
        .map((message) => message.body),
    transcript: async () =>
      // biome-ignore lint/suspicious/noExplicitAny: see ConversationAnswer
      (await conversation()).transcript.map((entry: any) => `${entry.role}/${entry.source}: ${entry.message}`),
    signIn: (role) => signIn(apiUrl, people[role]),
    people,
  };
}

/** Conversations whose rows are going: what their workflows would still do, they would do to nothing. */
async function endWorkflows(env: NodeJS.ProcessEnv, pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ interaction_id: string }>('select interaction_id from interactions');
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS });
  try {
    const { workflow } = new Client({ connection });
    const ended = rows.map(({ interaction_id: id }) =>
      workflow.getHandle(`conversation/${id}`).terminate('the test is over'),
    );
    await Promise.allSettled(ended); // one that never began, or has parked, is not there
  } finally {
    await connection.close();
  }
}

interface Database {
  url: string;
  processUrl: string;
  own?: OwnPostgres;
}

async function clonedDatabase(undo: (() => Promise<unknown>)[]): Promise<Database> {
  const database = await createTestDatabase();
  undo.push(() => database.drop());
  return database;
}

async function ownPostgres(folder: string, undo: (() => Promise<unknown>)[]): Promise<Database> {
  const dataDir = path.join(folder, 'postgres');
  const port = await freePort();
  let running: RunningPostgres = await startPostgres({ dataDir, port, durable: false });
  undo.push(() => running.stop());
  const forProcesses = processUrl(running.url, PROCESS_PASSWORD);
  await runMigrate(running.url, forProcesses);
  const own: OwnPostgres = {
    kill: () => running.kill(),
    start: async () => {
      running = await startPostgres({ dataDir, port, durable: false });
    },
  };
  return { url: running.url, processUrl: forProcesses, own };
}

async function ownTemporal(
  folder: string,
  options: { withUi?: boolean },
  codecEndpoint: string,
  undo: (() => Promise<unknown>)[],
): Promise<OwnTemporal & { address: string }> {
  const [port, uiPort] = [await freePort(), await freePort()];
  const binary = await ensureTemporalBinary();
  const launch = () =>
    startTemporal({
      ...{ port, uiPort, codecEndpoint, headless: !options.withUi },
      binary,
      dbFile: path.join(folder, 'temporal.db'),
    });
  let running: RunningTemporal = await launch();
  undo.push(() => running.stop());
  return {
    address: running.address,
    uiUrl: running.uiUrl,
    kill: async () => {
      running.kill();
      await running.exited;
    },
    start: async () => {
      running = await launch();
    },
  };
}

/** Waits until a phone shows this many texts, and answers with them. */
export function phoneShows(parley: Parley, count: number, number?: string): Promise<string[]> {
  return eventually(
    () => {
      const texts = parley.phone(number);
      assert.equal(texts.length, count, `the phone shows ${texts.length} texts, not ${count}`);
      return texts;
    },
    { limitMs: 30_000 },
  );
}

/** Waits until every fact was told to its conversation's workflow. */
export function factsAreTold({ pool }: Parley): Promise<void> {
  return eventually(async () => {
    const { rows } = await pool.query('select 1 from events where after_seq is not null and signalled_at is null');
    assert.equal(rows.length, 0, `${rows.length} facts are not told`);
  });
}
