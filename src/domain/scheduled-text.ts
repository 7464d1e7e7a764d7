/** Whose time a scheduled text waits for: one that somebody asked for, or the end of quiet hours. */
export const SCHEDULED_FOR = ['asked', 'quiet_hours'] as const;
export type ScheduledFor = (typeof SCHEDULED_FOR)[number];

/** The farthest ahead that a text may be scheduled: 35 days. */
export const SCHEDULE_AHEAD_MS = 35 * 86_400_000;

/** A text that waits for its time, as its conversation's workflow holds it. */
export interface ScheduledText {
  messageId: string;
  /** Milliseconds since 1970. */
  dueAt: number;
  why: ScheduledFor;
  /** An activity is releasing it. */
  releasing?: true;
}

/** After a release that came too early, by another clock, the next one is not made at once. */
const RELEASE_AGAIN_MS = 1_000;

/** With one text more, or again with its new time: the soonest first. */
export function withScheduled(texts: readonly ScheduledText[], text: ScheduledText): ScheduledText[] {
  return [...withoutScheduled(texts, text.messageId), text].sort((a, b) => a.dueAt - b.dueAt);
}

export function withoutScheduled(texts: readonly ScheduledText[], messageId: string): ScheduledText[] {
  return texts.filter((text) => text.messageId !== messageId);
}

/** Somebody gave it another time; one that is being released goes on being so, and its release finds out. */
export function rescheduled(texts: readonly ScheduledText[], messageId: string, dueAt: number): ScheduledText[] {
  const text = texts.find((one) => one.messageId === messageId);
  const why = text?.dueAt === dueAt ? text.why : 'asked'; // only its words were changed
  return withScheduled(texts, { ...text, messageId, dueAt, why });
}

/** A text came into quiet hours. What somebody has made of it before this was heard stands where that is sooner (`stillWaiting`). */
export function heldBack(texts: readonly ScheduledText[], messageId: string, until: number): ScheduledText[] {
  const text = texts.find((one) => one.messageId === messageId) ?? {
    messageId,
    dueAt: until,
    why: 'quiet_hours' as const,
  };
  return withScheduled(texts, { ...text, dueAt: Math.min(text.dueAt, until) });
}

/** All are due now: each is released, which withholds it where a rule says so. */
export function allDue(texts: readonly ScheduledText[], at: number): ScheduledText[] {
  return texts.map((text) => ({ ...text, dueAt: Math.min(text.dueAt, at) }));
}

/**
 * A release found that it is too early. What was told of it meanwhile stands where that is sooner: released once too often, a
 * text only waits again; released too late, it is late.
 */
export function stillWaiting(
  texts: readonly ScheduledText[],
  messageId: string,
  dueAt: number,
  at: number,
): ScheduledText[] {
  const text = texts.find((one) => one.messageId === messageId);
  if (text === undefined) return [...texts];
  const { releasing: _, ...rest } = text;
  const sooner = text.dueAt > at ? Math.min(text.dueAt, dueAt) : dueAt;
  return withScheduled(texts, { ...rest, dueAt: Math.max(sooner, at + RELEASE_AGAIN_MS) });
}

/** The text to release now: one at a time, so that they leave in the order of their times. */
export function dueText(texts: readonly ScheduledText[], at: number): ScheduledText | undefined {
  return texts.some((text) => text.releasing) ? undefined : texts.find((text) => text.dueAt <= at);
}
