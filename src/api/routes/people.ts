import {
  changePerson,
  deletePerson,
  insertPerson,
  listPeople,
  type PersonChange,
  type PersonFields,
  readPerson,
} from '../../db/people';
import { inTransaction, type Pool, type Queryable } from '../../db/pool';
import { isDuplicate } from '../../db/rows';
import { newId } from '../../new-id';
import { hashPassword } from '../../passwords';
import { toPage } from '../contract/page';
import { personRoutes } from '../contract/people';
import { ApiError } from '../errors';
import { found } from '../found';
import type { Api } from '../serve';

/** The people of a tenant. */
export function servePeople(api: Api, { pool }: { pool: Pool }): void {
  api.serve(personRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listPeople(pool, caller.tenantId, filter, { after: cursor?.[0], limit });
    return toPage(rows, limit, (person) => [person.userId]);
  });

  api.serve(personRoutes.create, async ({ caller, body }) => {
    const userId = newId('user');
    const { password, ...given } = body;
    const fields = { ...given, passwordHash: await hashPassword(password) };
    await insertPerson(pool, caller.tenantId, userId, fields).catch((error: unknown) => {
      if (!isDuplicate(error, 'users_email')) throw error;
      throw new ApiError('ALREADY_EXISTS', [{ field: 'email', message: 'belongs to a person already' }]);
    });
    return found(await readPerson(pool, caller.tenantId, userId));
  });

  api.serve(personRoutes.read, async ({ caller, params }) =>
    found(await readPerson(pool, caller.tenantId, params.userId)),
  );

  api.serve(personRoutes.change, async ({ caller, params, body }) => {
    const { password, ...change }: typeof body & Partial<PersonFields> = body;
    if (password !== undefined) change.passwordHash = await hashPassword(password);
    await done(pool, (tx) => changePerson(tx, caller.tenantId, params.userId, change));
    return found(await readPerson(pool, caller.tenantId, params.userId));
  });

  api.serve(personRoutes.remove, async ({ caller, params }) => {
    await done(pool, (tx) => deletePerson(tx, caller.tenantId, params.userId));
    return null;
  });
}

/** A change that is undone unless it could be made. */
async function done(pool: Pool, change: (tx: Queryable) => Promise<PersonChange>): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const outcome = await change(tx);
    if (outcome === 'missing') throw new ApiError('NOT_FOUND');
    if (outcome === 'last-admin') throw new ApiError('LAST_ADMIN');
  });
}
