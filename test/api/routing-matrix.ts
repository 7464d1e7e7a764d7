/**
 * Who texts whom, from which number, through which provider and which agent: every combination that resolution (product:
 * sending) and routing (product: inbound) have to decide, as data. Names are labels: `A`, `B`… our numbers, `spring`…
 * campaigns, `ada`… agents, `jane`… leads with a phone of their own. test/api/routing.test.ts builds each world through the API.
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

const A_AND_B: World['numbers'] = { A: {}, B: {} };
const UNTIED: World['numbers'] = { A: { provider: null }, B: { provider: null } };
const JANE: World['leads'] = { jane: {} };
const JANE_IN_SPRING: World['leads'] = { jane: { campaign: 'spring' } };

export const OUTBOUND: Outbound[] = [
  // From
  {
    what: 'no campaign: the tenant’s first number',
    world: { numbers: A_AND_B, leads: JANE },
    expected: { from: 'A', to: 'jane' },
  },
  {
    what: 'the first number cannot send: the first that can',
    world: { numbers: { A: { smsCapable: false }, B: {} }, leads: JANE },
    expected: { from: 'B', to: 'jane' },
  },
  {
    what: 'the lead’s campaign has a number',
    world: { numbers: A_AND_B, campaigns: { spring: { number: 'B' } }, leads: JANE_IN_SPRING },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'the campaign has none: its production agent’s',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B' } },
      campaigns: { spring: { production: 'ada' } },
      leads: JANE_IN_SPRING,
    },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'a test lead: the campaign’s test agent’s number',
    world: {
      numbers: { A: {}, B: {}, C: {} },
      agents: { ada: { number: 'B' }, tess: { number: 'C' } },
      campaigns: { spring: { production: 'ada', test: 'tess' } },
      leads: { jane: { campaign: 'spring', isTest: true } },
    },
    expected: { from: 'C', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'a test lead whose campaign has no test agent: the production agent’s number',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B' } },
      campaigns: { spring: { production: 'ada' } },
      leads: { jane: { campaign: 'spring', isTest: true } },
    },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'the campaign’s number wins over its agent’s',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'A' } },
      campaigns: { spring: { number: 'B', production: 'ada' } },
      leads: JANE_IN_SPRING,
    },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'neither campaign nor agent has one: the tenant’s first',
    world: {
      numbers: A_AND_B,
      agents: { ada: {} },
      campaigns: { spring: { production: 'ada' } },
      leads: JANE_IN_SPRING,
    },
    expected: { from: 'A', to: 'jane', campaign: 'spring' },
  },
  {
    what: '`from` wins over the campaign’s number',
    world: { numbers: A_AND_B, campaigns: { spring: { number: 'B' } }, leads: JANE_IN_SPRING },
    send: { from: 'A' },
    expected: { from: 'A', to: 'jane', campaign: 'spring' },
  },
  { what: 'no number at all', world: { numbers: {}, leads: JANE }, expected: { error: 'MISSING_PHONE_NUMBER' } },
  {
    what: 'only numbers that cannot send',
    world: { numbers: { A: { smsCapable: false } }, leads: JANE },
    expected: { error: 'MISSING_PHONE_NUMBER' },
  },
  {
    what: '`from` is nobody’s number',
    world: { numbers: A_AND_B, leads: JANE },
    send: { from: 'stranger' },
    expected: { error: 'FROM_NOT_OURS' },
  },
  {
    what: '`from` cannot send',
    world: { numbers: { A: {}, B: { smsCapable: false } }, leads: JANE },
    send: { from: 'B' },
    expected: { error: 'FROM_NOT_OURS' },
  },
  {
    what: 'the campaign’s number cannot send: no other is taken for it',
    world: {
      numbers: { A: {}, B: { smsCapable: false } },
      campaigns: { spring: { number: 'B' } },
      leads: JANE_IN_SPRING,
    },
    expected: { error: 'FROM_NOT_OURS' },
  },

  // To
  {
    what: '`to` wins over the lead’s phone',
    world: { numbers: A_AND_B, leads: JANE },
    send: { to: 'stranger' },
    expected: { from: 'A', to: 'stranger' },
  },
  {
    what: 'a lead without a phone is texted at `to`',
    world: { numbers: A_AND_B, leads: { jane: { phone: false } } },
    send: { to: 'stranger' },
    expected: { from: 'A', to: 'stranger' },
  },
  {
    what: 'neither phone nor `to`',
    world: { numbers: A_AND_B, leads: { jane: { phone: false } } },
    expected: { error: 'MISSING_LEAD_PHONE' },
  },

  // Campaign
  {
    what: '`campaignId` wins over the lead’s campaign',
    world: { numbers: A_AND_B, campaigns: { spring: { number: 'A' }, autumn: { number: 'B' } }, leads: JANE_IN_SPRING },
    send: { campaign: 'autumn' },
    expected: { from: 'B', to: 'jane', campaign: 'autumn' },
  },
  {
    what: '`campaignId` for a lead without a campaign',
    world: { numbers: A_AND_B, campaigns: { spring: { number: 'B' } }, leads: JANE },
    send: { campaign: 'spring' },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'a campaign that there is not',
    world: { numbers: A_AND_B, leads: JANE },
    send: { campaign: 'nowhere' },
    expected: { error: 'CAMPAIGN_NOT_FOUND' },
  },
  {
    what: '`campaignId` of an archived campaign',
    world: { numbers: A_AND_B, campaigns: { spring: { number: 'B', status: 'archived' } }, leads: JANE },
    send: { campaign: 'spring' },
    expected: { error: 'CAMPAIGN_ARCHIVED' },
  },
  {
    what: 'the lead’s campaign is archived: it lends no number',
    world: { numbers: A_AND_B, campaigns: { spring: { number: 'B', status: 'archived' } }, leads: JANE_IN_SPRING },
    expected: { from: 'A', to: 'jane', campaign: 'spring' },
  },

  // Provider
  {
    what: 'the number’s own provider wins over campaign and tenant',
    world: {
      defaultProvider: 'vonage',
      numbers: A_AND_B,
      campaigns: { spring: { number: 'B', provider: 'vonage' } },
      leads: JANE_IN_SPRING,
    },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'a number tied to a provider that is not configured',
    world: { defaultProvider: 'twilio', numbers: { A: { provider: 'vonage' } }, leads: JANE },
    expected: { error: 'PROVIDER_NOT_CONFIGURED', provider: 'vonage' },
  },
  {
    what: 'a number tied to none: the provider of the agent that has it',
    world: {
      defaultProvider: 'vonage',
      numbers: UNTIED,
      agents: { ada: { number: 'B', provider: 'twilio' } },
      campaigns: { spring: { production: 'ada' } },
      leads: JANE_IN_SPRING,
    },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'a number tied to none: the campaign’s override',
    world: {
      defaultProvider: 'vonage',
      numbers: UNTIED,
      campaigns: { spring: { number: 'B', provider: 'twilio' } },
      leads: JANE_IN_SPRING,
    },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: 'the campaign’s override wins over the tenant’s default',
    world: {
      defaultProvider: 'twilio',
      numbers: UNTIED,
      campaigns: { spring: { number: 'B', provider: 'vonage' } },
      leads: JANE_IN_SPRING,
    },
    expected: { error: 'PROVIDER_NOT_CONFIGURED', provider: 'vonage' },
  },
  {
    what: 'the override of the campaign that the request names',
    world: {
      defaultProvider: 'vonage',
      numbers: UNTIED,
      campaigns: { spring: { provider: 'vonage' }, autumn: { number: 'A', provider: 'twilio' } },
      leads: JANE_IN_SPRING,
    },
    send: { campaign: 'autumn' },
    expected: { from: 'A', to: 'jane', campaign: 'autumn' },
  },
  {
    what: 'no override: the tenant’s default',
    world: { defaultProvider: 'twilio', numbers: UNTIED, leads: JANE },
    expected: { from: 'A', to: 'jane' },
  },
  {
    what: 'nobody names a provider: Vonage',
    world: { numbers: UNTIED, leads: JANE },
    expected: { error: 'PROVIDER_NOT_CONFIGURED', provider: 'vonage' },
  },
  {
    what: 'an archived campaign overrides nothing',
    world: {
      defaultProvider: 'twilio',
      numbers: UNTIED,
      campaigns: { spring: { provider: 'vonage', status: 'archived' } },
      leads: JANE_IN_SPRING,
    },
    expected: { from: 'A', to: 'jane', campaign: 'spring' },
  },

  // A conversation that goes on
  {
    what: 'a conversation’s pair of numbers wins over the campaign’s number',
    world: { numbers: A_AND_B, campaigns: { spring: { number: 'A' } }, leads: JANE_IN_SPRING },
    send: { inConversationOn: 'B' },
    expected: { from: 'B', to: 'jane', campaign: 'spring' },
  },
  {
    what: '`from` contradicts the conversation',
    world: { numbers: A_AND_B, leads: JANE },
    send: { inConversationOn: 'B', from: 'A' },
    expected: { error: 'CONVERSATION_MISMATCH' },
  },
  {
    what: '`to` contradicts the conversation',
    world: { numbers: A_AND_B, leads: JANE },
    send: { inConversationOn: 'B', to: 'stranger' },
    expected: { error: 'CONVERSATION_MISMATCH' },
  },
  {
    what: '`from` and `to` that agree with the conversation',
    world: { numbers: A_AND_B, leads: JANE },
    send: { inConversationOn: 'B', from: 'B', to: 'jane' },
    expected: { from: 'B', to: 'jane' },
  },
];

const SPRING_WITH_ADA: World = {
  numbers: A_AND_B,
  agents: { ada: {} },
  campaigns: { spring: { number: 'A', production: 'ada' } },
  leads: JANE_IN_SPRING,
};

export const INBOUND: Inbound[] = [
  {
    what: 'a campaign’s number: its lead and its agent',
    world: SPRING_WITH_ADA,
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'a phone that nobody has: a placeholder lead in the campaign',
    world: SPRING_WITH_ADA,
    to: 'A',
    from: 'stranger',
    expected: { lead: 'placeholder', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'a lead of another campaign is not the lead of this number’s',
    world: {
      ...SPRING_WITH_ADA,
      campaigns: { ...SPRING_WITH_ADA.campaigns, autumn: {} },
      leads: { jane: { campaign: 'autumn' } },
    },
    to: 'A',
    from: 'jane',
    expected: { lead: 'placeholder', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'a test lead: the campaign’s test agent',
    world: {
      ...SPRING_WITH_ADA,
      agents: { ada: {}, tess: {} },
      campaigns: { spring: { number: 'A', production: 'ada', test: 'tess' } },
      leads: { jane: { campaign: 'spring', isTest: true } },
    },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: true, asks: 'tess' },
  },
  {
    what: 'another lead of the same campaign: the production agent',
    world: {
      ...SPRING_WITH_ADA,
      agents: { ada: {}, tess: {} },
      campaigns: { spring: { number: 'A', production: 'ada', test: 'tess' } },
    },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'a test lead whose campaign has no test agent: the production agent',
    world: { ...SPRING_WITH_ADA, leads: { jane: { campaign: 'spring', isTest: true } } },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'an agent that is switched off: recorded, nobody is asked',
    world: { ...SPRING_WITH_ADA, agents: { ada: { active: false } } },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: false },
  },
  {
    what: 'an agent that takes no inbound texts: recorded, nobody is asked',
    world: { ...SPRING_WITH_ADA, agents: { ada: { inboundEnabled: false } } },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: false },
  },
  {
    what: 'a test agent that is switched off does not fall back to the production agent',
    world: {
      ...SPRING_WITH_ADA,
      agents: { ada: {}, tess: { active: false } },
      campaigns: { spring: { number: 'A', production: 'ada', test: 'tess' } },
      leads: { jane: { campaign: 'spring', isTest: true } },
    },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: false },
  },
  {
    what: 'a campaign without an agent: recorded, nobody is asked',
    world: { ...SPRING_WITH_ADA, campaigns: { spring: { number: 'A' } } },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: false },
  },
  {
    what: 'a campaign without an agent on a number that an agent has: that agent',
    world: {
      ...SPRING_WITH_ADA,
      agents: { ada: { number: 'A' } },
      campaigns: { spring: { number: 'A' } },
    },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'an agent’s number: the first of its campaigns that holds the lead',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B', campaigns: ['spring', 'autumn'] } },
      campaigns: { spring: {}, autumn: { production: 'ada' } },
      leads: { jane: { campaign: 'autumn' } },
    },
    to: 'B',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'autumn', agentMode: true, asks: 'ada' },
  },
  {
    what: 'two campaigns of the agent hold the phone: the first in its order',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B', campaigns: ['autumn', 'spring'] } },
      campaigns: { spring: {}, autumn: {} },
      leads: { jane: { campaign: 'spring' }, june: { campaign: 'autumn', phone: 'jane' } },
    },
    to: 'B',
    from: 'jane',
    expected: { lead: 'june', campaign: 'autumn', agentMode: true, asks: 'ada' },
  },
  {
    what: 'the same two the other way round',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B', campaigns: ['spring', 'autumn'] } },
      campaigns: { spring: {}, autumn: {} },
      leads: { jane: { campaign: 'spring' }, june: { campaign: 'autumn', phone: 'jane' } },
    },
    to: 'B',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'an agent’s number, none of its campaigns holds the phone: a placeholder in the first',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B', campaigns: ['autumn', 'spring'] } },
      campaigns: { spring: {}, autumn: {} },
      leads: {},
    },
    to: 'B',
    from: 'stranger',
    expected: { lead: 'placeholder', campaign: 'autumn', agentMode: true, asks: 'ada' },
  },
  {
    what: 'a lead of a campaign that the agent does not list: a placeholder',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B', campaigns: ['spring'] } },
      campaigns: { spring: {}, autumn: {} },
      leads: { jane: { campaign: 'autumn' } },
    },
    to: 'B',
    from: 'jane',
    expected: { lead: 'placeholder', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  {
    what: 'the campaign that has the number wins over the agent that has it',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'A', campaigns: ['autumn'] }, bob: {} },
      campaigns: { spring: { number: 'A', production: 'bob' }, autumn: {} },
      leads: { jane: { campaign: 'autumn' } },
    },
    to: 'A',
    from: 'jane',
    expected: { lead: 'placeholder', campaign: 'spring', agentMode: true, asks: 'bob' },
  },
  {
    what: 'an archived campaign has no number any more: the agent’s campaigns count',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'A', campaigns: ['autumn'] } },
      campaigns: { spring: { number: 'A', status: 'archived' }, autumn: {} },
      leads: { jane: { campaign: 'autumn' } },
    },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'autumn', agentMode: true, asks: 'ada' },
  },
  {
    what: 'an archived campaign in the agent’s order is passed over',
    world: {
      numbers: A_AND_B,
      agents: { ada: { number: 'B', campaigns: ['spring', 'autumn'] } },
      campaigns: { spring: { status: 'archived' }, autumn: {} },
      leads: JANE_IN_SPRING,
    },
    to: 'B',
    from: 'jane',
    expected: { lead: 'placeholder', campaign: 'autumn', agentMode: true, asks: 'ada' },
  },
  {
    what: 'a number with neither campaign nor agent: the lead with this phone, whatever its campaign',
    world: { numbers: A_AND_B, campaigns: { spring: {} }, leads: JANE_IN_SPRING },
    to: 'B',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: false },
  },
  {
    what: 'a number with neither, a phone that nobody has: a placeholder without a campaign',
    world: { numbers: A_AND_B },
    to: 'B',
    from: 'stranger',
    expected: { lead: 'placeholder', agentMode: false },
  },
  {
    what: 'a number that cannot send takes texts in all the same',
    world: { ...SPRING_WITH_ADA, numbers: { A: { smsCapable: false } } },
    to: 'A',
    from: 'jane',
    expected: { lead: 'jane', campaign: 'spring', agentMode: true, asks: 'ada' },
  },
  { what: 'a number that nobody has', world: SPRING_WITH_ADA, to: 'stranger', from: 'jane', expected: 'unrouted' },
];
