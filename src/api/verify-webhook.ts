import type { Pool } from '../db/pool';
import { findAccountHolders } from '../db/provider-accounts';
import type { Logger } from '../log';
import type { Provider, WebhookRequest } from '../providers/provider';
import { accountOf, type Providers } from '../providers/registry';

/** Who speaks through a webhook whose signature fits: a provider, about an account. */
export interface Speaker {
  provider: Provider;
  /** The tenants whose account it is; null: it is the installation's, which speaks for all of them. */
  speaksFor: string[] | null;
}

/**
 * Finds the account whose secret signed a webhook. The installation's is tried first, which asks nobody; then those that
 * tenants entered under the account that the webhook names. What it names is only where to look: the signature decides, and
 * it proves no more than that somebody who knows this account's secret wrote it. That may be the tenant itself, so it
 * speaks for the tenants that hold the very secret and for no other.
 * @returns null when no account's signature fits
 */
export async function verifySpeaker(
  deps: { pool: Pool; providers: Providers; log: Logger },
  name: string,
  webhook: WebhookRequest,
): Promise<Speaker | null> {
  const { pool, providers, log } = deps;
  const installation = providers.installation(name);
  if (installation?.verify(webhook)) return { provider: installation, speaksFor: null };

  const accountId = accountOf(name, webhook);
  if (accountId === null) return null;
  let speaker: Provider | undefined;
  const speaksFor: string[] = [];
  for (const { tenantId, account } of await findAccountHolders(pool, name, accountId)) {
    const provider = providers.for(name, account);
    if (typeof provider === 'string') {
      log.warn({ tenantId, provider: name, reason: provider }, "a tenant's account cannot verify its webhooks");
    } else if (provider.verify(webhook)) {
      speaker = provider;
      speaksFor.push(tenantId);
    }
  }
  return speaker === undefined ? null : { provider: speaker, speaksFor };
}
