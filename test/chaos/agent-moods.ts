import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiCall } from '../support/api-client';
import type { AgentRequest, AgentResponse, ScriptedAgent } from '../support/scripted-agent';
import { AgentNotes } from './agent-notes';
import type { Callers } from './callers';
import type { SeededRandom } from './seeded-random';

/** How agents answer a request, and how often. */
const MOODS = {
  'in the response': 48,
  'in the response, slowly': 9,
  'through the API': 12,
  'through the API before the response': 5,
  'through the API, late': 5,
  'both ways': 5,
  'twice through the API': 5,
  never: 2,
  'with an error': 5,
  'with no answer in time': 2,
  'by hanging up': 2,
} as const;

const LATE_MS = 6_000;
const TOO_LATE_MS = 7_000;

/** The AI agent: answers in every way there is, and writes down what it was asked and what it said. */
export class MoodyAgent {
  readonly notes = new AgentNotes();

  constructor(
    agent: ScriptedAgent,
    private readonly call: ApiCall,
    private readonly callers: Callers,
    private readonly random: SeededRandom,
  ) {
    agent.answer((request) => this.answer(request));
  }

  private async answer(request: AgentRequest): Promise<AgentResponse> {
    this.notes.take(request);
    const { turnId } = request.payload;
    const inResponse = () => ({ body: { reply: this.notes.newReply(turnId) } });
    const byApi = () => this.replyByApi(request);
    switch (this.random.weighted(MOODS)) {
      case 'in the response':
        return inResponse();
      case 'in the response, slowly':
        await sleep(this.random.between(300, 3_000));
        return inResponse();
      case 'through the API':
        this.callers.goOn(sleep(this.random.between(0, 1_000)).then(byApi));
        return { body: {} };
      case 'through the API before the response':
        await byApi();
        return { body: {} };
      case 'through the API, late':
        this.callers.goOn(sleep(this.random.between(1_000, LATE_MS)).then(byApi));
        return { body: {} };
      case 'both ways':
        this.callers.goOn(byApi());
        return inResponse();
      case 'twice through the API':
        this.callers.goOn(Promise.all([byApi(), byApi()]));
        return { body: {} };
      case 'never':
        return { body: {} };
      case 'with an error':
        return { status: this.random.pick([500, 502, 503]) };
      case 'with no answer in time':
        await sleep(TOO_LATE_MS);
        return inResponse();
      case 'by hanging up':
        return { hangUp: true };
    }
  }

  private async replyByApi({ payload }: AgentRequest): Promise<void> {
    const { turnId, lead, interaction } = payload;
    const body = this.notes.newReply(turnId);
    const callId = `reply-${this.notes.replies.length}`;
    const entry = {
      what: 'send',
      by: 'agent',
      callId,
      body,
      phone: payload.message.senderPhone,
      idempotencyKey: callId,
    } as const;
    const reply = {
      source: 'sms_agent',
      turnId,
      leadId: lead.leadId,
      interactionId: interaction.interactionId,
      message: body,
    };
    await this.callers.repeat(entry, this.call, 'POST', '/api/v1/sms/send', reply);
  }
}
