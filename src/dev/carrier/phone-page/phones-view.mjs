// @ts-check
/** @import { Place } from './shapes.js' */
/** @import { Store } from './state.mjs' */
import { byId, element, keepChildren, setText } from './element.mjs';
import { e164, fictionalNumber, readable } from './numbers.mjs';
import { phoneList, placeOf, threadList, unreadOf } from './state.mjs';

const NOT_E164 = 'Write it as E.164: a plus, the country code and the number, such as +12025550143';

/**
 * The phones to choose from, and the conversations of the one that is open. Both are links, so that each place has an address.
 * @param {Store} store
 * @param {(place: Place) => void} go
 */
export function showPhones(store, go) {
  const newNumber = /** @type {HTMLInputElement} */ (byId('new-number'));
  const newThread = byId('new-thread');
  const plus = element('button', {
    type: 'button',
    class: 'plus',
    'aria-expanded': 'false',
    'aria-controls': 'new-thread',
  });
  plus.append(
    element('span', { 'aria-hidden': 'true' }, '+'),
    element('span', { class: 'visually-hidden' }, 'Text another number'),
  );
  byId('thread-list').after(plus);

  function unfold(/** @type {boolean} */ open) {
    newThread.hidden = !open;
    plus.setAttribute('aria-expanded', String(open));
    if (open) byId('their-number').focus();
  }
  plus.addEventListener('click', () => unfold(plus.getAttribute('aria-expanded') === 'false'));
  newThread.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    unfold(false);
    plus.focus();
  });

  takeNumber('new-phone', 'new-number', (phone) => {
    go({ phone, with: '' });
    newNumber.value = '';
    byId('text').focus();
  });
  takeNumber('new-thread', 'their-number', (number) => {
    unfold(false);
    go({ phone: store.state.phone, with: number });
    byId('text').focus();
  });

  store.listen((state) => {
    keepChildren(byId('phone-list'), phoneList(state), {
      key: ({ phoneNumber }) => phoneNumber,
      create: ({ phoneNumber }) => placeLink(() => ({ phone: phoneNumber, with: lastWith(phoneNumber) }), go),
      update: (item, { phoneNumber, name }) => {
        const number = readable(phoneNumber);
        updateLink(
          item,
          name || number,
          name ? number : 'no name',
          unreadOf(state, phoneNumber),
          phoneNumber === state.phone,
        );
      },
    });
    keepChildren(byId('thread-list'), threadList(state), {
      key: ({ number }) => number,
      create: ({ number }) => placeLink(() => ({ phone: store.state.phone, with: number }), go),
      update: (item, { number, name }) => {
        const unread = state.unread.get(`${state.phone}|${number}`) ?? 0;
        updateLink(item, readable(number), name, unread, number === state.with);
      },
    });
    if (newNumber.value === '' && document.activeElement !== newNumber) {
      newNumber.value = fictionalNumber(new Set(phoneList(state).map(({ phoneNumber }) => phoneNumber)));
    }
  });

  /** Whom that phone texted last. @param {string} phone */
  function lastWith(phone) {
    const texts = [...store.state.texts.values()].filter((text) => placeOf(text).phone === phone);
    const newest = texts.reduce((a, b) => (a && a.at > b.at ? a : b), texts[0]);
    return newest ? placeOf(newest).with : '';
  }
}

/** @param {() => Place} place @param {(place: Place) => void} go */
function placeLink(place, go) {
  const link = element(
    'a',
    {
      // Its address is that of the moment: whom a phone texted last changes.
      onclick: (/** @type {MouseEvent} */ event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(place());
      },
    },
    element('span', { class: 'name' }),
    element('span', { class: 'detail' }),
    element('span', { class: 'unread', hidden: true }),
  );
  const point = () => link.setAttribute('href', addressOf(place()));
  point();
  link.addEventListener('pointerdown', point);
  link.addEventListener('focus', point);
  return element('li', {}, link);
}

/** @param {HTMLElement} item @param {string} name @param {string} detail @param {number} unread @param {boolean} isCurrent */
function updateLink(item, name, detail, unread, isCurrent) {
  const link = /** @type {HTMLElement} */ (item.querySelector('a'));
  const [nameSpan, detailSpan, unreadSpan] = /** @type {NodeListOf<HTMLElement>} */ (link.querySelectorAll('span'));
  if (nameSpan) setText(nameSpan, name);
  if (detailSpan) setText(detailSpan, detail);
  if (unreadSpan) {
    unreadSpan.hidden = unread === 0;
    setText(unreadSpan, unread === 0 ? '' : `${unread} new`);
  }
  if (isCurrent) link.setAttribute('aria-current', 'page');
  else link.removeAttribute('aria-current');
}

/** @param {Place} place */
export function addressOf({ phone, with: number }) {
  const query = new URLSearchParams();
  if (phone) query.set('phone', phone);
  if (number) query.set('with', number);
  return `/?${query}`;
}

/** @returns {Place} */
export function placeInAddress() {
  const query = new URLSearchParams(location.search);
  return { phone: e164(query.get('phone') ?? '') ?? '', with: e164(query.get('with') ?? '') ?? '' };
}

/** A form with one number: says at the field what is wrong with it. */
/** @param {string} formId @param {string} inputId @param {(number: string) => void} take */
function takeNumber(formId, inputId, take) {
  const input = /** @type {HTMLInputElement} */ (byId(inputId));
  const error = byId(`${inputId}-error`);
  const say = (/** @type {string} */ words) => {
    error.hidden = words === '';
    setText(error, words);
    input.setAttribute('aria-invalid', String(words !== ''));
    if (words) input.setAttribute('aria-describedby', error.id);
    else input.removeAttribute('aria-describedby');
  };
  input.addEventListener('input', () => say(''));
  byId(formId).addEventListener('submit', (event) => {
    event.preventDefault();
    const number = e164(input.value);
    if (number) {
      say('');
      take(number);
      return;
    }
    say(NOT_E164);
    input.focus();
  });
}
