/**
 * The people and the bare engine's conversations of one run. The first of each are asked for again and again, so that what
 * has to run already is begun once.
 */

/** In every area code 555-0100 to 555-0199 are kept for fiction. The demo's own numbers are in 202. */
const FIRST_AREA = 203;
const LAST_AREA = 999;
const LINES = 100;

export function phone(index: number): string {
  const area = FIRST_AREA + Math.floor(index / LINES);
  if (area > LAST_AREA) throw new Error('there are no more fictional phone numbers: ask for fewer conversations');
  return `+1${area}5550${100 + (index % LINES)}`;
}

export function bareWorkflow(index: number): string {
  return `bare/${index}`;
}

/** Hands out numbers that were not handed out before, and those that were. */
export class Numbers {
  private next = 0;

  constructor(private readonly nameOf: (index: number) => string) {}

  /** Who has not written yet. */
  fresh(count: number): string[] {
    const from = this.next;
    this.next += count;
    return Array.from({ length: count }, (_, index) => this.nameOf(from + index));
  }

  /** The first `count` of those who have written. */
  known(count: number): string[] {
    return Array.from({ length: Math.min(count, this.next) }, (_, index) => this.nameOf(index));
  }
}
