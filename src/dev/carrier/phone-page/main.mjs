// @ts-check
/** @import { PhoneChoice, Place, Text } from './shapes.js' */
import { showComposer } from './composer.mjs';
import { byId } from './element.mjs';
import { showFaults } from './faults-view.mjs';
import { keep, readKept } from './kept.mjs';
import { showNotes } from './notes.mjs';
import { readable } from './numbers.mjs';
import { addressOf, placeInAddress, showPhones } from './phones-view.mjs';
import { createSending } from './sending.mjs';
import { createStore, keyOf, phoneList, placeOf } from './state.mjs';
import { closeSheet, showSurroundings } from './surroundings.mjs';
import { showThread } from './thread-view.mjs';
import { followPhones } from './transport.mjs';

const store = createStore(placeInAddress(), readKept());
const { state } = store;
const sending = createSending(store, announce);

/** Read out by screen readers, and by nothing else. @param {string} words */
function announce(words) {
  const announcer = byId('announcer');
  // The same words again have to differ, or they are not read again.
  announcer.textContent = announcer.textContent === words ? `${words}\u00a0` : words;
}

/** @param {Place} place */
function go(place) {
  store.go(place);
  history.pushState(null, '', addressOf(state));
  closeSheet();
}
addEventListener('popstate', () => store.go(placeInAddress()));

/** @param {Text} text */
function announceText(text) {
  const place = placeOf(text);
  const elsewhere = keyOf(place) === keyOf(state) ? '' : ` on the phone ${readable(place.phone)}`;
  announce(`New text from ${readable(text.from)}${elsewhere}: ${text.body}`);
}

/** Whether what the stream tells is news, and no longer what was there before. After a break it still is. */
let live = false;
/** Phones that were texted for the first time while the page was open: all of their texts are news. */
/** @type {Set<string>} */
const fresh = new Set();

/** @param {string} name @param {any} data */
function take(name, data) {
  if (name === 'text') takeText(data);
  else if (name === 'phones') takePhones(data);
  else if (name === 'faults') store.set({ faults: data.faults });
  else if (name === 'note') store.note(data);
  else if (name === 'reset') {
    live = false;
    store.reset();
  } else {
    live = true;
    fresh.clear();
  }
}

/** @param {Text} text */
function takeText(text) {
  const isNews = live || fresh.has(placeOf(text).phone);
  if (store.put(text, isNews) && isNews && text.direction === 'to-phone') announceText(text);
}

/** @param {PhoneChoice} phones */
function takePhones(phones) {
  const before = new Set(state.phones.recent);
  if (live) for (const phone of phones.recent) if (!before.has(phone)) fresh.add(phone);
  store.set({ phones });
}

/** @type {Set<string> | undefined} */
let followed;
let stop = () => {};

/** One connection for all phones that are listed; one more in the list means another connection. */
function follow() {
  const phones = phoneList(state).map(({ phoneNumber }) => phoneNumber);
  if (followed && phones.every((phone) => followed?.has(phone))) return;
  followed = new Set(phones);
  stop();
  // What comes first on a new connection is what is there, and not news.
  live = false;
  stop = followPhones(phones, {
    event: take,
    connected: (isLive) => store.set({ connection: isLive ? 'live' : 'lost' }),
  });
}

store.listen((now) => {
  follow();
  keep(now);
  if (now.phone && addressOf(now) !== `/${location.search}`) history.replaceState(null, '', addressOf(now));
});
showPhones(store, go);
showThread(store, sending);
showComposer(store, sending);
showFaults(store, announce);
showNotes(store);
showSurroundings(store);
