// @ts-check
/** The way to the carrier and back: its stream of events, and what the page asks of it. */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;
const EVENTS = ['text', 'phones', 'faults', 'note', 'reset', 'caught-up'];

/**
 * Follows phones. A connection that breaks is opened again from where it was, so nothing is missed.
 * @param {string[]} phones
 * @param {{ event: (name: string, data: any) => void, connected: (isLive: boolean) => void }} tell
 * @returns {() => void} ends it
 */
export function followPhones(phones, tell) {
  /** @type {EventSource | undefined} */
  let source;
  let position = '';
  let retryMs = FIRST_RETRY_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function open() {
    const query = new URLSearchParams(phones.map((phone) => ['phone', phone]));
    if (position) query.set('after', position);
    source = new EventSource(`/simulator/stream?${query}`);
    source.onopen = () => {
      retryMs = FIRST_RETRY_MS;
      tell.connected(true);
    };
    source.onerror = () => {
      tell.connected(false);
      // Not left to the browser, some of which give up when nobody listens, as while the carrier is started anew.
      source?.close();
      timer = setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS);
    };
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        position = event.lastEventId || position;
        tell.event(name, JSON.parse(event.data));
      });
    }
  }

  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}

/**
 * Asks the simulator. `status` 0: it does not answer.
 * @param {'POST' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<{ status: number, body: any }>}
 */
export async function ask(method, path, body) {
  try {
    const answer = await fetch(`/simulator${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  } catch {
    return { status: 0, body: null };
  }
}

/** The id is made here, so that the same text can be sent again and is still one. */
export function newMessageSid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `SM${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
