import { serverNow } from '../../api/server-clock';
import { reopened, type UnsentText } from './unsent-text';

/** What a person has written in a conversation and the server does not have yet. */
export interface Written {
  draft: string;
  unsent: readonly UnsentText[];
}

const NOTHING: Written = { draft: '', unsent: [] };
const PREFIX = 'parley/written/';

/** This tab, through reloads. */
export const pageId = tabName();

/**
 * Drafts and unsent texts by person and conversation, kept in the browser. Where it may not store anything, they live as
 * long as the page.
 */
const known = new Map<string, Written>();
const listeners = new Set<() => void>();

export function readWritten(userId: string, interactionId: string): Written {
  const place = placeOf(userId, interactionId);
  let written = known.get(place);
  if (written === undefined) {
    written = stored(place);
    known.set(place, written);
  }
  return written;
}

export function writeDraft(userId: string, interactionId: string, draft: string): void {
  change(userId, interactionId, (written) => ({ ...written, draft }));
}

/** Puts words back into the draft, beneath what is there. */
export function backIntoDraft(userId: string, text: UnsentText): void {
  change(userId, text.interactionId, ({ draft, unsent }) => ({
    draft: draft.trim() === '' ? text.message : `${draft}\n${text.message}`,
    unsent: unsent.filter(({ key }) => key !== text.key),
  }));
}

/** Adds an unsent text, or replaces the one with its key. */
export function putUnsent(userId: string, text: UnsentText): void {
  change(userId, text.interactionId, (written) => {
    const there = written.unsent.some(({ key }) => key === text.key);
    const unsent = there ? written.unsent.map((one) => (one.key === text.key ? text : one)) : [...written.unsent, text];
    return { ...written, unsent };
  });
}

/** Forgets unsent texts that the server shows. */
export function dropUnsent(userId: string, interactionId: string, keys: ReadonlySet<string>): void {
  change(userId, interactionId, (written) => ({
    ...written,
    unsent: written.unsent.filter(({ key }) => !keys.has(key)),
  }));
}

/** Forgets what a person wrote: whoever signs in next at this computer must not read it. */
export function forgetWritten(userId: string): void {
  const prefix = `${PREFIX}${userId}/`;
  for (const place of [...known.keys()]) if (place.startsWith(prefix)) known.delete(place);
  withStorage((storage) => {
    for (const place of Object.keys(storage)) if (place.startsWith(prefix)) storage.removeItem(place);
  });
  tell();
}

export function subscribeWritten(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(userId: string, interactionId: string, next: (written: Written) => Written): void {
  const place = placeOf(userId, interactionId);
  const written = next(readWritten(userId, interactionId));
  known.set(place, written);
  withStorage((storage) => {
    if (written.draft === '' && written.unsent.length === 0) storage.removeItem(place);
    else storage.setItem(place, JSON.stringify(written));
  });
  tell();
}

/** @param by which page's texts nobody sends any more: this one's when it has just been opened */
function stored(place: string, by = pageId): Written {
  const json = withStorage((storage) => storage.getItem(place));
  if (!json) return NOTHING;
  try {
    const { draft, unsent } = JSON.parse(json) as Written;
    return { draft: String(draft ?? ''), unsent: reopened(Array.isArray(unsent) ? unsent : [], by, serverNow()) };
  } catch {
    return NOTHING;
  }
}

function placeOf(userId: string, interactionId: string): string {
  return `${PREFIX}${userId}/${interactionId}`;
}

function tell(): void {
  for (const listener of listeners) listener();
}

/** A browser may forbid storing, or have no room left: then what is written lives as long as the page. */
function withStorage<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(window.localStorage);
  } catch {
    return null;
  }
}

function tabName(): string {
  try {
    const kept = window.sessionStorage.getItem('parley/tab');
    if (kept) return kept;
    const name = crypto.randomUUID();
    window.sessionStorage.setItem('parley/tab', name);
    return name;
  } catch {
    return Math.random().toString(36).slice(2);
  }
}

/** Another tab of the same person wrote. What this page is sending stays this page's matter; the rest is as it was stored. */
if (typeof window !== 'undefined') {
  window.addEventListener('storage', ({ key }) => {
    if (key === null || !key.startsWith(PREFIX)) return;
    const before = known.get(key);
    if (before === undefined) return;
    const isOurs = (text: UnsentText) => text.pageId === pageId && text.state !== 'failed';
    const there = stored(key, 'another page');
    known.set(key, {
      draft: there.draft,
      unsent: [...there.unsent.filter((text) => !isOurs(text)), ...before.unsent.filter(isOurs)],
    });
    tell();
  });
}
