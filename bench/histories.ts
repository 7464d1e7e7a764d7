import { setTimeout as pause } from 'node:timers/promises';
import { temporal } from '@temporalio/proto';
import { workflowIdOf } from '../src/temporal';
import { BY_API } from './load/agent';
import type { Side } from './sides';
import type { BenchStack } from './stack';

export const TEXTS = [1, 2, 5] as const;
export type Texts = (typeof TEXTS)[number];

export interface HistoryCount {
  events: number;
  activities: number;
}

/** (c): what an exchange adds to the history of a running conversation, by the number of its texts. */
export interface HistoryFigures {
  /** The agent replies in its response. */
  inResponse: Record<Texts, HistoryCount>;
  /** The agent replies through the API. */
  byApi: Record<Texts, HistoryCount>;
  bare: Record<Texts, HistoryCount>;
}

/** Several, as what is added can differ by when tasks meet; the largest count is the figure. */
const CONVERSATIONS = 3;
/** Apart enough for each text to find an idle worker and so to cost its own workflow task. */
const BETWEEN_TEXTS_MS = 120;
const SETTLED_MS = 500;

const { EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: scheduled } = temporal.api.enums.v1.EventType;

export async function countHistories(stack: BenchStack, sides: { parley: Side; bare: Side }): Promise<HistoryFigures> {
  const count = async (side: Side, body?: string): Promise<Record<Texts, HistoryCount>> => {
    const from = side.numbers.fresh(CONVERSATIONS);
    await side.offer({ from, atOnce: CONVERSATIONS, until: 'answered' });
    await side.drained();
    const ids = await workflowIds(stack, side, from);
    const counts: Partial<Record<Texts, HistoryCount>> = {};
    for (const texts of TEXTS) {
      const before = await settledHistories(stack, ids);
      for (let text = 0; text < texts; text++) {
        if (text > 0) await pause(BETWEEN_TEXTS_MS);
        await side.offer({ from, atOnce: CONVERSATIONS, until: 'taken', body });
      }
      await side.drained();
      const after = await settledHistories(stack, ids);
      const events = after.map((history, index) => history.slice(before[index]?.length));
      const activities = events.map((added) => added.filter((event) => event.eventType === scheduled).length);
      const lengths = events.map((added) => added.length);
      counts[texts] = { events: Math.max(...lengths), activities: Math.max(...activities) };
      stack.say(
        `(c) ${side.name}, ${texts} ${texts === 1 ? 'text' : 'texts'}${body ? ', by the API' : ''}: ${lengths.join(', ')} events`,
      );
    }
    return counts as Record<Texts, HistoryCount>;
  };
  return {
    inResponse: await count(sides.parley),
    byApi: await count(sides.parley, BY_API),
    bare: await count(sides.bare),
  };
}

async function workflowIds(stack: BenchStack, side: Side, from: string[]): Promise<string[]> {
  if (side.name === 'bare') return from;
  const { rows } = await stack.db.query<{ interaction_id: string }>(
    'select interaction_id from interactions where lead_number = any ($1)',
    [from],
  );
  return rows.map((row) => workflowIdOf(row.interaction_id));
}

/** The histories once they do not grow any more: an exchange's last workflow task may end after its reply has left. */
async function settledHistories(stack: BenchStack, ids: string[]) {
  for (let earlier = -1; ; await pause(SETTLED_MS)) {
    const histories = await Promise.all(
      ids.map(async (id) => (await stack.temporal.workflow.getHandle(id).fetchHistory()).events ?? []),
    );
    const length = histories.reduce((sum, history) => sum + history.length, 0);
    if (length === earlier) return histories;
    earlier = length;
  }
}
