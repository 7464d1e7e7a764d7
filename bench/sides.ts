import { setTimeout as pause } from 'node:timers/promises';
import type { PhoneMessage } from '../src/dev/carrier/messages';
import type { Job, JobResult } from './load/job';
import { bareWorkflow, Numbers, phone } from './people';
import type { BenchStack } from './stack';

export type Offer = Pick<Job, 'from' | 'atOnce' | 'until'> & { body?: string };

/** One of the two that are compared, by what the measurements need of it. */
export interface Side {
  name: 'parley' | 'bare';
  numbers: Numbers;
  offer(job: Offer): Promise<JobResult>;
  /** Resolves when nothing is on its way any more. @throws when nothing gets less for a minute */
  drained(): Promise<void>;
  /** The replies since this was last called: to whom, and when; milliseconds since 1970. */
  takeReplies(): Promise<{ to: string; at: number }[]>;
  /** How late the windows ended since this was last called, in milliseconds. */
  takeLateness(): Promise<number[]>;
}

const TEXT = 'Are you open on Saturday?';
const LOOK_EVERY_MS = 250;
const STANDSTILL_MS = 60_000;

/**
 * What Parley still has to do: facts not signalled, turns not answered, texts not sent or not yet reported delivered. And
 * what it did: the texts it took in, and what must not have come of any.
 */
const STANDING = `
  select (select count(*) from events where signalled_at is null and after_seq is not null)
       + (select count(*) from turns where state in ('collecting', 'asking', 'retrying', 'waiting'))
       + (select count(*) from messages where direction = 'outbound' and state in ('queued', 'sending', 'sent')) as open,
         (select count(*) from messages where direction = 'inbound') as taken,
         (select count(*) from turns where state in ('failed', 'dropped'))
       + (select count(*) from messages where direction = 'outbound' and state not in ('delivered', 'withheld')) as wrong`;

export function parleySide(stack: BenchStack): Side {
  let sent = 0;
  let repliesTaken = 0;
  const standing = async () => {
    const { rows } = await stack.db.query<{ open: string; taken: string; wrong: string }>(STANDING);
    const { open, taken, wrong } = rows[0]!;
    return { open: Number(open), taken: Number(taken), wrong: Number(wrong) };
  };
  return {
    name: 'parley',
    numbers: new Numbers(phone),
    offer(job) {
      sent += job.from.length;
      return offer(stack, 'parley', job);
    },
    async drained() {
      await untilNone('Parley', async () => (await standing()).open);
      const { taken, wrong } = await standing();
      if (taken !== sent || wrong > 0)
        throw new Error(
          `Parley has ${taken} of ${sent} texts, and ${wrong} turns failed or replies were not delivered`,
        );
    },
    async takeReplies() {
      const answer = await fetch(`${stack.carrierUrl}/simulator/messages`);
      const { messages } = (await answer.json()) as { messages: PhoneMessage[] };
      const replies = messages.filter((message) => message.direction === 'to-phone').slice(repliesTaken);
      repliesTaken += replies.length;
      return replies.map(({ to, at }) => ({ to, at: Date.parse(at) }));
    },
    takeLateness: async () => (await stack.load.ask('takeAsked')).map((turn) => turn.lateMs),
  };
}

export function bareSide(stack: BenchStack): Side {
  const { bareExchanges: ended } = stack;
  let sent = 0;
  let repliesTaken = 0;
  let latenessTaken = 0;
  return {
    name: 'bare',
    numbers: new Numbers(bareWorkflow),
    offer(job) {
      sent += job.from.length;
      return offer(stack, 'bare', job);
    },
    drained: () => untilNone('the bare engine', async () => sent - ended.reduce((sum, one) => sum + one.texts, 0)),
    async takeReplies() {
      const replies = ended.slice(repliesTaken);
      repliesTaken += replies.length;
      return replies.map(({ workflowId, deliveredAt }) => ({ to: workflowId, at: deliveredAt }));
    },
    async takeLateness() {
      const taken = ended.slice(latenessTaken);
      latenessTaken += taken.length;
      return taken.map((one) => one.lateMs);
    },
  };
}

/** @throws when a text was not taken or not answered: what was measured is then nothing */
export async function offer(stack: BenchStack, side: Job['side'], job: Offer): Promise<JobResult> {
  const result = await stack.load.ask('run', { body: TEXT, ...job, side });
  if (result.failures > 0)
    throw new Error(`${side}: ${result.failures} of ${job.from.length} texts failed: ${result.firstFailure}`);
  return result;
}

/** Makes sure that at least `count` conversations of this side run, so that they can be written to. */
export async function begin(side: Side, count: number, inFlight: number): Promise<void> {
  const missing = count - side.numbers.known(count).length;
  if (missing > 0) await side.offer({ from: side.numbers.fresh(missing), atOnce: inFlight, until: 'answered' });
  await side.drained();
}

async function untilNone(what: string, open: () => Promise<number>): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let lastAt = Date.now(); ; ) {
    const left = await open();
    if (left === 0) return;
    if (left < least) {
      least = left;
      lastAt = Date.now();
    } else if (Date.now() - lastAt > STANDSTILL_MS) {
      throw new Error(`${what} stands still with ${left} things to do`);
    }
    await pause(LOOK_EVERY_MS);
  }
}
