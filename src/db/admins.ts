import { newId } from '../new-id';
import { inTransaction, type Pool, type Queryable } from './pool';
import { forgetSignInTries } from './sign-in-failures';

/** Any number that nobody else takes an advisory lock on: two who make the first admin at once make one tenant. */
const ADMINS_LOCK = 7_205_759_404;
const FIRST_TENANT = 'My organisation';

export interface NewAdmin {
  email: string;
  /** Not given: an admin that there is keeps its name. */
  name?: string;
  /** A name or an id. Not given: the tenant that there is, or a first one. */
  tenant?: string;
  passwordHash: string;
}

export interface Admin {
  userId: string;
  email: string;
  tenantId: string;
  tenantName: string;
  /** Whether there was nobody with this email before. */
  isNew: boolean;
}

/** Why there can be no such admin, in words for the person at the keyboard. */
export class NoAdmin extends Error {
  override name = 'NoAdmin';
}

/**
 * Makes an admin and, where there is none yet, the tenant. Whoever has this email already becomes an admin who can sign in,
 * with this password; the sessions and the failed tries of before are gone.
 * @throws NoAdmin when which tenant is meant is not clear, or the email belongs to a person of another one
 */
export function ensureAdmin(pool: Pool, given: NewAdmin): Promise<Admin> {
  const email = given.email.toLowerCase();
  return inTransaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [ADMINS_LOCK]);
    const known = await findByEmail(tx, email);
    const tenant = await tenantFor(tx, given.tenant, known?.tenantId);
    if (known && known.tenantId !== tenant.tenantId)
      throw new NoAdmin(`${email} belongs to a person of another tenant.`);
    const userId = known?.userId ?? newId('user');
    await tx.query(
      `insert into users (user_id, tenant_id, email, name, role, password_hash) values ($1, $2, $3, coalesce($4, ''), 'admin', $5)
       on conflict (user_id) do update
         set name = coalesce($4, users.name), role = 'admin', active = true, password_hash = $5, updated_at = now()`,
      [userId, tenant.tenantId, email, given.name ?? null, given.passwordHash],
    );
    await tx.query('delete from sessions where user_id = $1', [userId]);
    await forgetSignInTries(tx, email);
    return { userId, email, ...tenant, isNew: known === null };
  });
}

async function findByEmail(tx: Queryable, email: string): Promise<{ userId: string; tenantId: string } | null> {
  const { rows } = await tx.query(
    'select user_id as "userId", tenant_id as "tenantId" from users where lower(email) = $1',
    [email],
  );
  return rows[0] ?? null;
}

interface Tenant {
  tenantId: string;
  tenantName: string;
}

/** The tenant that was named, else the person's own, else the only one there is; made where there is none. */
async function tenantFor(tx: Queryable, named: string | undefined, own: string | undefined): Promise<Tenant> {
  const wanted = named ?? own;
  const { rows } = await tx.query<Tenant>(
    `select tenant_id as "tenantId", name as "tenantName" from tenants
      where $1::text is null or tenant_id = $1 or name = $1 order by tenant_id limit 2`,
    [wanted ?? null],
  );
  const [tenant, another] = rows;
  if (tenant && another) {
    const problem = named === undefined ? 'There are several tenants' : `Several tenants are called ${named}`;
    throw new NoAdmin(`${problem}. Say which with --tenant and its name or id (org_…).`);
  }
  if (tenant) return tenant;
  const made = { tenantId: newId('tenant'), tenantName: named ?? FIRST_TENANT };
  await tx.query('insert into tenants (tenant_id, name) values ($1, $2)', [made.tenantId, made.tenantName]);
  return made;
}
