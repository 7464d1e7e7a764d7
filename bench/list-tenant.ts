import { hashToken, newApiKey, newSessionToken } from '../src/secrets';
import { fillTenant, LARGE_LIST_SIZES, LIST_SIZES, type ListSizes } from './list-data';
import type { BenchStack } from './stack';

/** A tenant that has been in use for a while, and who asks about it. */
export interface ListTenant {
  sizes: ListSizes;
  /** An admin's key. */
  apiKey: string;
  /** A person's session. */
  session: string;
  /** The conversation of the most texts. */
  longest: string;
}

/** Ids of its things are made of its own, with a number: `lead_org_bench_0000007`. */
export const TENANT = 'org_bench';

let filled: Promise<ListTenant> | undefined;

/** Fills it the first time; the parts that read lists share it. */
export function listTenant(bench: BenchStack): Promise<ListTenant> {
  filled ??= fill(bench);
  return filled;
}

async function fill({ db, say, options }: BenchStack): Promise<ListTenant> {
  const sizes = options.large ? LARGE_LIST_SIZES : LIST_SIZES;
  say(`filling a tenant: ${sizes.leads} leads, ${sizes.conversations} conversations`);
  await fillTenant(db, TENANT, '400', sizes);
  const apiKey = newApiKey();
  await db.query(
    `insert into api_keys (api_key_id, tenant_id, name, key_hash, role) values ('key_bench', $1, 'Bench', $2, 'admin')`,
    [TENANT, hashToken(apiKey)],
  );
  const session = newSessionToken();
  await db.query(
    `insert into sessions (token_hash, tenant_id, user_id, expires_at) values ($1, $2, $3, now() + interval '1 day')`,
    [hashToken(session), TENANT, `user_${TENANT}_0000001`],
  );
  return { sizes, apiKey, session, longest: `int_${TENANT}_0000001` };
}
