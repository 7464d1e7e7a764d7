import { z } from 'zod';
import { id } from './fields';
import { defineRoute } from './route';

const workflowView = z
  .strictObject({
    workflowId: z.string().meta({ example: 'conversation/int_01kb7v0c3m6d2k8e9f4g5h6j7n' }),
    url: z.url().meta({
      description: 'The workflow in the Temporal UI of this installation',
      example: 'http://localhost:8233/namespaces/default/workflows/conversation%2Fint_01kb7v0c3m6d2k8e9f4g5h6j7n',
    }),
  })
  .meta({ id: 'Workflow', description: "A conversation's workflow, for who looks into it" });

/**
 * Where a conversation's workflow is: a route of its own, because only the api knows where the UI is, in which namespace, and
 * how workflows are named, and because only few who read a conversation ask.
 */
export const workflowRoutes = {
  read: defineRoute({
    operationId: 'readWorkflow',
    method: 'get',
    path: '/interactions/{interactionId}/workflow',
    tag: 'Conversations',
    summary: "Where a conversation's workflow is in the Temporal UI",
    description:
      'Whether it runs is for the UI to say: a conversation that was silent for long is parked and has none.',
    access: 'operator',
    params: z.strictObject({ interactionId: id }),
    answer: { status: 200, description: 'Its id and its address', data: workflowView },
  }),
};
