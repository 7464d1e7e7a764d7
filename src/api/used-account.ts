import type { Pool } from '../db/pool';
import { readSealedAccount } from '../db/provider-accounts';
import type { Provider } from '../providers/provider';
import type { NoProvider, Providers } from '../providers/registry';

/** The account that a tenant's texts go through, as a send would choose it. */
export interface UsedAccount {
  account: 'tenant' | 'installation';
  provider: Provider | NoProvider;
}

/** @returns null when neither the tenant nor the installation has an account at this provider */
export async function readUsedAccount(
  deps: { pool: Pool; providers: Providers },
  tenantId: string,
  name: string,
): Promise<UsedAccount | null> {
  const own = await readSealedAccount(deps.pool, tenantId, name);
  if (own === null && !deps.providers.has(name)) return null;
  return { account: own === null ? 'installation' : 'tenant', provider: deps.providers.for(name, own) };
}

/** What is told of an account whose secret cannot be read. */
export const SECRET_UNREADABLE = {
  code: 'PROVIDER_SECRET_UNREADABLE',
  message: 'The secret cannot be opened: it was sealed with another PARLEY_SECRET_KEY. Set the account anew.',
};
