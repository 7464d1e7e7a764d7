// @ts-check
/** @import { Store } from './state.mjs' */
/** @import { Sending } from './sending.mjs' */
import { byId, element, setText } from './element.mjs';
import { measure } from './segments.mjs';
import { BURST } from './sending.mjs';
import { keyOf } from './state.mjs';

const QUICK = ['Hi, I have a question', 'STOP', 'START', 'HELP', 'When are you open?'];

/** The box to write in, with a draft for each conversation, and the texts that a demonstration needs. */
/** @param {Store} store @param {Sending} sending */
export function showComposer(store, sending) {
  const form = byId('composer');
  const box = /** @type {HTMLTextAreaElement} */ (byId('text'));
  const button = /** @type {HTMLButtonElement} */ (byId('send'));
  /** @type {Map<string, string>} */
  const drafts = new Map();
  let shown = '';

  function written() {
    const { segments, alphabet, left } = measure(box.value);
    const words = `${segments} ${segments === 1 ? 'segment' : 'segments'}, ${left} left · ${alphabet}`;
    setText(byId('count'), box.value === '' ? '' : words);
    button.disabled = box.value.trim() === '' || !store.state.with;
    // As high as its text, up to what the style allows.
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }

  function submit() {
    if (button.disabled) return;
    void sending.send(box.value.trim());
    box.value = '';
    written();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
    box.focus();
  });
  box.addEventListener('input', written);
  box.addEventListener('keydown', (event) => {
    // An Enter that ends the choice of a character, as in Japanese, is not one that sends.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });

  const burst = element(
    'button',
    { type: 'button', class: 'burst', onclick: () => void sending.burst(), title: BURST.join(' / ') },
    'Burst of three texts',
  );
  const quick = QUICK.map((body) =>
    element('button', { type: 'button', onclick: () => void sending.send(body) }, body),
  );
  byId('quick').append(burst, ...quick);

  store.listen((state) => {
    const key = keyOf(state);
    if (key !== shown) {
      drafts.set(shown, box.value);
      box.value = drafts.get(key) ?? '';
      shown = key;
      written();
    }
    for (const each of quick) each.disabled = !state.with;
    burst.disabled = !state.with || state.burst;
  });
}
