import { z } from 'zod';
import { LONGEST_POSITION } from '../../db/feed-position';
import { id, words } from './fields';
import { sharedInteraction } from './interactions';
import { userId } from './people';
import { defineRoute } from './route';
import { eventView, messageView } from './thread';

const interactionId = id.meta({ example: 'int_01kb7v0c3m6d2k8e9f4g5h6j7n' });

/** A browser tab, by a name that it made for itself. */
const pageId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, lines or underlines')
  .meta({ description: 'A random name that the page gives itself', example: '4f1c8a2e90b7' });

const position = z
  .string()
  .meta({ description: 'The position of whoever has this frame', example: '3f9a1c0b2d4e/7532:7540:7535,7536' });

const presenceView = z
  .strictObject({
    interactionId,
    people: z
      .array(z.strictObject({ userId, name: z.string().meta({ example: 'Jane Doe' }) }))
      .meta({ description: 'All who have it open; none: nobody any more' }),
  })
  .meta({ id: 'Presence' });

const hello = z.strictObject({
  resumed: z.boolean().meta({
    description: 'Whether what was missed follows; else load what you show, as it may have changed in any way',
  }),
  presence: z.array(presenceView).meta({ description: 'Every conversation that somebody has open' }),
});

const changes = z.strictObject({
  events: z
    .array(eventView.extend({ interactionId }))
    .meta({ description: "Each conversation's in the order of `seq`; none is left out, none comes twice" }),
  interactions: z
    .array(sharedInteraction)
    .meta({ description: 'The conversations of these events, each once, as the list has them now' }),
  messages: z
    .array(messageView)
    .meta({ description: 'The texts that the events name in `data.messageId`, each once, as they are now' }),
});

const reset = z.strictObject({
  reason: z.enum(['too-much', 'unreadable-position', 'unknown-position']).meta({
    description:
      'More happened than is told one by one; `Last-Event-ID` is no position; or it is one of another database, or of before its last crash',
  }),
});

export type PresenceView = z.output<typeof presenceView>;
/** On connecting, before all else. */
export type HelloData = z.output<typeof hello>;
/** What happened, in one piece. */
export type ChangesData = z.output<typeof changes>;
/** Load everything anew. */
export type ResetData = z.output<typeof reset>;

const frame = z
  .discriminatedUnion('event', [
    z.strictObject({ event: z.literal('hello'), id: position, data: hello }),
    z.strictObject({ event: z.literal('changes'), id: position, data: changes }),
    z.strictObject({ event: z.literal('reset'), id: position, data: reset }),
    z.strictObject({ event: z.literal('presence'), data: presenceView }),
  ])
  .meta({
    id: 'StreamFrame',
    description: 'What a frame says: its `event`, its `id`, and its `data` as the JSON that it is',
  });

/** A frame as a page reads it. */
export type StreamFrame = z.output<typeof frame>;

const putPresence = z
  .strictObject({
    interactionId: interactionId
      .nullable()
      .meta({ description: 'The conversation that is open; null: none is any more' }),
    pageId,
  })
  .meta({ example: { interactionId: null, pageId: '4f1c8a2e90b7' } });

const tag = 'Live';

/** Live changes: what happens to conversations, and who has them open. */
export const eventRoutes = {
  stream: defineRoute({
    operationId: 'streamEvents',
    method: 'get',
    path: '/events',
    tag,
    summary: 'What happens to conversations, as it happens',
    description:
      'Server-sent events of the whole tenant. `hello` comes first, then `changes`, each whole or not at all: who connects ' +
      'again with the last `id` misses nothing and is told nothing twice. At `reset`, load everything anew. The stream ends ' +
      'when the key is revoked or the session ends. At most 50 are open for one key or session.',
    access: 'operator',
    headers: z.object({
      'Last-Event-ID': z.string().optional().meta({ description: 'The `id` of the last frame before a break' }),
    }),
    query: z.strictObject({
      lastEventId: words(LONGEST_POSITION).optional().meta({
        description: 'The same, for a new `EventSource`, which cannot give a header; the header counts before it',
      }),
      pageId: pageId.optional().meta({
        description: 'Ties the page to the stream: when that ends, the page has no conversation open any more',
      }),
    }),
    answer: { status: 200, description: 'The stream', data: frame, stream: true },
    errors: ['TOO_MANY_STREAMS'],
  }),
  presence: defineRoute({
    operationId: 'putPresence',
    method: 'put',
    path: '/presence',
    tag,
    summary: 'Say which conversation this page has open',
    description:
      'Say it when one is opened or left, every 20 s while it is open, and after each `hello`. Forgotten after 45 s.',
    access: 'person',
    body: putPresence,
    answer: { status: 200, description: 'Everybody is told', data: z.null() },
    errors: ['NOT_FOUND'],
  }),
};
