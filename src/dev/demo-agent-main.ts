import pino from 'pino';
import { z } from 'zod';
import { announceReady, stopOnSignal } from '../process';
import { startDemoAgent } from './demo-agent';

const schema = z.object({
  LOG_LEVEL: z.string().default('info'),
  DEMO_AGENT_PORT: z.coerce.number().int().min(0).max(65_535).default(3020),
  DEMO_AGENT_HOST: z.string().default('127.0.0.1'),
  DEMO_AGENT_SECRET: z
    .string({ error: 'is missing: whsec_ and base64, shown when the agent was created' })
    .startsWith('whsec_', 'must begin with whsec_'),
  PARLEY_API_URL: z.url({ protocol: /^https?$/, error: 'write a full http:// or https:// address' }),
  PARLEY_API_KEY: z.string({ error: 'is missing' }),
});

/** The demo agent as a process of its own. */
async function main(): Promise<void> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const env = schema.safeParse(given);
  if (!env.success) {
    const lines = env.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    throw new Error(`These environment variables are wrong:\n${lines.join('\n')}`);
  }
  const log = pino({ name: 'demo-agent', level: env.data.LOG_LEVEL });
  const agent = await startDemoAgent({
    port: env.data.DEMO_AGENT_PORT,
    host: env.data.DEMO_AGENT_HOST,
    secret: env.data.DEMO_AGENT_SECRET,
    apiUrl: env.data.PARLEY_API_URL.replace(/\/$/, ''),
    apiKey: env.data.PARLEY_API_KEY,
    log,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${env.data.DEMO_AGENT_PORT} is taken: set DEMO_AGENT_PORT to a free one`);
  });
  stopOnSignal(log, () => agent.stop());
  log.info({ url: agent.url }, 'demo agent ready');
  announceReady(agent.url);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
