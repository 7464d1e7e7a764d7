// @ts-check
/** @import { Store } from './state.mjs' */
/** @import { Fault } from './shapes.js' */
import { byId, element, keepChildren, setText } from './element.mjs';
import { clearSayings, field, sayAtFields, valuesOf } from './fault-fields.mjs';
import { FAULT_KINDS, faultDetails, faultTitle } from './fault-kinds.mjs';
import { readable } from './numbers.mjs';
import { phoneList } from './state.mjs';
import { ask } from './transport.mjs';

const NO_ANSWER = 'The simulator does not answer. Nothing was changed.';

/** What waits to go wrong, and the form to have more go wrong. @param {Store} store @param {(words: string) => void} announce */
export function showFaults(store, announce) {
  const form = /** @type {HTMLFormElement} */ (byId('fault-form'));
  const kind = element('select', { id: 'fault-kind', name: 'kind' });
  kind.append(...FAULT_KINDS.map((each) => element('option', { value: each.kind }, each.title)));
  const effect = element('p', { class: 'hint', id: 'fault-effect' });
  kind.setAttribute('aria-describedby', effect.id);
  const own = element('div', { class: 'fields' });
  const to = element('select', { id: 'fault-to', name: 'to' });
  const toField = element('div', { class: 'fields' }, element('label', { for: to.id }, 'Which phone'), to);
  const times = field({ name: 'times', label: 'How often', type: 'number', value: '1' });
  const forever = field({ name: 'forever', label: 'Until I clear it', type: 'yes-no' });
  const problem = element('p', { class: 'error', role: 'alert' });
  form.append(
    element('h3', {}, 'Set a fault'),
    element('label', { for: kind.id }, 'The carrier…'),
    kind,
    effect,
    own,
    toField,
    times,
    forever,
    problem,
    element('button', { type: 'submit' }, 'Set this fault'),
  );
  const foreverBox = /** @type {HTMLInputElement} */ (forever.querySelector('input'));

  function chosen() {
    const found = FAULT_KINDS.find((each) => each.kind === kind.value) ?? FAULT_KINDS[0];
    return /** @type {import('./fault-kinds.mjs').FaultKind} */ (found);
  }
  function showKind() {
    const { effect: words, fields } = chosen();
    setText(effect, words);
    own.replaceChildren(...fields.map(field));
    toField.hidden = kind.value === 'dark';
    foreverBox.checked = kind.value === 'dark';
    times.hidden = foreverBox.checked;
    clearSayings(form, problem);
  }
  kind.addEventListener('change', showKind);
  foreverBox.addEventListener('change', () => {
    times.hidden = foreverBox.checked;
  });
  showKind();

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearSayings(form, problem);
    const fault = { kind: kind.value, ...valuesOf(own), ...(to.value && !toField.hidden && { to: to.value }) };
    const often = foreverBox.checked ? 0 : valuesOf(times).times;
    const answer = await ask('POST', '/faults', { ...fault, times: often ?? null });
    if (answer.status === 201) announce(`Set: ${faultTitle(kind.value)}`);
    else if (answer.status === 0) setText(problem, NO_ANSWER);
    else sayAtFields(form, problem, answer.body);
  });

  /** @param {string} path @param {string} words */
  async function clear(path, words) {
    const { status } = await ask('DELETE', path);
    // 404: it struck for the last time, or somebody else cleared it.
    if (status === 204 || status === 404) announce(words);
    else setText(problem, NO_ANSWER);
    byId('faults-title').focus();
  }
  byId('clear-faults').addEventListener('click', () => clear('/faults', 'All faults are cleared'));
  byId('dark').append(
    element('span', {}, 'The carrier is dark: Parley gets no answer from it. Texts from phones still reach Parley. '),
    element('button', { type: 'button', onclick: lightUp }, 'End the outage'),
  );
  async function lightUp() {
    const dark = store.state.faults.filter((fault) => fault.kind === 'dark');
    for (const { id } of dark) await clear(`/faults/${id}`, 'The carrier answers again');
    byId('text').focus();
  }

  store.listen((state) => {
    const phones = phoneList(state);
    /** @param {string} number */
    const nameOf = (number) => phones.find(({ phoneNumber }) => phoneNumber === number)?.name || readable(number);
    const choices = [{ value: '', words: 'Any phone' }];
    for (const { phoneNumber } of phones) choices.push({ value: phoneNumber, words: `Only ${nameOf(phoneNumber)}` });
    keepChildren(to, choices, {
      key: ({ value }) => value,
      create: ({ value }) => element('option', { value }),
      update: (option, { words }) => setText(option, words),
    });
    keepChildren(byId('fault-list'), state.faults, {
      key: ({ id }) => String(id),
      create: (fault) => faultItem(fault, () => clear(`/faults/${fault.id}`, `Cleared: ${faultTitle(fault.kind)}`)),
      update: (item, fault) =>
        setText(/** @type {Element} */ (item.querySelector('.hint')), faultDetails(fault, nameOf)),
    });
    byId('no-faults').hidden = state.faults.length > 0;
    byId('clear-faults').hidden = state.faults.length === 0;
    byId('dark').hidden = !state.faults.some((fault) => fault.kind === 'dark');
  });
}

/** @param {Fault} fault @param {() => void} clear */
function faultItem({ kind }, clear) {
  const title = faultTitle(kind);
  const button = element(
    'button',
    { type: 'button', class: 'quiet', onclick: clear, 'aria-label': `Clear: ${title}` },
    'Clear',
  );
  return element('li', {}, element('div', {}, element('strong', {}, title), element('p', { class: 'hint' })), button);
}
