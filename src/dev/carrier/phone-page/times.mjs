// @ts-check
/** Times in this person's zone and way of writing. */

const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const dayFormat = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });

/** @param {string | number} at */
export function timeOf(at) {
  return timeFormat.format(new Date(at));
}

/** @param {string | number} at */
export function dayKey(at) {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** @param {string} at @param {number} now */
export function dayOf(at, now) {
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayKey(at) === dayKey(now)) return 'Today';
  if (dayKey(at) === dayKey(yesterday.getTime())) return 'Yesterday';
  return dayFormat.format(new Date(at));
}
