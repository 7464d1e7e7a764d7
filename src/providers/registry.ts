import type { Provider, WebhookRequest } from './provider';
import { accountSidOf, accountSidProblem, createTwilio, type TwilioCall } from './twilio';

/** What the providers need of the configuration: the installation's own accounts, and where the providers are. */
export interface ProviderSettings {
  TWILIO_ACCOUNT_SID?: string;
  TWILIO_AUTH_TOKEN?: string;
  TWILIO_API_BASE_URL: string;
}

/** A tenant's own account, as Postgres keeps it: the secret is sealed. */
export interface SealedAccount {
  accountId: string;
  secret: Buffer;
}

interface Account {
  accountId: string;
  secret: string;
}

/** What is known of a provider before it is known whose account is meant. */
interface ProviderKind {
  create(account: Account, settings: ProviderSettings, call: TwilioCall): Provider;
  /** The installation's account; null where it has none. */
  installation(settings: ProviderSettings): Account | null;
  accountIdProblem(accountId: string): string | null;
  accountOf(webhook: WebhookRequest): string | null;
}

/** One entry a provider. */
const KINDS: Readonly<Record<string, ProviderKind>> = {
  twilio: {
    create: ({ accountId: accountSid, secret: authToken }, { TWILIO_API_BASE_URL: apiBaseUrl }, call) =>
      createTwilio({ accountSid, authToken, apiBaseUrl }, call),
    installation: ({ TWILIO_ACCOUNT_SID: accountId, TWILIO_AUTH_TOKEN: secret }) =>
      accountId && secret ? { accountId, secret } : null,
    accountIdProblem: accountSidProblem,
    accountOf: accountSidOf,
  },
};

/** The names of all providers that this version can use. */
export const PROVIDERS_KNOWN: readonly string[] = Object.keys(KINDS);

/** Why there is no provider to send through. */
export type NoProvider = 'PROVIDER_NOT_CONFIGURED' | 'PROVIDER_SECRET_UNREADABLE';

/** Enough that a busy installation makes each provider once; beyond it the oldest is made again. */
const KEPT = 1_000;

/**
 * The providers, each with the account that is meant: a tenant's own, or the installation's. A provider is kept by its
 * account and the very bytes of the sealed secret, so a changed secret counts from the next call on, in every process.
 */
export class Providers {
  private readonly installations = new Map<string, Provider>();
  private readonly kept = new Map<string, Provider>();

  /**
   * @param openSecret opens a secret that Postgres keeps sealed; throws when it was sealed with another key
   * @throws Error when the installation's account has not the provider's form
   */
  constructor(
    private readonly settings: ProviderSettings,
    private readonly call: TwilioCall,
    private readonly openSecret: (sealed: Buffer) => string,
  ) {
    for (const [name, kind] of Object.entries(KINDS)) {
      const account = kind.installation(settings);
      if (account !== null) this.installations.set(name, kind.create(account, settings, call));
    }
  }

  /** The providers at which the installation has an account. */
  get installed(): string[] {
    return [...this.installations.keys()];
  }

  /** Whether the installation has an account at this provider. */
  has(name: string): boolean {
    return this.installations.has(name);
  }

  /** The provider with the installation's account; null where it has none. */
  installation(name: string): Provider | null {
    return this.installations.get(name) ?? null;
  }

  /** The provider with a tenant's own account, else with the installation's; or why there is none. */
  for(name: string, own: SealedAccount | null): Provider | NoProvider {
    if (own === null) return this.installation(name) ?? 'PROVIDER_NOT_CONFIGURED';
    const kind = kindOf(name);
    if (kind === null || kind.accountIdProblem(own.accountId) !== null) return 'PROVIDER_NOT_CONFIGURED';
    const key = `${name} ${own.accountId} ${own.secret.toString('base64')}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    let secret: string;
    try {
      secret = this.openSecret(own.secret);
    } catch {
      return 'PROVIDER_SECRET_UNREADABLE';
    }
    const made = kind.create({ accountId: own.accountId, secret }, this.settings, this.call);
    this.kept.set(key, made);
    const oldest = this.kept.keys().next();
    if (this.kept.size > KEPT && !oldest.done) this.kept.delete(oldest.value);
    return made;
  }
}

/** @returns what is wrong with the form of an account's id at this provider; null: nothing */
export function accountIdProblem(name: string, accountId: string): string | null {
  return kindOf(name)?.accountIdProblem(accountId) ?? null;
}

/** The account that a webhook says it comes from, which anybody can say; null: it says none that could be. */
export function accountOf(name: string, webhook: WebhookRequest): string | null {
  return kindOf(name)?.accountOf(webhook) ?? null;
}

function kindOf(name: string): ProviderKind | null {
  return Object.hasOwn(KINDS, name) ? (KINDS[name] ?? null) : null;
}
