import { type ConsentEvent, saidWords } from './consent-words';
import type { DoNotContact } from './queries';

/** One line of what was decided and said before. */
export interface HistoryEntry {
  key: string;
  /** ISO 8601. */
  at: string;
  what: string;
  reason: string;
}

type NameOf = (callerId: string) => string | undefined;

/** The ledger as lines. */
export function consentHistory(events: readonly ConsentEvent[], nameOf: NameOf): HistoryEntry[] {
  return events.map((event) => ({
    key: event.consentEventId,
    at: event.at,
    what: event.kind === 'opted_out' ? 'Opted out' : 'Opted in',
    reason: saidWords(event, nameOf),
  }));
}

/** Do Not Contact as lines: each time it was set, and each time it was lifted. */
export function decisionHistory(decisions: readonly DoNotContact[], nameOf: NameOf): HistoryEntry[] {
  return decisions.flatMap((decision) => {
    const set: HistoryEntry = {
      key: `${decision.doNotContactId} set`,
      at: decision.setAt,
      what: `Do Not Contact set by ${nameOf(decision.setBy) ?? 'somebody'}`,
      reason: decision.reason,
    };
    if (decision.liftedAt === null) return [set];
    const lifted: HistoryEntry = {
      key: `${decision.doNotContactId} lifted`,
      at: decision.liftedAt,
      what: `Do Not Contact lifted by ${nameOf(decision.liftedBy ?? '') ?? 'somebody'}`,
      reason: decision.liftedReason ?? '',
    };
    return [lifted, set];
  });
}

export function newestFirst(entries: readonly HistoryEntry[]): HistoryEntry[] {
  return entries.toSorted((a, b) => b.at.localeCompare(a.at));
}
