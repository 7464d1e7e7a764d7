import type { Response } from 'express';
import type { Credential } from '../db/callers';

/** After a break a browser waits for this long before it connects again. */
const RETRY_MS = 1_000;
/**
 * What may wait for a slow reader, in bytes, behind the frame that it is taking: beyond it the reader is cut off, and
 * resumes where it was, from Postgres. That frame itself does not count: however slow the net is, one must get through.
 */
const MOST_WAITING = 1_048_576;

/** A frame of server-sent events, ready to be written. @param id the position that whoever has read the frame has */
export function eventFrame(event: string, data: unknown, id?: string): Buffer {
  // JSON has no line ends of its own, so the data is one line.
  return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** Keeps proxies from closing, and moves the position on where nothing happens. Browsers dispatch nothing for it. */
export function keepAliveFrame(id: string): Buffer {
  return Buffer.from(`: keep-alive\nid: ${id}\n\n`);
}

/** One open answer of `GET /events`. Frames are written whole and in order, or the stream ends. */
export class EventStream {
  /** What is to be written after something that comes first. */
  private held: Buffer[] | null = null;
  /** Of what was written or held since nothing waited. */
  private waitingBytes = 0;

  constructor(
    private readonly response: Response,
    readonly tenantId: string,
    readonly credential: Credential,
  ) {}

  /** Of its credential; what streams are counted by. */
  get holder(): string {
    return this.credential.hash.toString('hex');
  }

  get ended(): boolean {
    return this.response.writableEnded || this.response.destroyed;
  }

  /** Answers 200; from here on there are frames and no errors. */
  open(): void {
    this.response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      // nginx would wait for a buffer to fill.
      'X-Accel-Buffering': 'no',
    });
    this.response.write(`retry: ${RETRY_MS}\n\n`);
  }

  /** Calls back once, when the answer has ended, whoever ended it. */
  onEnd(tell: () => void): void {
    this.response.once('close', tell);
  }

  /** Writes a frame. A reader that has not taken what was written before is cut off instead. */
  write(frame: Buffer): void {
    if (this.ended) return;
    const first = this.held === null && this.response.writableLength === 0;
    this.waitingBytes = first ? 0 : this.waitingBytes + frame.length;
    if (this.waitingBytes > MOST_WAITING) this.response.destroy();
    else if (this.held === null) this.response.write(frame);
    else this.held.push(frame);
  }

  /** From now on frames wait, until `release`. */
  hold(): void {
    this.held = [];
  }

  /** Writes what comes first, then what has waited meanwhile. */
  release(first: Buffer[]): void {
    const frames = [...first, ...(this.held ?? [])];
    this.held = null;
    this.waitingBytes = 0;
    // As one: what was missed may be large, and is what must get through.
    if (!this.ended) this.response.write(Buffer.concat(frames));
  }

  /** Ends it at a frame's end. */
  end(): void {
    if (!this.ended) this.response.end();
  }
}
