// @ts-check
/** @import { State, Unsent } from './shapes.js' */
/** What outlives the page, in the browser's store: phones opened by number, texts that have not left, the colour scheme. */

const PHONES = 'parley-phone-opened';
const UNSENT = 'parley-phone-unsent';
const SCHEME = 'parley-phone-scheme';
const PHONES_KEPT = 20;

/** @param {string} name @returns {unknown} */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}

/** Without a store, as in some private windows, the page works and forgets. @param {string} name @param {string} value */
function write(name, value) {
  try {
    if (localStorage.getItem(name) !== value) localStorage.setItem(name, value);
  } catch {}
}

/** @returns {Pick<State, 'opened' | 'unsent'>} */
export function readKept() {
  const opened = read(PHONES);
  const unsent = read(UNSENT);
  return {
    opened: Array.isArray(opened) ? opened.filter((number) => typeof number === 'string') : [],
    unsent: new Map(
      (Array.isArray(unsent) ? /** @type {Unsent[]} */ (unsent) : []).map((each) => [
        each.text.messageSid,
        // Whether it had gone when the page was closed is not known; sending it again is safe.
        { ...each, problem: each.problem ?? 'Not sent: the page was closed' },
      ]),
    ),
  };
}

/** @param {State} state */
export function keep({ opened, unsent }) {
  write(PHONES, JSON.stringify(opened.slice(0, PHONES_KEPT)));
  write(UNSENT, JSON.stringify([...unsent.values()]));
}

/** @param {'light' | 'dark'} scheme */
export function keepScheme(scheme) {
  write(SCHEME, scheme);
}
