// @ts-check
/** @import { Note, Place, State, Text } from './shapes.js' */
/** What the page knows, and every way in which that changes. Nothing here touches the page or the network. */

const NOTES_SHOWN = 8;

/** @param {Text} text */
export const placeOf = ({ direction, from, to }) =>
  direction === 'from-phone' ? { phone: from, with: to } : { phone: to, with: from };

/** @param {Place} place */
export const keyOf = (place) => `${place.phone}|${place.with}`;

/**
 * @param {Place} place
 * @param {Pick<State, 'opened' | 'unsent'>} kept what the browser kept
 */
export function createStore(place, kept) {
  /** @type {State} */
  const state = {
    ...place,
    ...kept,
    connection: 'connecting',
    phones: { known: [], recent: [], numbers: [] },
    texts: new Map(),
    unread: new Map(),
    faults: [],
    notes: [],
    burst: false,
    now: Date.now(),
  };
  /** @type {Set<(state: State) => void>} */
  const listeners = new Set();
  let told = true;

  /** Once for all changes of this moment. */
  function changed() {
    if (!told) return;
    told = false;
    queueMicrotask(() => {
      told = true;
      state.now = Date.now();
      for (const listener of listeners) listener(state);
    });
  }

  return {
    state,
    changed,
    /** @param {(state: State) => void} listener */
    listen(listener) {
      listeners.add(listener);
      changed();
    },
    /** @param {Partial<Pick<State, 'connection' | 'burst' | 'faults' | 'phones'>>} values */
    set(values) {
      Object.assign(state, values);
      settle(state);
      changed();
    },
    /** The carrier began anew: what it no longer knows is gone. */
    reset() {
      state.texts.clear();
      state.unread.clear();
      changed();
    },
    /** @param {Text} text @param {boolean} live whether it came just now; @returns {boolean} whether the page did not have it */
    put(text, live) {
      const isNew = !state.texts.has(text.messageSid);
      state.texts.set(text.messageSid, text);
      if (text.direction === 'from-phone') state.unsent.delete(text.messageSid);
      const key = keyOf(placeOf(text));
      if (isNew && live && text.direction === 'to-phone' && key !== keyOf(state)) {
        state.unread.set(key, (state.unread.get(key) ?? 0) + 1);
      }
      settle(state);
      changed();
      return isNew;
    },
    /** @param {Text} text @param {string | null} problem */
    putUnsent(text, problem) {
      state.unsent.set(text.messageSid, { text, problem });
      changed();
    },
    /** @param {string} messageSid */
    dropUnsent(messageSid) {
      state.unsent.delete(messageSid);
      changed();
    },
    /** @param {Note} note */
    note(note) {
      state.notes = [note, ...state.notes].slice(0, NOTES_SHOWN);
      changed();
    },
    /** @param {Place} where */
    go(where) {
      state.phone = where.phone;
      state.with = where.with;
      settle(state);
      state.unread.delete(keyOf(state));
      changed();
    },
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */

/**
 * Chooses what was not chosen: the first phone there is, and whom it texted last, else the first of our numbers.
 * @param {State} state
 */
function settle(state) {
  state.phone ||= phoneList(state)[0]?.phoneNumber ?? '';
  state.with ||= threadList(state)[0]?.number ?? '';
  const { phone, phones, opened } = state;
  const isNamed = phones.known.some(({ phoneNumber }) => phoneNumber === phone);
  if (phone && !isNamed && !opened.includes(phone)) state.opened = [phone, ...opened];
}

/**
 * The phones to choose from: those with a name, those opened here, and the others that texted.
 * @param {State} state
 */
export function phoneList({ phones, opened, phone }) {
  const named = new Map(phones.known.map(({ phoneNumber, name }) => [phoneNumber, name]));
  const numbers = new Set([...named.keys(), ...opened, ...phones.recent, ...(phone ? [phone] : [])]);
  return [...numbers].map((phoneNumber) => ({ phoneNumber, name: named.get(phoneNumber) ?? '' }));
}

/**
 * Whom a phone texts: newest first, then our numbers with which it has no texts yet.
 * @param {State} state
 */
export function threadList({ phones, phone, with: current, texts, unsent }) {
  const names = new Map(phones.numbers.map(({ phoneNumber, friendlyName }) => [phoneNumber, friendlyName]));
  const all = [...[...texts.values()], ...[...unsent.values()].map(({ text }) => text)];
  const places = all
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .map(placeOf)
    .filter((place) => place.phone === phone);
  const numbers = new Set([...places.map((place) => place.with), ...names.keys(), ...(current ? [current] : [])]);
  numbers.delete(phone);
  return [...numbers].map((number) => ({ number, name: nameOf(names.get(number), number) }));
}

/** A number is no name. @param {string | undefined} name @param {string} number */
function nameOf(name, number) {
  return name && name !== number ? name : '';
}

/**
 * The texts of the open conversation, oldest first, with those that have not left yet.
 * @param {State} state
 * @returns {{ text: Text, problem?: string | null }[]}
 */
export function openThread(state) {
  const key = keyOf(state);
  /** @type {{ text: Text, problem?: string | null }[]} */
  const entries = [...state.texts.values()].map((text) => ({ text }));
  entries.push(...state.unsent.values());
  return entries.filter(({ text }) => keyOf(placeOf(text)) === key).sort((a, b) => a.text.at.localeCompare(b.text.at));
}

/** @param {State} state @param {string} phone */
export function unreadOf(state, phone) {
  return [...state.unread].reduce((sum, [key, count]) => sum + (key.startsWith(`${phone}|`) ? count : 0), 0);
}
