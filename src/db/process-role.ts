import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { isUnavailable } from './pool';

type Privilege = 'select' | 'insert' | 'update' | 'delete';

const READ: Privilege[] = ['select'];
const ADD: Privilege[] = [...READ, 'insert'];
const CHANGE: Privilege[] = [...ADD, 'update'];
const ALL: Privilege[] = [...CHANGE, 'delete'];

/**
 * What the api and the worker may do to each table; to one that is not named here, nothing. What was said, by whom it was
 * sent and what was decided can be added to and not taken away, and the ledger of consent cannot even be changed.
 */
export const PROCESS_PRIVILEGES: Record<string, Privilege[]> = {
  api_keys: CHANGE,
  campaigns: ALL,
  consent_events: ADD,
  consent_states: ALL,
  delivery_reports: ADD,
  do_not_contact: CHANGE,
  events: CHANGE,
  idempotency_keys: ALL,
  inbound_sweeps: CHANGE,
  interactions: CHANGE,
  lead_import_rows: ALL,
  lead_imports: ALL,
  leads: ALL,
  messages: CHANGE,
  phone_numbers: ALL,
  provider_accounts: ALL,
  read_marks: ALL,
  send_attempts: CHANGE,
  sending_lanes: CHANGE,
  sessions: ALL,
  sign_in_failures: ALL,
  sms_agents: ALL,
  tenants: [...READ, 'update'], // a new one is made by create-admin alone
  turn_attempts: CHANGE,
  turns: CHANGE,
  unrouted_messages: ADD,
  users: ALL,
};

/**
 * Gives the role that api and worker connect as (the user of `processUrl`) exactly the privileges above, and makes the role
 * where there is none of that name. Its password comes from `processUrl` and is sent as its SCRAM verifier, so that no log of
 * statements holds it. Safe to run twice and at once.
 * @param ownerUrl connects as the owner of the tables
 * @throws Error when the role owns tables itself, or may do more than any role should
 */
export async function grantToProcesses(ownerUrl: string, processUrl: string): Promise<void> {
  const { username, password } = new URL(processUrl);
  const role = decodeURIComponent(username);
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await makeRole(client, role, decodeURIComponent(password));
    await refusePowerful(client, role);
    await client.query('begin');
    // Two that grant at once would both change the same rows of the catalogue, and one would fail.
    await client.query('select pg_advisory_xact_lock($1)', [GRANTS_LOCK]);
    await client.query(grants(client.escapeIdentifier(role)));
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** Any number that nobody else takes an advisory lock on. */
const GRANTS_LOCK = 7_205_759_404;

const ROLE_EXISTS = new Set(['42710', '23505']);

async function makeRole(client: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  if (rowCount === 1) return;
  const verifier = client.escapeLiteral(scramVerifier(password));
  await client.query(`create role ${client.escapeIdentifier(role)} login password ${verifier}`).catch((error) => {
    // Another migrate was first. The driver's own error is not passed on: it may quote the statement.
    if (ROLE_EXISTS.has(error.code)) return;
    throw isUnavailable(error)
      ? error
      : new Error(`the role ${role} cannot be created (${error.code}): create it by hand`);
  });
}

/** A role that could give itself everything back would only look restricted. */
async function refusePowerful(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ powerful: boolean }>(
    `select r.rolsuper or r.rolcreaterole or r.rolbypassrls
            or exists (select from pg_class c where c.relnamespace = 'public'::regnamespace and c.relowner = r.oid) as powerful
       from pg_roles r where r.rolname = $1`,
    [role],
  );
  if (rows[0]?.powerful)
    throw new Error(
      `the role ${role} of DATABASE_URL owns tables or is an administrator: give the processes a role of their own, ` +
        'or leave MIGRATE_DATABASE_URL empty',
    );
}

function grants(role: string): string {
  return [
    `revoke all on all tables in schema public from ${role};`,
    `revoke create on schema public from ${role};`,
    `grant usage on schema public to ${role};`,
    ...Object.entries(PROCESS_PRIVILEGES).map(
      ([table, privileges]) => `grant ${privileges.join(', ')} on table public.${table} to ${role};`,
    ),
  ].join('\n');
}

const ITERATIONS = 4096;

/** What Postgres keeps of a password (RFC 5803), and takes in the place of one. */
function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256');
  const key = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(key('Client Key')).digest();
  const parts = [salt, stored, key('Server Key')].map((part) => part.toString('base64'));
  return `SCRAM-SHA-256$${ITERATIONS}:${parts[0]}$${parts[1]}:${parts[2]}`;
}
