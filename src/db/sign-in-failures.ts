import { createHash } from 'node:crypto';
import type { Queryable } from './pool';

/** Failed sign-ins are counted for this long from the first, then forgotten. */
const WINDOW_MINUTES = 15;
/** So many passwords may be tried for one email, from wherever. */
const MOST_PER_EMAIL = 10;
/** And so many from one address, whoever's: many people may sit behind one. */
const MOST_PER_ADDRESS = 50;

/** Whose tries are counted together. */
export interface SignInSubjects {
  email: string;
  address: string;
}

/**
 * Counts a try as failed before its password is looked at, in one statement: tries at the same moment, in however many
 * processes, each get a number of their own, and none slips past. The address goes first, and what it has spent is not
 * counted for the email: one address alone cannot lock more people out than its own tries.
 * @returns null when the try may go on, else after how many seconds to come back
 */
export async function countSignInTry(db: Queryable, subjects: SignInSubjects): Promise<number | null> {
  const { rows } = await db.query<{ waitSeconds: number | null }>(
    `with address as (
       insert into sign_in_failures as f (subject_hash, failures, since) values ($1, 1, now())
       on conflict (subject_hash) do update set
         failures = case when f.since < now() - make_interval(mins => $3) then 1 else f.failures + 1 end,
         since    = case when f.since < now() - make_interval(mins => $3) then now() else f.since end
       returning failures, since
     ), email as (
       insert into sign_in_failures as f (subject_hash, failures, since) select $2, 1, now() from address where failures <= $4
       on conflict (subject_hash) do update set
         failures = case when f.since < now() - make_interval(mins => $3) then 1 else f.failures + 1 end,
         since    = case when f.since < now() - make_interval(mins => $3) then now() else f.since end
       returning failures, since
     ), spent as (
       select since from address where failures > $4 union all select since from email where failures > $5
     )
     select greatest(1, ceil(extract(epoch from max(since) + make_interval(mins => $3) - now())))::integer as "waitSeconds" from spent
      having count(*) > 0`,
    [...hashes(subjects), WINDOW_MINUTES, MOST_PER_ADDRESS, MOST_PER_EMAIL],
  );
  return rows[0]?.waitSeconds ?? null;
}

/** A try succeeded: the email's count begins anew, and the address gets the one try back that was counted for it. */
export async function forgiveSignIn(db: Queryable, subjects: SignInSubjects): Promise<void> {
  const [address, email] = hashes(subjects);
  await db.query('update sign_in_failures set failures = failures - 1 where subject_hash = $1 and failures > 0', [
    address,
  ]);
  await db.query('delete from sign_in_failures where subject_hash = $1', [email]);
}

/** An email's tries begin anew. */
export async function forgetSignInTries(db: Queryable, email: string): Promise<void> {
  await db.query('delete from sign_in_failures where subject_hash = $1', [hashes({ email, address: '' })[1]]);
}

/** Removes counts that are over; those somebody is just counting on are left for the next time. */
export async function sweepSignInFailures(db: Queryable): Promise<void> {
  await db.query(
    `delete from sign_in_failures where subject_hash in (
       select subject_hash from sign_in_failures where since < now() - make_interval(mins => $1) limit 1000 for update skip locked)`,
    [WINDOW_MINUTES],
  );
}

/** Hashed, as the table needs to know them again, not what they are. */
function hashes({ email, address }: SignInSubjects): [address: Buffer, email: Buffer] {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return [hash(`address:${address}`), hash(`email:${email.toLowerCase()}`)];
}
