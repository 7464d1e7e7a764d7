import { A_AND_B, JANE, JANE_IN_SPRING, type Outbound, UNTIED } from './routing-worlds';

/** Texts of ours: to whom, from which number, through which provider. */
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
