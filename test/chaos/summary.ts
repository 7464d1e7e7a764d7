import type { ChaosResult } from './chaos-run';
import type { Violation } from './observations';

/** What a run came to, for people. */
export function summaryOf({
  seed,
  exchanges,
  kills,
  troubledMs,
  restMs,
  observations,
  violations,
}: ChaosResult): string[] {
  const { carrierLog, phones, agentRequests, calls, conversations } = observations;
  const texts = phones.filter(({ direction }) => direction === 'from-phone');
  const accepted = new Set(
    carrierLog.flatMap((entry) => (entry.type === 'inbound' && entry.httpStatus === 200 ? [entry.messageSid] : [])),
  );
  const total = Object.values(kills).reduce((sum, count) => sum + count, 0);
  const byKind = Object.entries(kills).map(([kind, count]) => `${kind} ${count}`);
  const states = count(
    conversations.flatMap(({ messages }) =>
      messages.flatMap(({ direction, state }) => (direction === 'outbound' ? [state] : [])),
    ),
  );
  const outcomes = count(carrierLog.flatMap((entry) => (entry.type === 'create' ? [entry.outcome] : [])));
  return [
    '',
    `Chaos, seed ${seed}`,
    `  ${exchanges} exchanges in ${conversations.length} conversations, ${total} kills (${byKind.join(', ')})`,
    `  in ${seconds(troubledMs)} s; at rest ${seconds(restMs)} s after the last fault`,
    `  texts of leads: ${texts.length}, of which ${accepted.size} were answered 200`,
    `  requests to the agent: ${agentRequests.length}; calls of the API, repeats included: ${calls.length}`,
    `  requests to the carrier: ${outcomes}`,
    `  our texts: ${states}`,
    `  violations: ${violations.length}`,
    ...violations.map(violationLine),
  ];
}

export function violationLine({ rule, id, what }: Violation): string {
  return `    ${rule}: ${id} ${what}`;
}

function count(words: string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, times]) => `${word} ${times}`).join(', ');
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
