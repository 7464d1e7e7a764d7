import { z } from 'zod';
import { DELIVERY_DECISIONS } from '../../domain/delivery';
import { id } from './fields';
import { defineRoute } from './route';
import { messageView } from './thread';

/** A text of which nobody knows whether it arrived: a person decides. */
export const unconfirmedRoutes = {
  decide: defineRoute({
    operationId: 'decideUnconfirmed',
    method: 'post',
    path: '/messages/{messageId}/decision',
    tag: 'Texts',
    summary: 'Decide about a text of which nobody knows whether it arrived',
    description:
      '`arrived`: it counts as sent, and nothing is sent. `send_again`: it leaves once more, and the lead may get it twice. ' +
      'For texts in the state `unconfirmed`; the first decision counts, and the same one again by the same caller changes nothing.',
    access: 'operator',
    params: z.strictObject({ messageId: id.meta({ example: 'msg_01kb7v0c3m6d2k8e9f4g5h6j7n' }) }),
    body: z.strictObject({ decision: z.enum(DELIVERY_DECISIONS) }).meta({ example: { decision: 'arrived' } }),
    answer: { status: 200, description: 'The text as it is now', data: messageView },
    errors: ['NOTHING_TO_DECIDE', 'CONTACT_OPTED_OUT', 'FROM_NOT_OURS'],
  }),
};
