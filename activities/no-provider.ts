import type { NoProvider } from '../src/providers/registry';

/** Why nothing goes through a provider, in a sentence for the people who see the text or the number. */
export const NO_PROVIDER: Record<NoProvider, string> = {
  PROVIDER_NOT_CONFIGURED: 'Neither the tenant nor the installation has an account at the provider.',
  PROVIDER_SECRET_UNREADABLE:
    "The tenant's account cannot be used: its secret was sealed with another PARLEY_SECRET_KEY.",
};
