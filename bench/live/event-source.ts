import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import type { StreamFrame } from '../../src/api/contract/events';

/** Reads server-sent events as a browser does: frames whole or not at all, each with the id that holds after it. */
export class FrameReader {
  private text = '';
  lastEventId: string | undefined;

  /** @param parse reads a frame's data */
  constructor(
    private readonly onFrame: (frame: StreamFrame) => void,
    private readonly parse: (data: string) => unknown = JSON.parse,
  ) {}

  /** Takes in what came, wherever it was cut. */
  read(chunk: string): void {
    this.text += chunk;
    for (let end = this.text.indexOf('\n\n'); end >= 0; end = this.text.indexOf('\n\n')) {
      this.dispatch(this.text.slice(0, end));
      this.text = this.text.slice(end + 2);
    }
  }

  private dispatch(lines: string): void {
    const fields = new Map<string, string>();
    for (const line of lines.split('\n')) {
      const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
      if (name !== undefined) fields.set(name, value);
    }
    const id = fields.get('id');
    if (id !== undefined) this.lastEventId = id;
    const data = fields.get('data');
    if (data === undefined) return;
    const frame = { event: fields.get('event'), ...(id === undefined ? {} : { id }), data: this.parse(data) };
    this.onFrame(frame as StreamFrame);
  }
}

/** A page's end of `GET /events`, over a connection of its own: it can be cut at any moment, and resumes. */
export class EventSource {
  private request: ClientRequest | undefined;
  private response: IncomingMessage | undefined;
  lastEventId: string | undefined;

  /** @param onFrame is called with each whole frame, in order @param onEnd when the server or the net ended it, not `cut` */
  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
    private readonly onFrame: (frame: StreamFrame) => void,
    private readonly onEnd: () => void = () => {},
    private readonly parse: (data: string) => unknown = JSON.parse,
  ) {}

  /** Connects anew, and resumes if there was a frame before. Resolves with the status when the answer begins. */
  connect(): Promise<number> {
    const resume = this.lastEventId === undefined ? {} : { 'Last-Event-ID': this.lastEventId };
    this.cut();
    return new Promise((resolve, reject) => {
      const request = get(this.url, { agent: false, headers: { ...this.headers, ...resume } }, (response) => {
        this.response = response;
        const reader = new FrameReader((frame) => {
          if (request === this.request) this.onFrame(frame);
        }, this.parse);
        response.setEncoding('utf8').on('data', (chunk: string) => {
          reader.read(chunk);
          if (request === this.request) this.lastEventId = reader.lastEventId ?? this.lastEventId;
        });
        response.on('error', () => {});
        response.once('close', () => {
          if (request === this.request) this.onEnd();
        });
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject);
      this.request = request;
    });
  }

  /** Breaks the connection: what is on its way is lost. */
  cut(): void {
    const { request } = this;
    this.request = undefined;
    request?.destroy();
  }

  /** Stops reading, as a slow page does; the connection stays. */
  pause(): void {
    this.response?.pause();
  }
}
