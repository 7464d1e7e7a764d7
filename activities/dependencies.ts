import type { Pool } from '../src/db/pool';
import type { Logger } from '../src/log';
import type { Metrics } from '../src/metrics';
import type { HttpCall } from '../src/outbound/http';
import type { Providers } from '../src/providers/registry';

/** What the activities work with; the worker's `main.ts` makes it. */
export interface ActivityDependencies {
  log: Pick<Logger, 'warn'>;
  metrics: Pick<Metrics, 'deliveries' | 'agentRequests' | 'consentEvents'>;
  pool: Pool;
  providers: Providers;
  /** For agents' webhooks, with the agent's time limit. */
  callAgent: HttpCall;
  /** How long an agent that cannot be reached is tried again, in milliseconds. */
  agentRetryForMs: number;
  /** How old a recovered text may be for the agent to be asked about it, in milliseconds. */
  lateAfterMs: number;
  /** Opens a secret that Postgres keeps sealed. @throws when it was sealed with another key */
  openSecret(sealed: Buffer): string;
  /** Where providers report a message's state: holds our message id. */
  statusCallbackUrl(provider: string, messageId: string): string;
  /** The time zones in which a lead may be, at least one. @param timezone its own, where it is known @param phone E.164 */
  zonesOfLead(timezone: string | null, phone: string): Promise<readonly string[]>;
  /** Says that events were committed, to pages that show them. */
  announce(): void;
  /** A new message id. */
  newMessageId(): string;
}
