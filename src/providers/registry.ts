import type { Provider } from './provider';
import { createTwilio, type TwilioCall } from './twilio';

/** What the providers need of the configuration. */
export interface ProviderSettings {
  TWILIO_ACCOUNT_SID?: string;
  TWILIO_AUTH_TOKEN?: string;
  TWILIO_API_BASE_URL: string;
}

/** The providers that are configured, by name. */
export type Providers = ReadonlyMap<string, Provider>;

/** One line a provider: made when its settings are there. */
export function createProviders(settings: ProviderSettings, call: TwilioCall): Providers {
  const providers = new Map<string, Provider>();
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_BASE_URL: apiBaseUrl } = settings;
  if (accountSid && authToken) providers.set('twilio', createTwilio({ accountSid, authToken, apiBaseUrl }, call));
  return providers;
}
