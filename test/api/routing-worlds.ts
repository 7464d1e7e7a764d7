/**
 * Who texts whom, from which number, through which provider and which agent: every combination that resolution (product:
 * sending) and routing (product: inbound) have to decide, as data. Names are labels: `A`, `B`… our numbers, `spring`…
 * campaigns, `ada`… agents, `jane`… leads with a phone of their own. test/api/routing.test.ts builds each world through the API. The rows are in outbound-matrix.ts and
 * inbound-matrix.ts.
 */
export interface World {
  /** The tenant's default provider; none. */
  defaultProvider?: string;
  /** Our numbers, in the order in which they are added; tied to Twilio unless it says otherwise. */
  numbers: Record<string, { provider?: string | null; smsCapable?: boolean }>;
  agents?: Record<string, AgentParts>;
  campaigns?: Record<string, CampaignParts>;
  leads?: Record<string, LeadParts>;
}

interface AgentParts {
  number?: string;
  provider?: string;
  active?: boolean;
  inboundEnabled?: boolean;
  /** Ordered. */
  campaigns?: string[];
}

interface CampaignParts {
  number?: string;
  provider?: string;
  production?: string;
  test?: string;
  status?: 'archived';
}

interface LeadParts {
  campaign?: string;
  /** False: the lead has none. Another lead's label: the same phone. */
  phone?: false | string;
  isTest?: boolean;
}

export interface Outbound {
  what: string;
  world: World;
  /** Sent about `jane`. */
  send?: { to?: string; from?: string; campaign?: string; inConversationOn?: string };
  expected: { from: string; to: string; campaign?: string } | { error: string; provider?: string };
}

export interface Inbound {
  what: string;
  world: World;
  to: string;
  /** A lead's label, or a phone that nobody has. */
  from: string;
  expected:
    | 'unrouted'
    | {
        /** `placeholder`: a new lead. */
        lead: string;
        campaign?: string;
        agentMode: boolean;
        /** The agent that is asked. */
        asks?: string;
      };
}

export const A_AND_B: World['numbers'] = { A: {}, B: {} };
export const UNTIED: World['numbers'] = { A: { provider: null }, B: { provider: null } };
export const JANE: World['leads'] = { jane: {} };
export const JANE_IN_SPRING: World['leads'] = { jane: { campaign: 'spring' } };
