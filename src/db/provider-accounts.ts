import type { Queryable } from './pool';
import { withIsoTimes } from './rows';

/** A tenant's own account at a provider, as it is shown: without its secret. */
export interface ProviderAccount {
  provider: string;
  /** The provider's name for it; Twilio's is the account SID. */
  accountId: string;
  createdAt: string;
  /** When account and secret were last given. */
  secretSetAt: string;
}

/** The account as it is used: the secret is sealed with PARLEY_SECRET_KEY. */
export interface SealedAccount {
  accountId: string;
  secret: Buffer;
}

const SHOWN = `provider, account_id as "accountId", created_at as "createdAt", updated_at as "secretSetAt"`;

/** All accounts of a tenant; there is at most one a provider. */
export async function listProviderAccounts(db: Queryable, tenantId: string): Promise<ProviderAccount[]> {
  const { rows } = await db.query(`select ${SHOWN} from provider_accounts where tenant_id = $1 order by provider`, [
    tenantId,
  ]);
  return rows.map((row) => withIsoTimes<ProviderAccount>(row));
}

/** Null when the tenant has no account of its own there. */
export async function readProviderAccount(
  db: Queryable,
  tenantId: string,
  provider: string,
): Promise<ProviderAccount | null> {
  const { rows } = await db.query(`select ${SHOWN} from provider_accounts where tenant_id = $1 and provider = $2`, [
    tenantId,
    provider,
  ]);
  return rows[0] ? withIsoTimes<ProviderAccount>(rows[0]) : null;
}

/** Null when the tenant has no account of its own there. */
export async function readSealedAccount(
  db: Queryable,
  tenantId: string,
  provider: string,
): Promise<SealedAccount | null> {
  const { rows } = await db.query(
    `select account_id as "accountId", secret from provider_accounts where tenant_id = $1 and provider = $2`,
    [tenantId, provider],
  );
  return rows[0] ?? null;
}

/** Gives a tenant its account at a provider, in place of the one before. */
export async function putProviderAccount(
  db: Queryable,
  tenantId: string,
  provider: string,
  account: SealedAccount,
): Promise<ProviderAccount> {
  const { rows } = await db.query(
    `insert into provider_accounts (tenant_id, provider, account_id, secret) values ($1, $2, $3, $4)
     on conflict (tenant_id, provider) do update set account_id = excluded.account_id, secret = excluded.secret, updated_at = now()
     returning ${SHOWN}`,
    [tenantId, provider, account.accountId, account.secret],
  );
  return withIsoTimes<ProviderAccount>(rows[0]);
}

/** @returns whether there was one */
export async function deleteProviderAccount(db: Queryable, tenantId: string, provider: string): Promise<boolean> {
  const { rowCount } = await db.query('delete from provider_accounts where tenant_id = $1 and provider = $2', [
    tenantId,
    provider,
  ]);
  return rowCount === 1;
}

/** More tenants than share one account; each costs the check of a signature. */
const MOST_HOLDERS = 100;

/** The tenants that have entered this account as theirs: each says so, and its token has to prove it. */
export async function findAccountHolders(
  db: Queryable,
  provider: string,
  accountId: string,
): Promise<{ tenantId: string; account: SealedAccount }[]> {
  const { rows } = await db.query({
    name: 'find_account_holders',
    text: `select tenant_id as "tenantId", secret from provider_accounts
            where provider = $1 and account_id = $2 order by created_at limit ${MOST_HOLDERS}`,
    values: [provider, accountId],
  });
  return rows.map(({ tenantId, secret }) => ({ tenantId, account: { accountId, secret } }));
}

/** The account that a query joined as `account_id` and `account_secret`; null where the tenant has none of its own. */
export function accountOfRow(row: { account_id: string | null; account_secret: Buffer | null }): SealedAccount | null {
  const { account_id: accountId, account_secret: secret } = row;
  return accountId === null || secret === null ? null : { accountId, secret };
}
