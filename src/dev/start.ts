import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../db/migrate';
import { DEMO_EMAILS, type DemoData, writeDemoData } from './demo-data';
import { type DevConfig, loadDevConfig, stackFiles } from './dev-config';
import { type DevSecrets, loadDevSecrets, writePrivately } from './dev-secrets';
import { keepRunning } from './keep-running';
import { assertPortFree } from './ports';
import { startPostgres } from './postgres';
import { processUrl as urlOfProcesses } from './process-url';
import { Stack, Stopping } from './stack';
import { releaseLock, takeLock } from './stack-lock';
import { agentWebhookUrl, phoneUrl, stackPrograms } from './stack-programs';
import { superviseProcess } from './supervised-process';
import { ensureTemporalBinary } from './temporal-binary';
import { startTemporal } from './temporal-server';

/** `npm start`: everything that Parley is, on this machine, until Ctrl-C. */

/** A program that is not ready after this long will not be: the start fails instead of standing still. */
const READY_MS = 90_000;
/** How long the ports of a stack that was killed may still be taken: its watchdog gives its servers 5 s to end. */
const LEFT_BEHIND_MS = 10_000;
/** npm and the terminal both pass Ctrl-C on, so one key press may arrive twice. */
const SAME_KEY_PRESS_MS = 1_000;

const say = (line: string) => console.log(line);
const step = (name: string, line: string) => say(`  ${name.padEnd(12)}${line}`);

function logFile(config: DevConfig, name: string): (line: string) => void {
  const stream = createWriteStream(stackFiles(config.dataDir).log(name));
  // A full disk must not end the stack.
  stream.on('error', () => {});
  return (line) => {
    stream.write(`${line}\n`);
  };
}

async function checkPorts(config: DevConfig, leftBehind: boolean): Promise<void> {
  const deadline = Date.now() + (leftBehind ? LEFT_BEHIND_MS : 0);
  for (const name of config.ownPorts)
    for (;;) {
      try {
        await assertPortFree(config.ports[name], '127.0.0.1', name);
        break;
      } catch (error) {
        if (Date.now() >= deadline) throw error;
        await pause(200);
      }
    }
}

/** Where Postgres is: for the owner of its tables, and for the role of api and worker where that is another. */
interface Database {
  ownerUrl: string;
  processUrl: string | undefined;
}

/** Yours, or ours, which is started. */
async function database(config: DevConfig, secrets: DevSecrets, stack: Stack): Promise<Database> {
  if (config.databaseUrl) {
    step('Postgres', 'yours (DATABASE_URL)');
    const { databaseUrl, migrateDatabaseUrl } = config;
    return migrateDatabaseUrl
      ? { ownerUrl: migrateDatabaseUrl, processUrl: databaseUrl }
      : { ownerUrl: databaseUrl, processUrl: undefined };
  }
  const dataDir = stackFiles(config.dataDir).postgres;
  const log = logFile(config, 'postgres');
  const start = () => startPostgres({ dataDir, port: config.ports.POSTGRES_PORT, log });
  const kept = await keepRunning(start, (line) => step('Postgres', line));
  await stack.add('Postgres', kept);
  step('Postgres', `ready on port ${config.ports.POSTGRES_PORT}`);
  const { url: ownerUrl } = kept.first;
  return { ownerUrl, processUrl: urlOfProcesses(ownerUrl, secrets.processPassword) };
}

async function temporal(config: DevConfig, stack: Stack, codecEndpoint: string): Promise<string> {
  if (config.temporalAddress) {
    step('Temporal', `yours (TEMPORAL_ADDRESS): ${config.temporalAddress}`);
    return config.temporalAddress;
  }
  const binary = await ensureTemporalBinary({ progress: (line) => step('Temporal', line) });
  stack.goOn();
  const log = logFile(config, 'temporal');
  const [port, uiPort] = [config.ports.TEMPORAL_PORT, config.ports.TEMPORAL_UI_PORT];
  const dbFile = stackFiles(config.dataDir).temporal;
  const start = () => startTemporal({ binary, port, uiPort, dbFile, codecEndpoint, log });
  const kept = await keepRunning(start, (line) => step('Temporal', line));
  await stack.add('Temporal', kept);
  step('Temporal', `ready on port ${port}`);
  return kept.first.address;
}

async function within<T>(ms: number, name: string, promise: Promise<T>): Promise<T> {
  const late = new AbortController();
  const limit = pause(ms, undefined, { signal: late.signal }).then(() => {
    throw new Error(`${name} was not ready within ${ms / 1_000} s. LOG_LEVEL=info npm start shows what it does.`);
  });
  limit.catch(() => {});
  return Promise.race([promise, limit]).finally(() => late.abort());
}

async function run(config: DevConfig, secrets: DevSecrets, stack: Stack): Promise<void> {
  const codecUrl = `${config.apiUrl}/temporal/codec/${secrets.codecToken}`;
  const [{ ownerUrl, processUrl }, temporalAddress] = await Promise.all([
    database(config, secrets, stack),
    temporal(config, stack, codecUrl),
  ]);

  await migrate(ownerUrl, processUrl);
  const demo = config.demo ? await addDemo(config, secrets, ownerUrl) : null;
  step('database', demo ? 'migrated, with its demo data' : 'migrated, without a demo (PARLEY_DEMO=off)');

  const ourNumber = demo?.ourNumber ?? null;
  const databaseUrl = processUrl ?? ownerUrl;
  const programs = stackPrograms(config, secrets, { databaseUrl, temporalAddress, ourNumber });
  const ready: Promise<unknown>[] = [];
  for (const program of programs) {
    const child = await stack.add(program.name, superviseProcess({ ...program, log: say }));
    const answer = within(READY_MS, program.name, child.ready()).then(() => step(program.name, 'ready'));
    // Awaited below; until then a failure must not count as one that nobody handles.
    answer.catch(() => {});
    ready.push(answer);
  }
  await Promise.all(ready);

  const { apiUrl, carrierUrl, temporalUiUrl, metricsUrls } = config;
  const addresses = {
    ...{ webUrl: apiUrl, apiUrl, temporalAddress, temporalUiUrl, carrierUrl, codecUrl },
    metricsUrls,
  };
  const simulatedAccount = { accountSid: secrets.twilioAccountSid, authToken: secrets.twilioAuthToken };
  const phone = phoneUrl(config, demo);
  const file = stackFiles(config.dataDir).demo;
  const logins = demo && demoLogins(secrets);
  await writePrivately(file, {
    ...addresses,
    databaseUrl: ownerUrl,
    phoneUrl: phone,
    simulatedAccount,
    ...(logins && { ...logins, demo }),
  });
  say('\nParley is ready.\n');
  const shown: [string, string][] = [['Conversations', apiUrl]];
  if (logins) {
    for (const role of ['operator', 'admin'] as const)
      shown.push([`Login, ${role}`, `${logins[role].email}  ${logins[role].password}`]);
  }
  shown.push(['API', `${apiUrl}/api/v1   (described at ${apiUrl}/docs)`]);
  if (logins) shown.push(['API key', logins.apiKey]);
  const who = demo ? `${demo.leadPhone} texts ${demo.ourNumber}` : 'any number may be a sender';
  shown.push(['Phone', `${phone}   (the carrier simulator; ${who})`]);
  shown.push(['Temporal UI', temporalUiUrl]);
  shown.push(['Metrics', `${metricsUrls.api}   (of the worker: ${metricsUrls.worker})`], ['All of it', file]);
  for (const [name, value] of shown) say(`  ${name.padEnd(17)}${value}`);
  if (!demo) {
    say('\nNobody can sign in yet. In another terminal:  npm run create-admin -- --email you@example.com');
    say('From there to a first text: docs/setup.md');
  }
  say('\nCtrl-C stops it. `npm run reset` empties its data.');
}

function addDemo(config: DevConfig, secrets: DevSecrets, databaseUrl: string): Promise<DemoData> {
  const { secretKey, apiKey, agentApiKey, agentSecret, operatorPassword: operator, adminPassword: admin } = secrets;
  return writeDemoData({
    ...{ databaseUrl, secretKey, apiKey, agentApiKey, agentSecret },
    passwords: { operator, admin },
    agentWebhookUrl: agentWebhookUrl(config),
  });
}

function demoLogins({ apiKey, operatorPassword, adminPassword }: DevSecrets) {
  return {
    apiKey,
    operator: { email: DEMO_EMAILS.operator, password: operatorPassword },
    admin: { email: DEMO_EMAILS.admin, password: adminPassword },
  };
}

async function main(): Promise<void> {
  // The terminal was closed: its output has nowhere to go, and the stack still ends in order.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const stack = new Stack();
  let lock: string | undefined;

  async function end(code: number): Promise<void> {
    await stack.stop(say);
    if (lock) {
      await rm(join(dirname(lock), 'demo.json'), { force: true });
      releaseLock(lock);
    }
    process.exit(code);
  }

  let asked = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (asked === 0) {
        asked = Date.now();
        say('\nstopping… (once more kills it)');
        void end(0);
      } else if (Date.now() - asked > SAME_KEY_PRESS_MS) {
        stack.kill();
        process.exit(130);
      }
    });

  try {
    const config = await loadDevConfig(process.env);
    const files = stackFiles(config.dataDir);
    await mkdir(dirname(files.log('')), { recursive: true, mode: 0o700 });
    const { leftBehind } = takeLock(files.lock);
    lock = files.lock;
    await rm(files.demo, { force: true });
    await checkPorts(config, leftBehind);
    stack.goOn();
    say('Starting Parley');
    await run(config, await loadDevSecrets(files.secrets), stack);
  } catch (error) {
    // What failed because it is being stopped is no failure.
    if (error instanceof Stopping || stack.stopping) return;
    console.error(`\nParley did not start: ${error instanceof Error ? error.message : error}`);
    await end(1);
  }
}

void main();
