import { z } from 'zod';
import { timestamp } from './fields';
import { pageOf, pageQuery } from './page';
import { defineRoute } from './route';

const unroutedMessageView = z
  .strictObject({
    unroutedMessageId: z.string().meta({ example: 'msg_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    provider: z.string().meta({ example: 'twilio' }),
    from: z.string().meta({ description: 'As the provider gave it, mostly E.164', example: '+12125551234' }),
    to: z.string().meta({ description: 'The number that nobody owns', example: '+18335645667' }),
    message: z.string().meta({ example: 'Is this still your number?' }),
    receivedAt: timestamp,
  })
  .meta({ id: 'UnroutedMessage' });

export const unroutedMessageRoutes = {
  list: defineRoute({
    operationId: 'listUnroutedMessages',
    method: 'get',
    path: '/unrouted-messages',
    tag: 'Provider accounts',
    summary: 'Texts that came to a number nobody owns, newest first',
    description:
      "Those that came through the tenant's own account; through the installation's where it has only this tenant. Add " +
      'the number (`POST /phone-numbers`, or `sync-numbers`), and the next text finds its conversation.',
    access: 'admin',
    query: z.strictObject(pageQuery),
    answer: { status: 200, description: 'A page of texts', data: pageOf(unroutedMessageView) },
  }),
};
