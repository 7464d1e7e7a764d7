import { dayKey, dayTimeLabel, timeLabel } from '../../words/times';

/**
 * What a thread says about an agent that rests because a person wrote.
 * @param until ISO 8601 @param now the server's time, milliseconds since 1970
 */
export function restWords(until: string, now: number): string {
  if (Date.parse(until) <= now) return 'The agent has rested. The lead’s next text is for it again, with what waits.';
  const isToday = dayKey(until) === dayKey(new Date(now).toISOString());
  const when = isToday ? timeLabel(until) : dayTimeLabel(until, now);
  return `The agent rests until ${when}, because a person wrote. You can ask it before.`;
}
