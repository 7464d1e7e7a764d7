import type { Role } from '../domain/role';
import { likePattern } from './like-pattern';
import type { Queryable } from './pool';
import { insertRow, selectList, updateRow, withIsoTimes } from './rows';

/** Somebody who signs in. */
export interface Person {
  userId: string;
  /** In lower case; of one person over all tenants. */
  email: string;
  name: string;
  role: Role;
  /** Whether this person may sign in. */
  active: boolean;
  createdAt: string;
  updatedAt: string;
}

/** What can be written of a person. */
export interface PersonFields {
  email: string;
  name: string;
  role: Role;
  active: boolean;
  passwordHash: string;
}

const WRITTEN = {
  userId: 'user_id',
  tenantId: 'tenant_id',
  email: 'email',
  name: 'name',
  role: 'role',
  active: 'active',
  passwordHash: 'password_hash',
};
const { tenantId: _tenant, passwordHash: _hash, ...READ } = WRITTEN;
const PERSON = `select ${selectList({ ...READ, createdAt: 'created_at', updatedAt: 'updated_at' }, 'u')} from users u`;

export interface PersonFilter {
  role?: Role;
  active?: boolean;
  /** A part of a name, an email or an id. */
  search?: string;
}

/** A page of a tenant's people, newest first, and one row more where there is a next page. */
export async function listPeople(
  db: Queryable,
  tenantId: string,
  filter: PersonFilter,
  page: { after?: string; limit: number },
): Promise<Person[]> {
  const { rows } = await db.query(
    `${PERSON}
      where u.tenant_id = $1
        and ($2::text is null or u.user_id < $2)
        and ($3::text is null or u.role = $3)
        and ($4::boolean is null or u.active = $4)
        and ($5::text is null or lower(u.name || ' ' || u.email || ' ' || u.user_id) like '%' || $5 || '%')
      order by u.user_id desc
      limit $6 + 1`,
    [
      tenantId,
      page.after ?? null,
      filter.role ?? null,
      filter.active ?? null,
      filter.search === undefined ? null : likePattern(filter.search),
      page.limit,
    ],
  );
  return rows.map((row) => withIsoTimes<Person>(row));
}

/** Null when the tenant has no such person. */
export async function readPerson(db: Queryable, tenantId: string, userId: string): Promise<Person | null> {
  const { rows } = await db.query(`${PERSON} where u.tenant_id = $1 and u.user_id = $2`, [tenantId, userId]);
  return rows[0] ? withIsoTimes<Person>(rows[0]) : null;
}

/** @throws Error `isDuplicate(error, 'users_email')`: somebody, perhaps of another tenant, has this email already */
export async function insertPerson(
  db: Queryable,
  tenantId: string,
  userId: string,
  fields: Omit<PersonFields, 'active'>,
): Promise<void> {
  await insertRow(db, 'users', WRITTEN, { ...fields, email: fields.email.toLowerCase(), userId, tenantId });
}

/** What became of a change; `last-admin`: it would leave the tenant without an admin who can sign in. */
export type PersonChange = 'done' | 'missing' | 'last-admin';

/**
 * Changes a person. A new password, or being switched off, ends the person's sessions.
 * The caller runs this in a transaction, and rolls it back unless the outcome is `done`.
 */
export async function changePerson(
  tx: Queryable,
  tenantId: string,
  userId: string,
  change: Partial<Omit<PersonFields, 'email'>>,
): Promise<PersonChange> {
  return keepingAnAdmin(tx, tenantId, async () => {
    const key = { tenantId, column: 'user_id', value: userId };
    if (!(await updateRow(tx, 'users', WRITTEN, key, change))) return false;
    if (change.passwordHash !== undefined || change.active === false) {
      await tx.query('delete from sessions where tenant_id = $1 and user_id = $2', [tenantId, userId]);
    }
    return true;
  });
}

/** Deletes a person and, with it, the sessions; what the person did keeps the id. In a transaction, as `changePerson`. */
export async function deletePerson(tx: Queryable, tenantId: string, userId: string): Promise<PersonChange> {
  return keepingAnAdmin(tx, tenantId, async () => {
    const { rowCount } = await tx.query('delete from users where tenant_id = $1 and user_id = $2', [tenantId, userId]);
    return rowCount === 1;
  });
}

/**
 * Two admins who demote each other at the same time would each see the other one stay. The tenant's row, locked until the
 * transaction ends, makes them take turns.
 */
async function keepingAnAdmin(tx: Queryable, tenantId: string, work: () => Promise<boolean>): Promise<PersonChange> {
  await tx.query('select 1 from tenants where tenant_id = $1 for no key update', [tenantId]);
  const before = await countAdmins(tx, tenantId);
  if (!(await work())) return 'missing';
  // A tenant that had none, but an admin's key, may still be changed.
  return before > 0 && (await countAdmins(tx, tenantId)) === 0 ? 'last-admin' : 'done';
}

async function countAdmins(tx: Queryable, tenantId: string): Promise<number> {
  const { rows } = await tx.query<{ admins: number }>(
    `select count(*) as admins from users where tenant_id = $1 and role = 'admin' and active`,
    [tenantId],
  );
  return rows[0]!.admins;
}
