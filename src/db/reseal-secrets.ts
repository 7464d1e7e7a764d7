import { Pool } from 'pg';
import { loadConfig } from '../config';
import { createSecretBox } from '../secrets';
import { resealSecrets } from './sealed-secrets';

/**
 * `npm run reseal-secrets`: the last step of changing PARLEY_SECRET_KEY (docs/operating.md). Everything in Postgres that was
 * sealed with PARLEY_SECRET_KEY_PREVIOUS is sealed with PARLEY_SECRET_KEY; then the former key is needed no more.
 */
async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const config = loadConfig(env);
  const pool = new Pool({ connectionString: config.DATABASE_URL, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {}); // whoever asks next is told
  try {
    const box = createSecretBox(config.PARLEY_SECRET_KEY, config.PARLEY_SECRET_KEY_PREVIOUS);
    const { resealed, unreadable } = await resealSecrets(pool, box);
    console.log(`${resealed} secrets are sealed with PARLEY_SECRET_KEY.`);
    if (unreadable.length === 0) return;
    console.error(`${unreadable.length} cannot be opened with either key; rotate or enter them anew:`);
    for (const where of unreadable) console.error(`  ${where}`);
    process.exitCode = 1;
  } finally {
    await pool.end();
  }
}

main(process.env).catch((error: unknown) => {
  // A driver's own words may hold the address with its password.
  const known = error instanceof Error && error.name === 'ConfigError';
  const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
  console.error(known ? error.message : `Sealing anew failed${code}: look at DATABASE_URL, then run it again.`);
  process.exitCode = 1;
});
