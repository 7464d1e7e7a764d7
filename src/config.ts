import { z } from 'zod';

/**
 * Every environment variable Parley reads, in one place. Read once by the `main.ts` files with `loadConfig`, validated,
 * and handed on as a plain object: nothing else in `src` looks at `process.env`.
 * `.env.example` lists the same names; `test/config.test.ts` holds the two together.
 */

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time as people write it: `500ms`, `30s`, `10m`, `72h`, `30d`. Becomes milliseconds. */
const duration = z
  .string()
  .regex(/^[1-9]\d{0,8}(ms|s|m|h|d)$/, 'write a whole number and a unit: 500ms, 30s, 10m, 72h or 30d; not zero')
  .transform((text) => Number.parseInt(text, 10) * UNIT_MS[text.replace(/^\d+/, '') as keyof typeof UNIT_MS]);

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.url({ protocol: /^https?$/, error: 'write a full http:// or https:// address' });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** Texts separated by commas. What they mean, and whether they are right, is said by who uses them. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean),
);

const secretKey = z
  .string({ error: 'is missing: make one with  openssl rand -base64 32' })
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64: openssl rand -base64 32');

const schema = z.object({
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),

  HOST: z.string().default('0.0.0.0'),
  PORT: port.default(3000),
  PUBLIC_URL: url.default('http://localhost:3000').transform((text) => text.replace(/\/$/, '')),
  API_RATE_LIMIT: z.coerce.number().int().min(0).max(1_000_000).default(600),
  METRICS_PORT: port.optional(),
  TEMPORAL_METRICS_PORT: port.min(1).optional(),

  DATABASE_URL: z.string({ error: 'is missing: postgres://user:password@host:5432/database' }).min(1),
  // What migrate and create-admin connect as, where api and worker are a role that may do less.
  MIGRATE_DATABASE_URL: z.string().optional(),
  DATABASE_POOL_MAX: z.coerce.number().int().min(1).max(500).default(10),
  PARLEY_SECRET_KEY: secretKey,
  PARLEY_SECRET_KEY_PREVIOUS: secretKey.optional(),

  TEMPORAL_ADDRESS: z.string().default('localhost:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TASK_QUEUE: z.string().default('parley'),
  TEMPORAL_TLS: flag.default(false),
  TEMPORAL_API_KEY: z.string().optional(),
  TEMPORAL_UI_URL: url.default('http://localhost:8233'),
  TEMPORAL_CODEC_TOKEN: z.string().min(16, 'must have 16 characters or more').optional(),

  // The installation's account: for tenants without one of their own.
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_API_BASE_URL: url.default('https://api.twilio.com'),
  PROVIDER_TIMEOUT: duration.default(15_000),
  // Below the five minutes after which the relay takes a silent conversation for stalled (worker/relay.ts).
  SETTLE_FOR: duration.refine((ms) => ms <= 240_000, 'must be at most 4m').default(60_000),

  INBOUND_SWEEP_EVERY: duration.refine((ms) => ms >= 10_000, 'must be at least 10s').default(300_000),
  LATE_AFTER: duration.default(900_000),

  SEND_WAIT_MS: z.coerce.number().int().min(0).max(30_000).default(5_000),
  AGENT_TIMEOUT: duration.default(30_000),
  AGENT_WEBHOOK_ALLOW: list.optional(),
  AGENT_RETRY_FOR: duration.default(600_000),
  IDLE_INCOMPLETE_AFTER: duration.default(259_200_000),
  PARK_AFTER: duration.default(2_592_000_000),
  CONTINUE_AS_NEW_AFTER: z.coerce.number().int().min(20).optional(),
  WORKER_MAX_CACHED_WORKFLOWS: z.coerce.number().int().min(10).default(1_000),
});

/** The validated environment. Lengths of time are in milliseconds whatever unit they were written in. */
export type Config = z.output<typeof schema>;

/** The names of all variables, in the order of the schema (for the tests that compare documents with it). */
export const CONFIG_NAMES = Object.keys(schema.shape) as (keyof Config)[];

/** Said when the environment cannot be used: names every wrong variable at once, so one look mends all. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads and validates the environment. An empty variable counts as not set, as compose files and shells leave them.
 * @throws ConfigError naming each variable that is wrong and what it should be.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
  throw new ConfigError(`These environment variables are wrong:\n${lines.join('\n')}`);
}
