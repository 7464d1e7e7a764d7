// @ts-check
/** @import { Place, Text } from './shapes.js' */
/** @import { Store } from './state.mjs' */
import { deliveryOf } from './delivery.mjs';
import { measure } from './segments.mjs';
import { placeOf } from './state.mjs';
import { ask, newMessageSid } from './transport.mjs';

/** Between the texts of a burst: shorter than any batch window that a person would set. */
const BURST_PAUSE_MS = 900;
export const BURST = [
  'Hey, I have a question',
  'Actually, two questions',
  'When are you open, and can I book an appointment?',
];

/** Texts as the phone. @param {Store} store @param {(words: string) => void} announce */
export function createSending(store, announce) {
  /** The last text of each phone: the next one waits for it, as a phone sends one after the other. */
  /** @type {Map<string, Promise<void>>} */
  const queues = new Map();

  /** @param {Text} text */
  function post(text) {
    store.putUnsent(text, null);
    const { phone } = placeOf(text);
    const sent = (queues.get(phone) ?? Promise.resolve()).then(() => postNow(text));
    queues.set(phone, sent);
    return sent;
  }

  /** @param {Text} text */
  async function postNow(text) {
    const { messageSid, from, to, body } = text;
    const answer = await ask('POST', '/inbound', { from, to, body, messageSid });
    if (answer.status === 200) {
      const known = store.state.texts.get(messageSid) ?? text;
      const answered = { ...known, webhookStatus: answer.body.webhookStatus };
      store.put(answered, false);
      const { words, kind } = deliveryOf({ text: answered }, Date.now());
      if (kind === 'problem') announce(words);
    } else if (!store.state.texts.has(messageSid)) {
      const why =
        answer.status === 0 ? 'the simulator does not answer' : (answer.body?.error ?? 'the simulator failed');
      store.putUnsent(text, `Not sent: ${why}`);
      announce(`Not sent: ${why}`);
    }
  }

  /** @param {string} body @param {Place} [place] */
  function send(body, place = store.state) {
    return post({
      messageSid: newMessageSid(),
      direction: 'from-phone',
      from: place.phone,
      to: place.with,
      body,
      at: new Date().toISOString(),
      status: 'received',
      errorCode: null,
      segments: measure(body).segments,
    });
  }

  /** Sends three texts as somebody who thinks while typing, from this phone even if another is opened meanwhile. */
  async function burst() {
    const { phone, with: number } = store.state;
    store.set({ burst: true });
    for (const [index, body] of BURST.entries()) {
      if (index > 0) await new Promise((resolve) => setTimeout(resolve, BURST_PAUSE_MS));
      void send(body, { phone, with: number });
    }
    store.set({ burst: false });
  }

  return {
    send,
    burst,
    /** The same text with the same id: whoever has it already does not take it twice. @param {Text} text */
    again: (text) => {
      const { webhookStatus: _, ...unanswered } = text;
      store.state.texts.delete(text.messageSid);
      return post(unanswered);
    },
  };
}

/** @typedef {ReturnType<typeof createSending>} Sending */
