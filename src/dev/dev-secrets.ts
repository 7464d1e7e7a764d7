import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { newPassword } from '../passwords';
import { newApiKey } from '../secrets';

const schema = z.object({
  /** PARLEY_SECRET_KEY */
  secretKey: z.string(),
  /** TEMPORAL_CODEC_TOKEN, part of the codec endpoint's address */
  codecToken: z.string(),
  /** The account that the carrier simulator and Parley share */
  twilioAccountSid: z.string(),
  twilioAuthToken: z.string(),
  /** What the demo agent's webhook requests are signed with */
  agentSecret: z.string(),
  /** The demo's key, an admin's */
  apiKey: z.string(),
  // Those below are newer than the file may be: what it lacks is made.
  /** The demo agent's own key, an operator's */
  agentApiKey: z.string().default(newApiKey),
  /** The database role of api and worker */
  processPassword: z.string().default(newPassword),
  /** What the demo's people sign in with */
  adminPassword: z.string().default(newPassword),
  operatorPassword: z.string().default(newPassword),
});

export type DevSecrets = z.output<typeof schema>;

/**
 * The laptop's secrets: made once, as what is sealed with them in Postgres must stay readable. Never Twilio credentials
 * of the environment: the simulator must not see those of a real account.
 */
export async function loadDevSecrets(file: string): Promise<DevSecrets> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const kept = readKept(file, text);
    await writePrivately(file, kept);
    return kept;
  }
  const secrets = schema.parse({
    secretKey: randomBytes(32).toString('base64'),
    codecToken: randomBytes(24).toString('base64url'),
    twilioAccountSid: `AC${randomBytes(16).toString('hex')}`,
    twilioAuthToken: randomBytes(16).toString('hex'),
    agentSecret: `whsec_${randomBytes(24).toString('base64')}`,
    apiKey: newApiKey(),
  });
  await writePrivately(file, secrets);
  return secrets;
}

function readKept(file: string, text: string): DevSecrets {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} cannot be read. \`npm run reset\` starts over, without the data it belongs to.`);
  }
}

/** Writes JSON that only this user may read. Whole or not at all: others wait for the file and read it at once. */
export async function writePrivately(file: string, content: unknown): Promise<void> {
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, file);
}
