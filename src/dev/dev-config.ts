import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../config';
import { freePort } from './ports';

/**
 * The variables of the laptop stack alone. What the api and the worker read is in `src/config.ts`; `npm start` sets those
 * of theirs that it decides (`stack-programs.ts`) and passes the others on.
 */

// 0 means: any port that is free. `.parley/demo.json` then says which.
const port = (usual: number) => z.coerce.number().int().min(0).max(65_535).default(usual);

const schema = z.object({
  PORT: port(3000),
  POSTGRES_PORT: port(5433),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  CARRIER_PORT: port(3100),
  DEMO_AGENT_PORT: port(3101),
  // Read by a program that is told where they are (.parley/demo.json), so they need no usual number that could be taken.
  API_METRICS_PORT: port(0),
  WORKER_METRICS_PORT: port(0),
  TEMPORAL_METRICS_PORT: port(0),
  PARLEY_DATA_DIR: z.string().default('.parley'),
  PARLEY_DEMO: z.enum(['on', 'off'], 'must be on or off').default('on'),
  DATABASE_URL: z.string().optional(),
  MIGRATE_DATABASE_URL: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_UI_URL: z.string().optional(),
  LOG_LEVEL: z.string().default('warn'),
});

const PORT_NAMES = [
  'PORT',
  'POSTGRES_PORT',
  'TEMPORAL_PORT',
  'TEMPORAL_UI_PORT',
  'CARRIER_PORT',
  'DEMO_AGENT_PORT',
  'API_METRICS_PORT',
  'WORKER_METRICS_PORT',
  'TEMPORAL_METRICS_PORT',
] as const;

export type PortName = (typeof PORT_NAMES)[number];

export interface DevConfig {
  ports: Record<PortName, number>;
  /** The ports that this stack opens itself: none of a Postgres or a Temporal that already runs, or of a demo that is off. */
  ownPorts: PortName[];
  dataDir: string;
  /** Whether the demo's data and its agent are there; without them the database is as a newcomer finds it. */
  demo: boolean;
  /** Set when a Postgres that already runs is to be used. */
  databaseUrl: string | undefined;
  /** How to connect to that one as the owner of its tables, where that is not the same. */
  migrateDatabaseUrl: string | undefined;
  /** Set when a Temporal that already runs is to be used. */
  temporalAddress: string | undefined;
  temporalUiUrl: string;
  apiUrl: string;
  carrierUrl: string;
  demoAgentUrl: string;
  /** Where Prometheus finds the metrics of each program. */
  metricsUrls: { api: string; worker: string; temporalSdk: string };
  logLevel: string;
}

/** Where the stack keeps its data, without looking at the rest. */
export function dataDirOf(env: NodeJS.ProcessEnv): string {
  return resolve(env.PARLEY_DATA_DIR || '.parley');
}

/** @throws ConfigError naming each variable that is wrong. */
export async function loadDevConfig(env: NodeJS.ProcessEnv): Promise<DevConfig> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (!result.success) {
    const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    throw new ConfigError(`These environment variables are wrong:\n${lines.join('\n')}`);
  }
  const { data } = result;
  const ownPorts = PORT_NAMES.filter(
    (name) =>
      !(name === 'POSTGRES_PORT' && data.DATABASE_URL) &&
      !(['TEMPORAL_PORT', 'TEMPORAL_UI_PORT'].includes(name) && data.TEMPORAL_ADDRESS) &&
      !(name === 'DEMO_AGENT_PORT' && data.PARLEY_DEMO === 'off'),
  );
  const ports = Object.fromEntries(PORT_NAMES.map((name) => [name, data[name]])) as Record<PortName, number>;
  for (const name of ownPorts) if (ports[name] === 0) ports[name] = await freePort();
  for (const name of ownPorts) {
    const twin = ownPorts.find((other) => other !== name && ports[other] === ports[name]);
    if (twin) throw new ConfigError(`${name} and ${twin} are both ${ports[name]}. Give one of them another port.`);
  }
  return {
    ports,
    ownPorts,
    dataDir: dataDirOf(env),
    demo: data.PARLEY_DEMO === 'on',
    databaseUrl: data.DATABASE_URL,
    migrateDatabaseUrl: data.MIGRATE_DATABASE_URL,
    temporalAddress: data.TEMPORAL_ADDRESS,
    temporalUiUrl: (data.TEMPORAL_ADDRESS && data.TEMPORAL_UI_URL) || `http://localhost:${ports.TEMPORAL_UI_PORT}`,
    apiUrl: `http://localhost:${ports.PORT}`,
    carrierUrl: `http://localhost:${ports.CARRIER_PORT}`,
    demoAgentUrl: `http://localhost:${ports.DEMO_AGENT_PORT}`,
    metricsUrls: {
      api: `http://localhost:${ports.API_METRICS_PORT}/metrics`,
      worker: `http://localhost:${ports.WORKER_METRICS_PORT}/metrics`,
      temporalSdk: `http://localhost:${ports.TEMPORAL_METRICS_PORT}/metrics`,
    },
    logLevel: data.LOG_LEVEL,
  };
}

/** The files in the stack's folder. */
export function stackFiles(dataDir: string) {
  return {
    postgres: join(dataDir, 'postgres'),
    temporal: join(dataDir, 'temporal', 'temporal.db'),
    carrier: join(dataDir, 'carrier.json'),
    secrets: join(dataDir, 'secrets.json'),
    lock: join(dataDir, 'stack.lock'),
    demo: join(dataDir, 'demo.json'),
    log: (name: string) => join(dataDir, 'logs', `${name}.log`),
  };
}
