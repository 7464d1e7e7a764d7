import '../support/one-realm';
import { verifySpeaker } from '../../src/api/verify-webhook';
import { createPool } from '../../src/db/pool';
import { Providers } from '../../src/providers/registry';
import { twilioCases } from '../providers/twilio-cases';
import { TEXTED, webhook, withField } from '../providers/twilio-wire';
import { capturedLog } from '../support/captured-log';

const nobody = () => Promise.reject(new Error('nobody is asked'));

/** A Postgres that is not there: whoever asks it fails. */
function withoutPostgres() {
  const { log } = capturedLog();
  const pool = createPool('postgres://nobody@127.0.0.1:1/none', 1, log);
  const providers = new Providers(twilioCases.settings, nobody, (sealed) => sealed.toString('utf8'));
  return { pool, providers, log };
}

test('a webhook by the installation’s account is verified without asking Postgres', async () => {
  const speaker = await verifySpeaker(withoutPostgres(), 'twilio', webhook(TEXTED));
  expect(speaker).toMatchObject({ speaksFor: null, provider: { name: 'twilio' } });
});

test('so is one refused that names no account', async () => {
  const forged = webhook(withField('AccountSid', 'AC1'), { token: 'guessed' });
  expect(await verifySpeaker(withoutPostgres(), 'twilio', forged)).toBeNull();
});

test('whose webhook another account’s is, only Postgres knows: without it nothing is said', async () => {
  const other = webhook(TEXTED, { token: 'another' });
  await expect(verifySpeaker(withoutPostgres(), 'twilio', other)).rejects.toThrow('ECONNREFUSED');
});
