// @ts-check
/** @import { State, Text } from './shapes.js' */
/** @import { Store } from './state.mjs' */
/** @import { Sending } from './sending.mjs' */
import { deliveryOf } from './delivery.mjs';
import { byId, element, keepChildren, setText } from './element.mjs';
import { readable } from './numbers.mjs';
import { keyOf, openThread } from './state.mjs';
import { dayKey, dayOf, timeOf } from './times.mjs';

/** Texts this close together stand as one group, with the time below the last. */
const GROUP_MS = 60_000;
const NEAR_END_PX = 80;

/**
 * @typedef {object} Row one line of the thread: a day, or a text
 * @property {string} key
 * @property {string} [day]
 * @property {Text} [text]
 * @property {import('./delivery.mjs').Delivery} [delivery]
 * @property {boolean} [isLast] of its group
 */

/** The texts of the open conversation. @param {Store} store @param {Sending} sending */
export function showThread(store, sending) {
  const thread = byId('thread');
  const list = byId('texts');
  const newest = byId('newest');
  // It scrolls, so whoever has no mouse has to get into it.
  thread.tabIndex = 0;
  let shown = '';
  let count = 0;

  const isNearEnd = () => thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR_END_PX;
  const toEnd = () => {
    thread.scrollTop = thread.scrollHeight;
    newest.hidden = true;
  };
  newest.addEventListener('click', () => {
    toEnd();
    thread.focus();
  });
  thread.addEventListener('scroll', () => {
    if (isNearEnd()) newest.hidden = true;
  });
  // A keyboard that slides up, or a composer that grows, must not hide the newest text.
  let height = thread.clientHeight;
  new ResizeObserver(() => {
    const grewSmaller = height - thread.clientHeight;
    height = thread.clientHeight;
    if (grewSmaller > 0 && thread.scrollHeight - thread.scrollTop - height - grewSmaller < NEAR_END_PX) toEnd();
  }).observe(thread);

  store.listen((state) => {
    const wasNearEnd = isNearEnd();
    const place = keyOf(state);
    const entries = openThread(state);
    keepChildren(list, rowsOf(entries, state.now), {
      key: (row) => row.key,
      create: (row) =>
        row.text ? bubble(row.text, () => sending.again(current(store, row.text)), place === shown) : day(),
      update: updateRow,
    });
    setText(byId('empty'), entries.length > 0 ? '' : emptyWords(state));
    byId('empty').hidden = entries.length > 0;
    thread.setAttribute('aria-label', state.with ? `Texts with ${readable(state.with)}` : 'Texts');

    const own = entries.at(-1)?.text.direction === 'from-phone';
    if (place !== shown || wasNearEnd || (entries.length > count && own)) toEnd();
    else if (entries.length > count) newest.hidden = false;
    shown = place;
    count = entries.length;
  });
}

/** The text as it is known by now. @param {Store} store @param {Text | undefined} text @returns {Text} */
function current({ state }, text) {
  const { messageSid } = /** @type {Text} */ (text);
  const found = state.texts.get(messageSid) ?? state.unsent.get(messageSid)?.text;
  return found ?? /** @type {Text} */ (text);
}

/** @param {State} state */
function emptyWords({ phone, with: number }) {
  if (!phone) return 'Open a phone to text with.';
  if (!number) return 'Choose a number to text, with “+” above.';
  return 'No texts yet. Say hello, or let them write first.';
}

/** @param {{ text: Text, problem?: string | null }[]} entries @param {number} now @returns {Row[]} */
function rowsOf(entries, now) {
  const deliveries = entries.map((entry) => deliveryOf(entry, now));
  return entries.flatMap(({ text }, index) => {
    const before = entries[index - 1]?.text;
    const after = entries[index + 1]?.text;
    const delivery = deliveries[index];
    /** @type {Row[]} */
    const rows = [];
    if (!before || dayKey(before.at) !== dayKey(text.at)) {
      rows.push({ key: `day ${dayKey(text.at)}`, day: dayOf(text.at, now) });
    }
    const goesOn =
      after?.direction === text.direction &&
      Date.parse(after.at) - Date.parse(text.at) < GROUP_MS &&
      deliveries[index + 1]?.words === delivery?.words &&
      delivery?.kind !== 'problem';
    rows.push({ key: text.messageSid, text, delivery, isLast: !goesOn });
    return rows;
  });
}

function day() {
  return element('li', { class: 'day' });
}

/** @param {Text} text @param {() => void} again @param {boolean} arrives whether it comes into a thread that is open */
function bubble(text, again, arrives) {
  return element(
    'li',
    { class: `text ${text.direction}${arrives ? ' arrives' : ''}` },
    element('span', { class: 'visually-hidden' }, text.direction === 'from-phone' ? 'You: ' : 'They: '),
    element('p', { class: 'bubble', dir: 'auto' }, text.body),
    element(
      'p',
      { class: 'fate' },
      element('time', { datetime: text.at }, timeOf(text.at)),
      element('span', { class: 'words' }),
      element('button', { type: 'button', class: 'again', onclick: again, hidden: true }, 'Try again'),
    ),
  );
}

/** @param {HTMLElement} row @param {Row} given */
function updateRow(row, { day: words, text, delivery, isLast }) {
  if (words !== undefined) setText(row, words);
  if (!text || !delivery) return;
  row.dataset.kind = delivery.kind;
  row.classList.toggle('last', isLast === true);
  const parts = text.segments > 1 ? [`${text.segments} segments`, delivery.words] : [delivery.words];
  setText(/** @type {Element} */ (row.querySelector('.words')), parts.join(' · '));
  const button = /** @type {HTMLButtonElement} */ (row.querySelector('.again'));
  button.hidden = !delivery.again;
}
