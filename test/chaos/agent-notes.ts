import type { AgentRequest } from '../support/scripted-agent';
import type { AgentReplyEntry, AgentRequestEntry } from './observations';

/** The agent's own log: what it was asked, and what it said. */
export class AgentNotes {
  readonly requests: AgentRequestEntry[] = [];
  readonly replies: AgentReplyEntry[] = [];

  take({ at, payload }: AgentRequest): void {
    const { turnId, interaction, message } = payload;
    const texts = message.combinedText.split('\n');
    this.requests.push({ at, turnId, interactionId: interaction.interactionId, texts });
  }

  /** A reply with words of its own, so that whoever finds it knows which one it is. */
  newReply(turnId: string): string {
    const body = `Here is what our calendar says, answer ${this.replies.length + 1}`;
    this.replies.push({ at: Date.now(), turnId, body });
    return body;
  }
}
