/** The SMS providers that a number, a campaign or a tenant may name [S]. Which of them can be used is the installation's. */
export const PROVIDER_NAMES = ['twilio', 'vonage'] as const;

export type ProviderName = (typeof PROVIDER_NAMES)[number];
