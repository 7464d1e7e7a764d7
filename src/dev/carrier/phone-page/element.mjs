// @ts-check
/** The few things that every view does with elements. Texts are set as text, never as HTML. */

/**
 * The element with this id, which page.html has.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`page.html has no #${id}`);
  return /** @type {T} */ (found);
}

/**
 * Makes an element. `on…` properties are listeners, `class` its classes, the others attributes; false and null leave one out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) setProperty(made, name, value);
  made.append(...children);
  return made;
}

/** @param {HTMLElement} made @param {string} name @param {any} value */
function setProperty(made, name, value) {
  if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
  else if (value === true) made.setAttribute(name, '');
  else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
}

/**
 * Sets what is shown only where it changed: a screen reader would read an equal text again.
 * @param {Element} shown
 * @param {string} text
 */
export function setText(shown, text) {
  if (shown.textContent !== text) shown.textContent = text;
}

/**
 * Gives a list one child for each item, in order. Children whose key is still there are kept and updated, so that focus and
 * scroll position stay.
 * @template Item
 * @param {Element} list
 * @param {readonly Item[]} items
 * @param {{ key: (item: Item) => string, create: (item: Item) => HTMLElement, update?: (child: HTMLElement, item: Item) => void }} how
 */
export function keepChildren(list, items, { key, create, update }) {
  const kept = new Map([...list.children].map((child) => [/** @type {HTMLElement} */ (child).dataset.key, child]));
  let place = list.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const child = /** @type {HTMLElement} */ (kept.get(name) ?? create(item));
    child.dataset.key = name;
    kept.delete(name);
    if (child === place) place = place.nextElementSibling;
    else list.insertBefore(child, place);
    update?.(child, item);
  }
  for (const child of kept.values()) child.remove();
}
