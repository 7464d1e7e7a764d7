import type { Pool } from '../../db/pool';
import {
  deleteProviderAccount,
  listProviderAccounts,
  type ProviderAccount,
  putProviderAccount,
  readProviderAccount,
} from '../../db/provider-accounts';
import { accountIdProblem, PROVIDERS_KNOWN, type Providers } from '../../providers/registry';
import { testAccount } from '../account-test';
import { wrongField } from '../contract/parse-request';
import { providerAccountRoutes } from '../contract/provider-accounts';
import { ApiError } from '../errors';
import { found } from '../found';
import { syncNumbers } from '../number-sync';
import type { Api } from '../serve';

export interface ProviderAccountDependencies {
  pool: Pool;
  providers: Providers;
  publicUrl: string;
  sealSecret(secret: string): Buffer;
}

/** A tenant's own accounts at SMS providers. */
export function serveProviderAccounts(api: Api, deps: ProviderAccountDependencies): void {
  const { pool, providers } = deps;

  api.serve(providerAccountRoutes.list, async ({ caller }) => {
    const accounts = await listProviderAccounts(pool, caller.tenantId);
    return { items: accounts.map(shown), installation: providers.installed };
  });

  api.serve(providerAccountRoutes.read, async ({ caller, params }) =>
    shown(found(await readProviderAccount(pool, caller.tenantId, params.provider))),
  );

  api.serve(providerAccountRoutes.put, async ({ caller, params, body }) => {
    const provider = known(params.provider);
    const problem = accountIdProblem(provider, body.accountId);
    if (problem !== null) throw wrongField('accountId', problem);
    const sealed = { accountId: body.accountId, secret: deps.sealSecret(body.secret) };
    return shown(await putProviderAccount(pool, caller.tenantId, provider, sealed));
  });

  api.serve(providerAccountRoutes.remove, async ({ caller, params }) => {
    if (!(await deleteProviderAccount(pool, caller.tenantId, params.provider))) throw new ApiError('NOT_FOUND');
    return null;
  });

  api.serve(providerAccountRoutes.test, async ({ caller, params }) =>
    testAccount(deps, caller.tenantId, known(params.provider)),
  );

  api.serve(providerAccountRoutes.syncNumbers, async ({ caller, params, body }) =>
    syncNumbers(deps, caller.tenantId, known(params.provider), body.dryRun),
  );
}

/** @throws ApiError NOT_FOUND for a provider that this version cannot use */
function known(provider: string): string {
  if (!PROVIDERS_KNOWN.includes(provider)) throw new ApiError('NOT_FOUND');
  return provider;
}

function shown(account: ProviderAccount) {
  const { provider, accountId, createdAt, secretSetAt } = account;
  return { provider, accountId, hasSecret: true as const, secretSetAt, createdAt };
}
