import { Pool, types } from 'pg';
import type { Logger } from '../log';

export type { Pool } from 'pg';

/** What runs a query: the pool, or a client inside a transaction. */
export type Queryable = Pick<Pool, 'query'>;

const INT8 = 20;
types.setTypeParser(INT8, (text) => Number(text)); // counts and identities: far below 2^53

/**
 * The process's Postgres connections. A broken idle connection is logged and replaced: Postgres going away must not take
 * the process with it. Getting a connection is given up after 5 s and a query
 * after 15 s, so callers can answer "try again" in time.
 */
export function createPool(databaseUrl: string, max: number, log: Logger): Pool {
  const pool = new Pool({
    connectionString: databaseUrl,
    max,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    // The server's own limits, for statements and locks of a process that cannot end them any more.
    statement_timeout: 14_000,
    lock_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: 'parley',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'postgres connection lost'));
  // The pool stops listening to a connection as it hands it out, and whoever takes it by a promise listens a moment later. In
  // between it may already say that Postgres is gone; the first query on it tells the same.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** The connection was lost while a transaction was being committed: it may have been, or not. */
export class CommitUnknown extends Error {
  override name = 'CommitUnknown';
}

/**
 * Runs `work` in one transaction on one connection: committed when it returns, rolled back when it throws.
 * @throws CommitUnknown when the commit itself got no answer
 */
export async function inTransaction<T>(pool: Pool, work: (tx: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that is lost tells the query under way, and also this: without a listener it would end the process.
  const lost = (error: Error) => {
    broken = error;
  };
  client.on('error', lost);
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit').catch((error: Error) => {
      broken = error;
      throw isUnavailable(error) ? new CommitUnknown('no answer to a commit', { cause: error }) : error;
    });
    return result;
  } catch (error) {
    if (broken === undefined) await client.query('rollback').catch(lost);
    throw error;
  } finally {
    client.off('error', lost);
    client.release(broken);
  }
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '25P03', // the transaction was idle for too long
  '40001', // could not be put in an order with others: all of it may be tried again
  '40P01', // a deadlock was broken here
  '55P03', // a lock was not to be had in time
  '57014', // the statement took too long
  '57P01', // terminated by an administrator
  '57P02', // crash of another backend
  '57P03', // starting up or shutting down
  '53300', // too many connections
]);

/** Whether an error means that Postgres cannot be reached now (try again later), not that the query was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isUnavailable);
  const code = 'code' in error ? String(error.code) : '';
  if (CONNECTION_CODES.has(code) || code.startsWith('08')) return true;
  return (
    code === '' &&
    /Connection terminated|timeout exceeded when trying to connect|connection timeout|Query read timeout|not queryable/i.test(
      error.message,
    )
  );
}
