import type { LiveStream } from './live-stream';

const CHANNEL = 'parley-live';
/** Timers stand still while a computer sleeps: one that comes this late says that it did. */
const TICK_MS = 15_000;
const SLEPT_MS = 30_000;

/**
 * Keeps a stream open while somebody looks at its page. A browser that speaks HTTP/1.1 has six connections to a host for
 * all its tabs together, and a stream takes one for itself; so a page that is hidden gives its own up as soon as another
 * one opens one, and goes on from where it was when it is looked at again. Of all hidden pages at most one has a stream:
 * the last one that was seen, which thereby still counts what is unread in its title.
 * @returns stops it
 */
export function watchStream(stream: LiveStream): () => void {
  const others = new BroadcastChannel(CHANNEL);
  const isHidden = () => document.visibilityState === 'hidden';
  const look = () => {
    if (isHidden() || stream.isOpen) return;
    stream.open();
    others.postMessage('opened');
  };
  others.onmessage = () => {
    if (isHidden() && stream.isOpen) stream.close();
  };
  let last = Date.now();
  const ticking = setInterval(() => {
    const slept = Date.now() - last > SLEPT_MS;
    last = Date.now();
    if (slept && stream.isOpen && !isHidden()) stream.reopen();
  }, TICK_MS);
  const online = () => {
    if (stream.isOpen) stream.reopen();
  };
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', online);
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('online', online);
    clearInterval(ticking);
    others.close();
    stream.close();
  };
}
