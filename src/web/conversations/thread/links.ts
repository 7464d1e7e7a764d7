/** A piece of a text: as it was written, or a link that may be followed. */
export interface Piece {
  text: string;
  /** An http or https address. */
  href?: string;
}

const CANDIDATE = /\bhttps?:\/\/[^\s<>"'“”‘’]+/gi;
/** What ends a sentence around a link, and is seldom meant as a part of it. */
const TRAILING = /[.,;:!?…)\]}]+$/;

/**
 * The links in a text. Only whole addresses with http or https, without a user name in them: a lead can write anything, so
 * what looks like one thing and leads to another stays plain text.
 */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const written = withoutTrailing(match[0]);
    const href = safeAddress(written);
    if (href === null) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: written, href });
    end = match.index + written.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function withoutTrailing(written: string): string {
  const bare = written.replace(TRAILING, '');
  // A bracket that was opened in the address belongs to it: …/Rome_(city)
  return bare.includes('(') && written[bare.length] === ')' ? `${bare})` : bare;
}

function safeAddress(written: string): string | null {
  // Marks that turn the direction of writing around make an address look like another.
  if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(written) || !URL.canParse(written)) return null;
  const url = new URL(written);
  const ordinary =
    (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '';
  return ordinary ? url.href : null;
}
