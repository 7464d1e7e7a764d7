import { type AgentTestParts, readAgentTestParts } from '../../db/agent-tests';
import type { Pool } from '../../db/pool';
import type { TurnPayload } from '../../domain/turn-payload';
import { newId } from '../../new-id';
import { type AgentTestAnswer, agentTestRoutes } from '../contract/agent-tests';
import { ApiError } from '../errors';
import { found } from '../found';
import type { Api } from '../serve';

export interface AgentTestDependencies {
  pool: Pool;
  /** Asks an agent's webhook; `secrets` are sealed. One that cannot be opened is left out. */
  testAgent(turn: { url: string; secrets: Buffer[]; payload: TurnPayload }): Promise<AgentTestAnswer>;
}

/** Somebody who is nobody: their number is from the range that is kept for fiction. */
const MADE_UP_LEAD: TurnPayload['lead'] = {
  leadId: 'lead_test',
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'jane@example.com',
  phone: '+12025550143',
  status: 'contacted',
};
const MADE_UP_NUMBER = '+12025550100';
const MADE_UP_TEXT = 'Hello, are you open on Saturday?';

/** "Send a test turn": shows the author of an agent what Parley sends, what comes back, and what is wrong with it. */
export function serveAgentTests(api: Api, { pool, testAgent }: AgentTestDependencies): void {
  api.serve(agentTestRoutes.testTurn, async ({ caller, params, body }) => {
    const { tenantId } = caller;
    const { agentId } = params;
    const { text = MADE_UP_TEXT, leadId = null } = body;
    const parts = found(await readAgentTestParts(pool, tenantId, agentId, leadId));
    if (leadId !== null && parts.lead === null) {
      throw new ApiError('NOT_FOUND', [{ field: 'leadId', message: 'there is no such lead' }]);
    }
    const payload = madeUpTurn(parts, { tenantId, agentId, text });
    const answer = await testAgent({ url: parts.webhookUrl, secrets: parts.webhookSecrets, payload });
    return { ...answer, findings: [...answer.findings, ...switchFindings(parts)] };
  });
}

/** A turn as `functions/turn_payload.sql` makes it; its ids are nobody's, so that no reply to it is ever sent. */
function madeUpTurn(
  parts: AgentTestParts,
  { text, ...ids }: { tenantId: string; agentId: string; text: string },
): TurnPayload {
  const lead = parts.lead ?? MADE_UP_LEAD;
  const timestamp = new Date().toISOString();
  return {
    message: {
      combinedText: text,
      messageCount: 1,
      senderPhone: lead.phone || MADE_UP_LEAD.phone,
      inboundPhone: parts.ourNumber ?? MADE_UP_NUMBER,
    },
    lead,
    campaign: parts.campaign,
    interaction: {
      interactionId: 'int_test',
      status: 'in_progress',
      transcript: [{ timestamp, role: 'user', message: text, source: 'inbound' }],
    },
    questionnaire: parts.questionnaire,
    ...ids,
    timestamp,
    turnId: `turn_test_${newId('request').replace(/^req_/, '')}`,
  };
}

/** What keeps real turns from an agent, however well it answers. */
function switchFindings({ active, inboundEnabled }: AgentTestParts): AgentTestAnswer['findings'] {
  if (!active)
    return [{ code: 'AGENT_OFF', severity: 'warning', message: 'The agent is not active: it gets no real turns.' }];
  if (inboundEnabled) return [];
  const message = "Inbound is not enabled for this agent: it is not asked about leads' texts.";
  return [{ code: 'INBOUND_OFF', severity: 'warning', message }];
}
