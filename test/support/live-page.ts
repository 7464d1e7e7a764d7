import { EventSource } from '../../bench/live/event-source';
import type { ChangesData, StreamFrame } from '../../src/api/contract/events';
import { eventually } from './eventually';

/** A page that keeps what it was told, and notices what comes twice. */
export class LivePage {
  readonly frames: StreamFrame[] = [];
  /** `interactionId/seq` of every event, in the order in which they came. */
  readonly events: string[] = [];
  readonly source: EventSource;
  ended = 0;

  constructor(apiUrl: string, credential: string | Record<string, string>, query = '') {
    const headers = typeof credential === 'string' ? { 'X-API-Key': credential } : credential;
    const onFrame = (frame: StreamFrame) => {
      this.frames.push(frame);
      if (frame.event !== 'changes') return;
      for (const { interactionId, seq } of frame.data.events) this.events.push(`${interactionId}/${seq}`);
    };
    this.source = new EventSource(`${apiUrl}/api/v1/events${query}`, headers, onFrame, () => this.ended++);
    pages.add(this);
  }

  /** Connects and waits for the greeting. @param lastEventId a position that another page had */
  async connect(lastEventId?: string): Promise<this> {
    if (lastEventId !== undefined) this.source.lastEventId = lastEventId;
    const greetings = this.of('hello').length;
    const status = await this.source.connect();
    if (status !== 200) throw new Error(`the stream was answered ${status}`);
    await eventually(() => this.of('hello').length > greetings);
    return this;
  }

  cut(): void {
    this.source.cut();
  }

  /** The data of every frame of this kind. */
  of<Kind extends StreamFrame['event']>(kind: Kind): Extract<StreamFrame, { event: Kind }>['data'][] {
    return this.frames.flatMap((frame) => (frame.event === kind ? [frame.data] : [])) as never;
  }

  get changes(): ChangesData[] {
    return this.of('changes');
  }

  /** Waits until exactly these events have come, whatever their order between conversations, each once. */
  async shows(events: string[], limitMs = 20_000): Promise<void> {
    await eventually(() => expect([...this.events].sort()).toEqual([...events].sort()), { limitMs });
  }
}

const pages = new Set<LivePage>();

/** Ends the connections of all pages; for `afterEach`. */
export function cutPages(): void {
  for (const page of pages) page.cut();
  pages.clear();
}
