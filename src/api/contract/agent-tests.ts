import { z } from 'zod';
import { id, text } from './fields';
import { defineRoute } from './route';

const headers = z.record(z.string(), z.string());

const agentTestView = z
  .strictObject({
    request: z.strictObject({
      url: z.string(),
      headers: headers.meta({ description: 'With the signature, by which the secret cannot be found' }),
      body: z.string(),
    }),
    response: z
      .strictObject({
        status: z.int(),
        headers: headers.meta({ description: 'Those that say something about the answer' }),
        body: z.string().meta({ description: 'At most its first 4,000 characters' }),
      })
      .nullable()
      .meta({ description: 'Null: there was no whole answer' }),
    durationMs: z.int().min(0),
    outcome: z.enum(['replied', 'taken', 'unreachable', 'refused']).meta({
      description:
        'What a real turn would come to. `replied`: the lead gets the reply. `taken`: a reply through the API is awaited. `unreachable`: it is asked again. `refused`: it fails at once',
    }),
    reply: z.string().optional(),
    findings: z
      .array(
        z.strictObject({
          code: z.string().meta({ example: 'SIGNATURE_REFUSED' }),
          severity: z.enum(['error', 'warning', 'info']),
          message: z.string(),
        }),
      )
      .meta({ description: 'What is wrong, or worth knowing, the worst first' }),
  })
  .meta({ id: 'AgentTest' });

const testTurn = z
  .strictObject({
    text: text.optional().meta({ description: 'What the lead writes', example: 'Are you open on Saturday?' }),
    leadId: id
      .optional()
      .meta({ description: 'Whose name, campaign and answers the agent is shown; a made-up lead without it' }),
  })
  .meta({ example: { text: 'Are you open on Saturday?' } });

export const agentTestRoutes = {
  testTurn: defineRoute({
    operationId: 'sendTestTurn',
    method: 'post',
    path: '/sms-agents/{agentId}/test-turn',
    tag: 'SMS agents',
    summary: "Ask an agent's webhook about a made-up turn, and see what is wrong with its answer",
    description:
      'The request is like that of a real turn, signature included; its `turnId` begins with `turn_test_`. Nothing is recorded and no text is sent; a reply through the API that names the turn is answered `TURN_NOT_FOUND`.',
    access: 'admin',
    params: z.strictObject({ agentId: id.meta({ example: 'smsagent_01kb7v0c3m6d2k8e9f4g5h6j7n' }) }),
    body: testTurn,
    answer: { status: 200, description: 'What was sent, what came back, and what that means', data: agentTestView },
  }),
};

/** What `POST /sms-agents/{agentId}/test-turn` answers. */
export type AgentTestAnswer = z.output<typeof agentTestView>;
