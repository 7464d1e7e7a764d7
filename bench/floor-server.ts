import express from 'express';
import { Pool } from 'pg';
import { createLog } from '../src/log';
import { stopOnSignal } from '../src/process';

/**
 * The floor: the least that taking in a webhook durably can cost here. Express and `pg`, one statement that writes a message
 * and an outbox row, on the same Postgres. No signature is checked, nothing is looked up, nobody is told.
 */
export interface FloorSettings {
  databaseUrl: string;
  port: number;
  /** As many connections as the api has. */
  poolMax: number;
}

const TABLES = `
  create table if not exists messages (
    message_id bigint generated always as identity primary key,
    provider_message_id text not null unique, from_number text not null, to_number text not null, body text not null,
    created_at timestamptz not null default now());
  create table if not exists outbox (
    message_id bigint primary key, created_at timestamptz not null default now(), signalled_at timestamptz)`;

const INSERT = {
  name: 'insert',
  text: `with message as (
           insert into messages (provider_message_id, from_number, to_number, body) values ($1, $2, $3, $4)
           returning message_id
         )
         insert into outbox (message_id) select message_id from message`,
};

async function main(): Promise<void> {
  const settings = JSON.parse(process.argv[2] ?? '') as FloorSettings;
  const pool = new Pool({ connectionString: settings.databaseUrl, max: settings.poolMax });
  await pool.query(TABLES);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.post('/webhooks/twilio/sms', express.urlencoded({ extended: false }), async (request, response) => {
    const form = request.body as Record<string, string>;
    await pool.query({ ...INSERT, values: [form.MessageSid, form.From, form.To, form.Body] });
    response.type('text/xml').send('<Response/>');
  });
  const server = app.listen(settings.port, '127.0.0.1', () => process.send?.({ type: 'ready' }));
  stopOnSignal(createLog('floor', 'warn'), async () => {
    server.closeAllConnections();
    await pool.end();
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
