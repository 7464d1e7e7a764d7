import { parseArgs } from 'node:util';

export const PARTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const;
export type PartName = (typeof PARTS)[number];

export interface Options {
  json: boolean;
  parts: Set<PartName>;
  /** (a): conversations on each side. */
  conversations: number;
  /** (a): how often the four phases are run, taking turns. */
  rounds: number;
  /** (a): exchanges under way at once. */
  inFlight: { fresh: number; running: number };
  /** The agent's batch window. The product allows 1 s and more. */
  windowMs: number;
  /** (b): webhooks to conversations that run already, and to new ones. */
  webhooks: { running: number; fresh: number };
  /** (b): how many conversations the first of them are spread over. */
  people: number;
  /** (b): requests under way at once. */
  connections: number;
  /** (h): webhooks that come at once while Temporal is down. */
  burst: number;
  /** (f): pages that are connected, and the texts that arrive meanwhile. */
  live: { pages: number; perSecond: number; seconds: number };
  /** (e), (g): with a hundred thousand conversations, as the Conversations page has to be quick with. */
  large: boolean;
}

export const HELP = `npm run bench [-- options]

  --only a|b|c|d|e|f|g|h  one part; may be given more than once
                          a  exchanges a second, beside the bare engine
                          b  webhooks a second, beside Express + pg and bare signal-with-start
                          c  history events and activities of an exchange
                          d  how late batch windows end while (a) runs
                          e  how long the API's lists take
                          f  pages that are told what happens while texts arrive
                          g  scrolling in a browser: frames and memory
                          h  a burst of webhooks while Temporal is down, and how long it takes to catch up
  --json                the figures as one JSON object, on the last line
  --conversations 400   (a) conversations on each side
  --rounds 1            (a) how often its four phases are run, taking turns
  --in-flight 64        (a) exchanges under way at once on new conversations …
  --in-flight-running 96    … and on running ones
  --window 1000         the agent's batch window in milliseconds, 1000 at least
  --webhooks 3000       (b) webhooks to running conversations, in each case
  --fresh 1000          (b) webhooks that each begin a conversation, in each case
  --people 500          (b, h) how many running conversations
  --connections 50      (b, h) requests under way at once
  --burst 5000          (h) webhooks, once with Temporal and once without
  --pages 200           (f) pages that are connected
  --texts 100           (f) texts that arrive in a second
  --seconds 20          (f) how long, in each of three runs
  --large               (e, g) with 100,000 conversations and a million texts; filling takes some minutes`;

const SCHEMA = {
  only: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
  conversations: { type: 'string' },
  rounds: { type: 'string' },
  'in-flight': { type: 'string' },
  'in-flight-running': { type: 'string' },
  window: { type: 'string' },
  webhooks: { type: 'string' },
  fresh: { type: 'string' },
  people: { type: 'string' },
  connections: { type: 'string' },
  burst: { type: 'string' },
  pages: { type: 'string' },
  texts: { type: 'string' },
  seconds: { type: 'string' },
  large: { type: 'boolean' },
} as const;

/** @returns null when help was asked for. @throws Error naming the argument that is wrong */
export function readOptions(args: string[]): Options | null {
  const { values } = parseArgs({ args, options: SCHEMA });
  if (values.help) return null;
  const number = (
    name: Exclude<keyof typeof SCHEMA, 'only' | 'json' | 'help' | 'large'>,
    usual: number,
    least = 1,
  ): number => {
    const given = values[name];
    const value = given === undefined ? usual : Number(given);
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number from ${least}`);
    return value;
  };
  const parts = (values.only ?? PARTS).map((name) => {
    const part = PARTS.find((known) => known === name);
    if (part === undefined) throw new Error(`--only must be one of ${PARTS.join(', ')}`);
    return part;
  });
  return {
    json: values.json ?? false,
    parts: new Set(parts),
    conversations: number('conversations', 400),
    rounds: number('rounds', 1),
    inFlight: { fresh: number('in-flight', 64), running: number('in-flight-running', 96) },
    windowMs: number('window', 1_000, 1_000),
    webhooks: { running: number('webhooks', 3_000), fresh: number('fresh', 1_000) },
    people: number('people', 500),
    connections: number('connections', 50),
    burst: number('burst', 5_000),
    live: { pages: number('pages', 200), perSecond: number('texts', 100), seconds: number('seconds', 20) },
    large: values.large ?? false,
  };
}
