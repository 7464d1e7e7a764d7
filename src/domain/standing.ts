/**
 * How an installation stands at this moment, all tenants together: what an engineer on call wants to see before anybody
 * complains. Counts go up to `STANDING_COUNTS_TO`, which is trouble enough. Ages are in seconds, null where there is nothing.
 */
export interface Standing {
  /** Facts that no workflow was told yet. */
  unsignalledFacts: number;
  oldestUnsignalledFactAge: number | null;
  /** Conversations that a person should look at, by the reason (`attention`). */
  needingPerson: Record<string, number>;
  /** Texts on their way out, by state: `queued` or `sending`. */
  outgoingTexts: Record<string, number>;
  /** Since a text in `sending` last changed. */
  oldestSendingTextAge: number | null;
  /** Turns that began within the last `RECENT_TURNS_MINUTES`, by the state they are in now. */
  recentTurns: Record<string, number>;
}

/** Beyond it nothing is counted, so that looking costs little when much has gone wrong. */
export const STANDING_COUNTS_TO = 10_000;

/** Longer than an agent that is not reached is asked again by default, so that a turn is still recent when it fails. */
export const RECENT_TURNS_MINUTES = 15;
