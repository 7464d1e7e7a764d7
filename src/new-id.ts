import { randomBytes } from 'node:crypto';
import { formatId, type IdKind } from './domain/ids';

/** A new id with this kind's prefix, from the clock and the system's random numbers. */
export function newId(kind: IdKind): string {
  return formatId(kind, Date.now(), randomBytes(10));
}
