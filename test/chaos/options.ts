/** How much is to happen, and for how long at most. */
export interface ChaosOptions {
  seed: number;
  /** Leads, each with a conversation; some have a second one, with another number of ours. */
  leads: number;
  /** Goes on until so many turns were answered on the phone … */
  exchanges: number;
  /** … and so many processes were killed, */
  kills: number;
  /** or until this has passed, in milliseconds. */
  limitMs: number;
  /** How long it may be calm between two storms of kills, where exchanges take their time; in milliseconds. */
  longestCalmMs: number;
  /** Once faults have ended, how long everything may take to come to rest, in milliseconds. */
  restLimitMs: number;
}

/** What `npm run chaos` does. */
export const FULL: Omit<ChaosOptions, 'seed'> = {
  leads: 40,
  exchanges: 2_000,
  kills: 100,
  limitMs: 20 * 60_000,
  longestCalmMs: 20_000,
  restLimitMs: 180_000,
};

/** What `npm test` does. */
export const SHORT: Omit<ChaosOptions, 'seed'> = {
  leads: 12,
  exchanges: 25,
  kills: 5,
  limitMs: 22_000,
  longestCalmMs: 4_000,
  restLimitMs: 60_000,
};
