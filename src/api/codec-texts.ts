import type { Queryable } from '../db/pool';
import { readShownTexts, type ShownText } from '../db/shown-texts';
import { looksLikeId } from '../domain/ids';

/** A Temporal payload in its JSON form: metadata and data in base64. */
export interface Payload {
  metadata?: Record<string, string>;
  data?: string;
}

/** Ours have three levels; what is nested much deeper would end the walk through it. */
const DEEPEST = 100;

/**
 * Adds to JSON payloads, beside each `messageId`, the text it names, who wrote it and when. Payloads that are not JSON, are
 * nested absurdly or name no message come back as they were; so does a message that Postgres no longer has.
 */
export async function addTexts(db: Queryable, payloads: Payload[]): Promise<Payload[]> {
  const values = payloads.map(readJson);
  const messageIds = new Set<string>();
  for (const value of values) collectMessageIds(value, messageIds);
  if (messageIds.size === 0) return payloads;
  const texts = await readShownTexts(db, [...messageIds]);
  return payloads.map((payload, index) => {
    const value = values[index];
    if (value === undefined) return payload;
    return { ...payload, data: Buffer.from(JSON.stringify(withTexts(value, texts))).toString('base64') };
  });
}

function readJson(payload: Payload): unknown {
  const encoding = Buffer.from(payload.metadata?.encoding ?? '', 'base64').toString();
  if (encoding !== 'json/plain' || typeof payload.data !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(payload.data, 'base64').toString('utf8'));
    return isNoDeeper(value, DEEPEST) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isNoDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isNoDeeper(inner, levels - 1));
}

function collectMessageIds(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'messageId' && typeof inner === 'string' && looksLikeId('message', inner)) into.add(inner);
    else collectMessageIds(inner, into);
  }
}

function withTexts(value: unknown, texts: Map<string, ShownText>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner) => withTexts(inner, texts));
  const shown = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withTexts(inner, texts)]));
  const text = 'messageId' in shown ? texts.get(String(shown.messageId)) : undefined;
  return text === undefined ? shown : { ...shown, text };
}
