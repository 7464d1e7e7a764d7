import { eventually } from './eventually';

export interface StreamEvent {
  event: string;
  id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: data as it comes over the wire; tests say what must be in it
  data: any;
}

/** A connection to server-sent events that keeps all it is sent. */
export interface EventStream {
  events: StreamEvent[];
  /** The data of the events of this name. */
  // biome-ignore lint/suspicious/noExplicitAny: see StreamEvent
  of(event: string): any[];
  /** The last id that was sent, as a browser would give it back. */
  lastId(): string | undefined;
  /** Resolves when there was such an event. */
  until(event: string): Promise<void>;
  /** Resolves when the connection is gone. */
  ended: Promise<void>;
  close(): void;
}

/** Connects; rejects when what answers is no event stream. @param lastEventId where to resume */
export async function openEventStream(url: string, lastEventId?: string): Promise<EventStream> {
  const closing = new AbortController();
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': lastEventId };
  const response = await fetch(url, { headers, signal: closing.signal });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || response.body === null) {
    throw new Error(`no event stream: ${response.status} ${await response.text()}`);
  }
  const events: StreamEvent[] = [];
  const ended = read(response.body, events).catch(() => undefined); // it was closed, by us or by the server
  const of = (name: string) => events.filter(({ event }) => event === name).map(({ data }) => data);
  return {
    events,
    ended,
    of,
    lastId: () => events.findLast(({ id }) => id !== undefined)?.id,
    until: async (name) => {
      await eventually(() => {
        if (of(name).length === 0) throw new Error(`no ${name} yet`);
      });
    },
    close: () => closing.abort(),
  };
}

async function read(body: ReadableStream<Uint8Array>, events: StreamEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const blocks = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      const [event, id, data] = [fields.get('event'), fields.get('id'), fields.get('data')];
      if (event !== undefined && data !== undefined) {
        events.push({ event, ...(id === undefined ? {} : { id }), data: JSON.parse(data) });
      }
    }
  }
}
