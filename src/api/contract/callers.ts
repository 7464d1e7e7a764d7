import { z } from 'zod';
import { defineRoute } from './route';

const callerView = z
  .strictObject({
    callerId: z.string().meta({ description: '`user_…` or `key_…`', example: 'user_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    kind: z.enum(['person', 'key']),
    name: z.string().meta({ description: "A person's email where there is no name", example: 'Jane Doe' }),
  })
  .meta({ id: 'Caller', description: 'Who is named by `sentBy`, `setBy` and their like' });

export const callerRoutes = {
  list: defineRoute({
    operationId: 'listCallers',
    method: 'get',
    path: '/callers',
    tag: 'People',
    summary: 'The names of those who send and decide',
    description: 'Every person and every API key of the tenant, also those who may not call any more.',
    access: 'operator',
    answer: { status: 200, description: 'All of them', data: z.array(callerView) },
  }),
};
