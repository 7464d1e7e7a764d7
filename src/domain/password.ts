/** How long a password may be, in characters. Enough to be unguessable is asked for; no kinds of characters are. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 200;
