import { addSyncedNumbers, readKnownNumbers, setSmsCapable } from '../db/number-sync';
import { inTransaction, type Pool, type Queryable } from '../db/pool';
import { type NumberSync, planNumberSync } from '../domain/number-sync';
import type { Provider } from '../providers/provider';
import type { Providers } from '../providers/registry';
import { ApiError } from './errors';
import { readUsedAccount, SECRET_UNREADABLE } from './used-account';

/**
 * Reads the numbers of the account that a tenant's texts go through, and adds what is missing.
 * The provider is asked before the transaction begins: Postgres does not wait for others' servers.
 * @throws ApiError PROVIDER_NOT_CONFIGURED, or PROVIDER_UNREACHABLE with what the provider answered
 */
export async function syncNumbers(
  deps: { pool: Pool; providers: Providers },
  tenantId: string,
  name: string,
  dryRun: boolean,
) {
  const used = await readUsedAccount(deps, tenantId, name);
  if (used === null) throw new ApiError('PROVIDER_NOT_CONFIGURED', { provider: name });
  const listed = await readNumbers(used.provider, name);
  const sync = await inTransaction(deps.pool, async (tx) => {
    const phoneNumbers = listed.numbers.map((number) => number.phoneNumber);
    const plan = planNumberSync(name, listed, await readKnownNumbers(tx, tenantId, name, phoneNumbers));
    return dryRun ? plan : apply(tx, tenantId, name, plan);
  });
  // Who runs Parley knows all numbers of the installation's account; a tenant is not told which are others'.
  const own = used.account === 'tenant';
  return {
    account: used.account,
    dryRun,
    added: sync.add.map((number) => number.phoneNumber),
    changed: sync.change,
    unchanged: sync.same,
    taken: own ? sync.taken : [],
    takenCount: sync.taken.length,
    notSmsCapable: own ? sync.notSmsCapable : [],
    gone: sync.gone,
    complete: listed.complete,
  };
}

async function readNumbers(provider: Provider | string, name: string) {
  if (provider === 'PROVIDER_SECRET_UNREADABLE') throw new ApiError('PROVIDER_UNREACHABLE', SECRET_UNREADABLE);
  if (typeof provider === 'string') throw new ApiError('PROVIDER_NOT_CONFIGURED', { provider: name });
  const listed = await provider.listNumbers();
  if (!listed.ok) throw new ApiError('PROVIDER_UNREACHABLE', listed.finding);
  return listed;
}

async function apply(tx: Queryable, tenantId: string, name: string, plan: NumberSync): Promise<NumberSync> {
  if (plan.change.length > 0) await setSmsCapable(tx, tenantId, plan.change);
  if (plan.add.length === 0) return plan;
  const added = new Set(await addSyncedNumbers(tx, tenantId, name, plan.add));
  const lost = plan.add.filter((number) => !added.has(number.phoneNumber)).map((number) => number.phoneNumber);
  return { ...plan, add: plan.add.filter((number) => added.has(number.phoneNumber)), taken: [...plan.taken, ...lost] };
}
