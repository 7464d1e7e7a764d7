import type { PresenceView } from '../../api/contract/events';

export type Present = PresenceView['people'][number];

const NOBODY: readonly Present[] = [];

/** Who has which conversation open, as the stream tells it. */
export class Presence {
  private people = new Map<string, readonly Present[]>();
  private readonly watchers = new Set<() => void>();

  /** Only these conversations are open. */
  replace(all: PresenceView[]): void {
    this.people = new Map(all.map(({ interactionId, people }) => [interactionId, people]));
    this.tell();
  }

  update({ interactionId, people }: PresenceView): void {
    if (people.length === 0) this.people.delete(interactionId);
    else this.people.set(interactionId, people);
    this.tell();
  }

  of(interactionId: string): readonly Present[] {
    return this.people.get(interactionId) ?? NOBODY;
  }

  readonly watch = (tell: () => void): (() => void) => {
    this.watchers.add(tell);
    return () => this.watchers.delete(tell);
  };

  private tell(): void {
    for (const tell of this.watchers) tell();
  }
}
