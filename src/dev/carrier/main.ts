import pino from 'pino';
import { z } from 'zod';
import { announceReady, stopOnSignal } from '../../process';
import { startCarrier } from './carrier';
import { knownPhonesText } from './phone-book';

const schema = z.object({
  LOG_LEVEL: z.string().default('info'),
  CARRIER_PORT: z.coerce.number().int().min(0).max(65_535).default(3010),
  CARRIER_HOST: z.string().default('127.0.0.1'),
  TWILIO_ACCOUNT_SID: z.string({ error: 'is missing' }),
  TWILIO_AUTH_TOKEN: z.string({ error: 'is missing' }),
  CARRIER_INBOUND_URL: z.url({ protocol: /^https?$/, error: 'write a full http:// or https:// address' }),
  CARRIER_DATA_FILE: z.string().optional(),
  CARRIER_NUMBERS: z
    .string()
    .transform((text) => text.split(',').map((number) => number.trim()))
    .optional(),
  /** Phones that the page offers by name: `Jane Doe=+12025550143,…`. */
  CARRIER_PHONES: knownPhonesText.optional(),
});

/** The carrier simulator as a process of its own. It logs that it runs; what was texted is in `/simulator/log` alone. */
async function main(): Promise<void> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const env = schema.safeParse(given);
  if (!env.success) {
    const lines = env.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
    throw new Error(`These environment variables are wrong:\n${lines.join('\n')}`);
  }
  const log = pino({ name: 'carrier', level: env.data.LOG_LEVEL });
  const carrier = await startCarrier({
    port: env.data.CARRIER_PORT,
    host: env.data.CARRIER_HOST,
    accountSid: env.data.TWILIO_ACCOUNT_SID,
    authToken: env.data.TWILIO_AUTH_TOKEN,
    inboundUrl: env.data.CARRIER_INBOUND_URL,
    numbers: env.data.CARRIER_NUMBERS,
    phones: env.data.CARRIER_PHONES,
    dataFile: env.data.CARRIER_DATA_FILE,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`Port ${env.data.CARRIER_PORT} is taken: set CARRIER_PORT to a free one`);
  });
  stopOnSignal(log, () => carrier.stop());
  log.info({ url: carrier.url }, 'carrier simulator ready');
  announceReady(carrier.url);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
