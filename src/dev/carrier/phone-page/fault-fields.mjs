// @ts-check
/** @import { FaultField } from './fault-kinds.mjs' */
import { element, setText } from './element.mjs';

/** One field of the form, with the place where is said what is wrong with it. @param {FaultField} about */
export function field({ name, label, type, value, hint }) {
  const id = `fault-${name}`;
  if (type === 'yes-no') {
    return element('label', { class: 'yes-no' }, element('input', { type: 'checkbox', id, name }), label);
  }
  const input = element('input', {
    id,
    name,
    value,
    autocomplete: 'off',
    inputmode: type === 'number' ? 'numeric' : null,
  });
  input.dataset.type = type;
  input.setAttribute('aria-describedby', `${id}-error${hint ? ` ${id}-hint` : ''}`);
  const error = element('p', { class: 'error', id: `${id}-error` });
  const parts = [element('label', { for: id }, label), input, error];
  if (hint) parts.push(element('p', { class: 'hint', id: `${id}-hint` }, hint));
  return element('div', { class: 'fields' }, ...parts);
}

/** What is filled in, as the simulator takes it: numbers as numbers, nothing for what is empty. @param {HTMLElement} fields */
export function valuesOf(fields) {
  /** @type {Record<string, string | number | boolean>} */
  const values = {};
  for (const input of fields.querySelectorAll('input')) {
    if (input.type === 'checkbox') {
      if (input.checked) values[input.name] = true;
    } else if (input.value.trim() !== '') {
      // What is no number is left as it is: the simulator says so at the field.
      const number = Number(input.value);
      values[input.name] = input.dataset.type === 'number' && Number.isFinite(number) ? number : input.value;
    }
  }
  return values;
}

/**
 * Shows each complaint at its field, and in `problem` those about nothing that is shown.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} problem
 * @param {{ error?: string, fields?: Record<string, string> } | null} answer
 */
export function sayAtFields(form, problem, answer) {
  /** @type {string[]} */
  const rest = [];
  /** @type {HTMLElement | undefined} */
  let first;
  for (const [name, words] of Object.entries(answer?.fields ?? {})) {
    const input = /** @type {HTMLElement | null} */ (form.querySelector(`input[name="${CSS.escape(name)}"]`));
    const error = form.querySelector(`#fault-${CSS.escape(name)}-error`);
    if (!input || !error) rest.push(`${name}: ${words}`);
    else {
      setText(error, words);
      input.setAttribute('aria-invalid', 'true');
      first ??= input;
    }
  }
  if (!answer?.fields) rest.push(answer?.error ?? 'The simulator failed. Nothing was changed.');
  setText(problem, rest.join('; '));
  first?.focus();
}

/** @param {HTMLFormElement} form @param {HTMLElement} problem */
export function clearSayings(form, problem) {
  setText(problem, '');
  for (const error of form.querySelectorAll('.error')) setText(error, '');
  for (const input of form.querySelectorAll('input')) input.removeAttribute('aria-invalid');
}
