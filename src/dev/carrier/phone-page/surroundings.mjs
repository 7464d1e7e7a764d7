// @ts-check
/** @import { State } from './shapes.js' */
/** @import { Store } from './state.mjs' */
import { byId, setText } from './element.mjs';
import { keepScheme } from './kept.mjs';
import { readable } from './numbers.mjs';
import { phoneList } from './state.mjs';
import { timeOf } from './times.mjs';

const TICK_MS = 5_000;
const NARROW = matchMedia('(max-width: 900px)');
const CONNECTION = { connecting: 'Connecting…', live: 'Live', lost: 'Connection lost. Trying again…' };
const HINT =
  'The simulated carrier hands your texts to Parley, signed as Twilio signs them. What Parley sends arrives here.';
const HINT_BURST = 'Three texts, a moment apart: Parley waits until it is quiet, then asks the agent once.';

/** What is around the thread: whose phone it is, its status bar, the connection, the panels of a narrow screen. */
/** @param {Store} store */
export function showSurroundings(store) {
  showScheme();
  showSheets();
  // Days, and how long nobody has answered, change without anything happening.
  setInterval(store.changed, TICK_MS);
  let burstAt = 0;
  store.listen((state) => {
    if (state.burst) burstAt = state.now;
    const owner = phoneList(state).find(({ phoneNumber }) => phoneNumber === state.phone);
    const number = readable(state.phone);
    setText(byId('owner'), owner?.name ? `${owner.name}’s phone` : state.phone ? 'Somebody’s phone' : 'No phone yet');
    setText(byId('owner-number'), number);
    setText(byId('clock'), timeOf(state.now));
    setText(byId('signal'), state.connection === 'live' ? 'Simulated ▂▄▆' : 'No signal');
    setText(byId('connection'), CONNECTION[state.connection]);
    byId('connection').dataset.is = state.connection;
    setText(byId('hint'), burstAt > 0 && state.now - burstAt < 30_000 ? HINT_BURST : HINT);
    setText(/** @type {Element} */ (document.querySelector('title')), titleOf(state, owner?.name || number));
  });
}

/** @param {State} state @param {string} who */
function titleOf({ unread }, who) {
  const count = [...unread.values()].reduce((sum, each) => sum + each, 0);
  return `${count > 0 ? `(${count}) ` : ''}${who || 'Phone'} · Parley carrier simulator`;
}

function showScheme() {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const button = byId('scheme');
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === 'dark' : system.matches);
  const show = () => setText(button, isDark() ? 'Light' : 'Dark');
  button.addEventListener('click', () => {
    const scheme = isDark() ? 'light' : 'dark';
    root.dataset.scheme = scheme;
    keepScheme(scheme);
    show();
  });
  system.addEventListener('change', show);
  show();
}

/** On a narrow screen the panels lie over the phone, one at a time. */
function showSheets() {
  const stage = /** @type {HTMLElement} */ (document.querySelector('.stage'));
  const panels = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.panel')]);
  const openers = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-opens]')]);

  /** @param {string} id empty: none */
  function open(id) {
    const before = openers.find((opener) => opener.getAttribute('aria-expanded') === 'true');
    for (const panel of panels) panel.classList.toggle('open', panel.id === id);
    for (const opener of openers) opener.setAttribute('aria-expanded', String(opener.dataset.opens === id));
    stage.inert = id !== '';
    if (id) byId(`${id}-title`).focus();
    else before?.focus();
  }
  for (const opener of openers) {
    const id = opener.dataset.opens ?? '';
    opener.addEventListener('click', () => open(opener.getAttribute('aria-expanded') === 'true' ? '' : id));
  }
  for (const panel of panels) {
    /** @type {HTMLElement} */ (panel.querySelector('.close')).addEventListener('click', () => open(''));
    panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && panel.classList.contains('open')) open('');
    });
  }
  NARROW.addEventListener('change', () => open(''));
}

/** Closes the panel that lies over the phone, where one does. */
export function closeSheet() {
  const panel = document.querySelector('.panel.open .close');
  if (panel) /** @type {HTMLElement} */ (panel).click();
}
