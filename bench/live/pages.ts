import type { StreamFrame } from '../../src/api/contract/events';
import { EventSource } from './event-source';

/** What pages made of what happened. */
export interface Counts {
  /** Over all pages. */
  told: number;
  missed: number;
  doubled: number;
  resets: number;
  cuts: number;
}

const RECONNECT_MS = 20;
/** Frames that are remembered as read: pages of a tenant are told the same, and a browser reads its own alone. */
const READ_KEPT = 100;

/** Many pages of one tenant that count what they are told, and are cut off at random. */
export class CountingPages {
  private readonly pages: Page[];
  private readonly read = new Map<string, unknown>();
  private cuts = 0;
  private cutting: NodeJS.Timeout | undefined;

  /** @param onTold is called for each text of a lead that a page shows for the first time, with what it says */
  constructor(apiUrl: string, keys: string[], count: number, onTold: (body: string) => void = () => {}) {
    this.pages = Array.from(
      { length: count },
      (_, index) => new Page(`${apiUrl}/api/v1/events`, keys[index % keys.length]!, onTold, (data) => this.parse(data)),
    );
  }

  /** Resolves when all are greeted. */
  async connect(): Promise<void> {
    await Promise.all(this.pages.map((page) => page.connect()));
  }

  /** From now on a page taken at random loses its connection each `everyMs`, and resumes. */
  cutAtRandom(everyMs: number): void {
    this.cutting = setInterval(() => {
      this.cuts++;
      this.pages[Math.floor(Math.random() * this.pages.length)]?.lose();
    }, everyMs);
  }

  stopCutting(): void {
    clearInterval(this.cutting);
  }

  /** @param expected `interactionId/seq` of each event that there was */
  count(expected: string[]): Counts {
    const counts: Counts = { told: 0, missed: 0, doubled: 0, resets: 0, cuts: this.cuts };
    for (const { seen, doubled, resets } of this.pages) {
      counts.told += seen.size;
      counts.missed += expected.filter((event) => !seen.has(event)).length;
      counts.doubled += doubled;
      counts.resets += resets;
    }
    return counts;
  }

  end(): void {
    this.stopCutting();
    for (const page of this.pages) page.end();
  }

  private parse(data: string): unknown {
    const known = this.read.get(data);
    if (known !== undefined) return known;
    const parsed: unknown = JSON.parse(data);
    this.read.set(data, parsed);
    const oldest = this.read.keys().next();
    if (this.read.size > READ_KEPT && !oldest.done) this.read.delete(oldest.value);
    return parsed;
  }
}

class Page {
  readonly seen = new Set<string>();
  doubled = 0;
  resets = 0;
  private readonly source: EventSource;
  private ended = false;
  private comingBack = false;
  private greeted: () => void = () => {};

  constructor(
    url: string,
    key: string,
    private readonly onTold: (body: string) => void,
    parse: (data: string) => unknown,
  ) {
    const onFrame = (frame: StreamFrame) => this.take(frame);
    this.source = new EventSource(url, { 'X-API-Key': key }, onFrame, () => void this.comeBack(), parse);
  }

  async connect(): Promise<void> {
    const greeted = new Promise<void>((resolve) => {
      this.greeted = resolve;
    });
    const status = await this.source.connect();
    if (status !== 200) throw new Error(`the stream was answered ${status}`);
    await greeted;
  }

  lose(): void {
    this.source.cut();
    void this.comeBack();
  }

  end(): void {
    this.ended = true;
    this.source.cut();
  }

  /** Until it is connected again; one that is cut off meanwhile goes on trying. */
  private async comeBack(): Promise<void> {
    if (this.comingBack) return;
    this.comingBack = true;
    let status: number | null = null;
    while (status !== 200 && !this.ended) {
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      // It may be refused: until the server has noticed the cuts, it counts too many.
      if (!this.ended) status = await this.source.connect().catch(() => null);
    }
    this.comingBack = false;
  }

  private take(frame: StreamFrame): void {
    if (frame.event === 'hello') this.greeted();
    if (frame.event === 'reset') this.resets++;
    if (frame.event !== 'changes') return;
    const { events, messages } = frame.data;
    for (const { interactionId, seq, type, data } of events) {
      const event = `${interactionId}/${seq}`;
      if (this.seen.has(event)) this.doubled++;
      this.seen.add(event);
      if (type !== 'inbound-message') continue;
      const message = messages.find(({ messageId }) => messageId === data.messageId);
      if (message !== undefined) this.onTold(message.message);
    }
  }
}
