import type { StreamFrame } from '../../api/contract/events';

/** `connecting` at first; `lost` from a break until the stream is back; `idle` while nobody looks. */
export type LiveState = 'connecting' | 'live' | 'lost' | 'idle';

export interface LiveStreamOptions {
  /** Where to connect to, to go on from a position; null: from now on. */
  addressOf(position: string | null): string;
  onFrame(frame: StreamFrame): void;
  onState(state: LiveState): void;
  /** The stream broke: whoever knows may find that the session has ended. */
  onBreak(): void;
  /** Of the browser; tests give their own. */
  EventSource?: new (
    address: string,
  ) => StreamSource;
}

/** What is used of an `EventSource`. */
export type StreamSource = Pick<EventSource, 'addEventListener' | 'close'>;

/** A frame as an `EventSource` dispatches it. */
interface Written {
  data: string;
  lastEventId: string;
}

const FRAMES = ['hello', 'changes', 'presence', 'reset'] as const;

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;

/**
 * The stream of live changes, kept open: after each break it goes on from the last frame that was handled. An EventSource
 * would do that by itself after a break of the network, but gives up at any answer that is not 200, as when a proxy says
 * 503 while the api is away; so that there is one way and not two, each break is mended here.
 */
export class LiveStream {
  private source: StreamSource | null = null;
  private position: string | null = null;
  private failures = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveStreamOptions) {}

  get isOpen(): boolean {
    return this.source !== null || this.retry !== undefined;
  }

  /** Connects, unless it is connected. */
  open(): void {
    if (this.source !== null) return;
    clearTimeout(this.retry);
    this.retry = undefined;
    const Source = this.options.EventSource ?? EventSource;
    const source = new Source(this.options.addressOf(this.position));
    this.source = source;
    for (const name of FRAMES) {
      source.addEventListener(name, (event) => {
        if (source === this.source) this.take(name, event as unknown as Written);
      });
    }
    source.addEventListener('error', () => {
      if (source === this.source) this.mend();
    });
  }

  /** Connects anew at once: after a sleep a connection may look open that has long been dead. */
  reopen(): void {
    this.source?.close();
    this.source = null;
    this.open();
  }

  /** Leaves the stream; `open` goes on where it was. */
  close(): void {
    clearTimeout(this.retry);
    this.retry = undefined;
    this.source?.close();
    this.source = null;
    this.options.onState('idle');
  }

  private take(event: StreamFrame['event'], { data, lastEventId }: Written): void {
    this.failures = 0;
    this.options.onFrame({ event, id: lastEventId, data: JSON.parse(data) } as StreamFrame);
    if (lastEventId !== '') this.position = lastEventId;
    this.options.onState('live');
  }

  private mend(): void {
    this.source?.close();
    this.source = null;
    this.options.onState('lost');
    this.options.onBreak();
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures += 1;
    // Not all pages at once, after the api was away.
    this.retry = setTimeout(() => this.open(), wait * (0.5 + Math.random() / 2));
  }
}
