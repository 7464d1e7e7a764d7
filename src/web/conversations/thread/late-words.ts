import type { Message } from '../../words/labels';
import { dayKey, dayTimeLabel, timeLabel } from '../../words/times';

/** What came within this after it was written is not said to be late. */
const SAID_FROM_MS = 60_000;

/** That a text of the lead's arrived late, and when it was written; null: it did not. */
export function lateWords({ timestamp, writtenAt }: Pick<Message, 'timestamp' | 'writtenAt'>): string | null {
  if (writtenAt === null) return null;
  const arrived = Date.parse(timestamp);
  if (arrived - Date.parse(writtenAt) < SAID_FROM_MS) return null;
  const sameDay = dayKey(writtenAt) === dayKey(timestamp);
  return `arrived late: written at ${sameDay ? timeLabel(writtenAt) : dayTimeLabel(writtenAt, arrived)}`;
}
