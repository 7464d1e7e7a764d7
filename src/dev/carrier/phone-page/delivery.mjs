// @ts-check
/** @import { Text } from './shapes.js' */
/** What became of a text, in words. */

/** The carrier gives Parley's webhook 15 s; after these nobody waits for an answer any more. */
const ANSWER_LIMIT_MS = 20_000;

/**
 * @typedef {object} Delivery
 * @property {string} words
 * @property {'done' | 'under-way' | 'problem'} kind
 * @property {boolean} again whether the person can send it again
 */

/**
 * @param {{ text: Text, problem?: string | null }} entry
 * @param {number} now
 * @returns {Delivery}
 */
export function deliveryOf({ text, problem }, now) {
  if (text.direction === 'to-phone') return arrivalOf(text);
  if (problem) return { words: problem, kind: 'problem', again: true };
  if (problem === null) return { words: 'Sending…', kind: 'under-way', again: false };
  const { webhookStatus } = text;
  if (webhookStatus === null) return failed('Parley could not be reached');
  if (webhookStatus !== undefined) {
    return webhookStatus < 300
      ? { words: 'Delivered', kind: 'done', again: false }
      : failed(`Parley answered with error ${webhookStatus}`);
  }
  if (now - Date.parse(text.at) > ANSWER_LIMIT_MS) return failed('Parley has not answered');
  return { words: 'Sending…', kind: 'under-way', again: false };
}

/** @param {string} why @returns {Delivery} */
function failed(why) {
  return { words: `Not delivered: ${why}`, kind: 'problem', again: true };
}

/** @param {Text} text @returns {Delivery} */
function arrivalOf({ status, errorCode }) {
  if (status === 'delivered') return { words: 'Delivered', kind: 'done', again: false };
  if (status !== 'undelivered') return { words: 'On its way…', kind: 'under-way', again: false };
  return { words: `Never reached this phone (error ${errorCode})`, kind: 'problem', again: false };
}
