import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventSource } from 'undici';
import type { StreamFrame } from '../../src/api/contract/events';
import { type LiveState, LiveStream } from '../../src/web/live/live-stream';
import { eventually } from '../support/eventually';

/** A stream whose other end the test plays: how it is asked for, and what is answered. */
async function startStream(answers: ((response: ServerResponse) => void)[]) {
  const asked: (string | null)[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url!, 'http://localhost').searchParams.get('lastEventId'));
    const answer = answers[asked.length - 1];
    if (answer) answer(response);
    else response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const frames: StreamFrame[] = [];
  const states: LiveState[] = [];
  let breaks = 0;
  const stream = new LiveStream({
    addressOf: (position) => `http://127.0.0.1:${port}/${position === null ? '' : `?lastEventId=${position}`}`,
    onFrame: (frame) => frames.push(frame),
    onState: (state) => states.push(state),
    onBreak: () => breaks++,
    EventSource: EventSource as unknown as typeof globalThis.EventSource,
  });
  const stop = async () => {
    stream.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { stream, asked, frames, states, breaks: () => breaks, stop };
}

const frame = (event: string, id: string, data: unknown) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
const streaming =
  (...frames: string[]) =>
  (response: ServerResponse) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(frames.join(''));
const breakingOff =
  (...frames: string[]) =>
  (response: ServerResponse) => {
    streaming(...frames)(response);
    response.end();
  };

test('goes on from the last frame after a break, through answers that are no stream', async () => {
  const live = await startStream([
    breakingOff(frame('hello', 'p1', { resumed: false, presence: [] }), frame('reset', 'p2', { reason: 'too-much' })),
    (response) => response.writeHead(503).end('a proxy that finds no api'),
    streaming(frame('hello', 'p2', { resumed: true, presence: [] })),
  ]);
  try {
    live.stream.open();
    await eventually(() => expect(live.asked).toEqual([null, 'p2', 'p2']));
    await eventually(() => expect(live.frames).toHaveLength(3));
    expect(live.frames.map(({ event }) => event)).toEqual(['hello', 'reset', 'hello']);
    expect(live.frames[1]).toMatchObject({ id: 'p2', data: { reason: 'too-much' } });
    expect(live.states.filter((state, index) => state !== live.states[index - 1])).toEqual(['live', 'lost', 'live']);
    // Each break is told of, as the session may have ended.
    expect(live.breaks()).toBe(2);
  } finally {
    await live.stop();
  }
});

test('a stream that was left goes on where it was', async () => {
  const live = await startStream([
    streaming(frame('hello', 'p1', { resumed: false, presence: [] })),
    streaming(frame('hello', 'p1', { resumed: true, presence: [] })),
  ]);
  try {
    live.stream.open();
    await eventually(() => expect(live.frames).toHaveLength(1));
    live.stream.close();
    expect(live.stream.isOpen).toBe(false);
    expect(live.states.at(-1)).toBe('idle');
    live.stream.open();
    await eventually(() => expect(live.asked).toEqual([null, 'p1']));
  } finally {
    await live.stop();
  }
});
