import { resolveSender, type SendContext, type Sender, type SendRequest } from '../../src/domain/sender';

const LEAD = '+12025550101';
const OTHER = '+12025550102';
const CAMPAIGNS = '+18335550101';
const AGENTS = '+18335550102';
const FIRST = '+18335550103';
const SECOND = '+18335550104';
const FOREIGN = '+18335550999';

const twilio = (phoneNumber: string) => ({ phoneNumber, provider: 'twilio' });
const campaign = (parts: Partial<NonNullable<SendContext['campaign']>> = {}) => ({
  campaignId: 'camp_1',
  phoneNumber: CAMPAIGNS,
  provider: null,
  agentPhoneNumber: AGENTS,
  archived: false,
  ...parts,
});
const talk = (ourNumber = SECOND, leadNumber = LEAD) => ({
  interactionId: 'int_1',
  ourNumber,
  leadNumber,
  provider: 'telnyx',
});

/** A lead with a phone and no campaign, a tenant with four numbers at Twilio. */
const PLAIN: SendContext = {
  lead: { phone: LEAD, campaignId: null },
  campaign: null,
  numbers: [FIRST, SECOND, CAMPAIGNS, AGENTS].map(twilio),
  defaultProvider: null,
  conversation: null,
};
/** The same lead in a campaign that has a number and an agent with a number. */
const IN_CAMPAIGN: SendContext = { ...PLAIN, lead: { phone: LEAD, campaignId: 'camp_1' }, campaign: campaign() };

const sends = (from: string, to = LEAD, provider = 'twilio', campaignId: string | null = null): Sender => ({
  ok: true,
  from,
  to,
  provider,
  campaignId,
});
const refused = (code: (Sender & { ok: false })['code']): Sender => ({ ok: false, code });
/** The campaign's number, tied to no provider. */
const UNTIED: Partial<SendContext> = { numbers: [{ phoneNumber: CAMPAIGNS, provider: null }] };
const numberOf = (provider: string): Partial<SendContext> => ({ numbers: [{ phoneNumber: FIRST, provider }] });

const cases: [what: string, request: SendRequest, context: SendContext, expected: Sender][] = [
  // To: `to`, else the lead's phone.
  ['the lead is texted at its phone', {}, PLAIN, sends(FIRST)],
  ['`to` wins over the lead’s phone', { to: OTHER }, PLAIN, sends(FIRST, OTHER)],
  [
    'a lead without a phone is texted at `to`',
    { to: OTHER },
    { ...PLAIN, lead: { phone: null, campaignId: null } },
    sends(FIRST, OTHER),
  ],
  ['no `to` and no phone', {}, { ...PLAIN, lead: { phone: null, campaignId: null } }, refused('MISSING_LEAD_PHONE')],

  // From: `from`, else the campaign's number, else its agent's, else the tenant's first.
  ['without a campaign the tenant’s first number', {}, PLAIN, sends(FIRST)],
  ['`from` wins over the first number', { from: SECOND }, PLAIN, sends(SECOND)],
  ['`from` wins over the campaign’s number', { from: SECOND }, IN_CAMPAIGN, sends(SECOND, LEAD, 'twilio', 'camp_1')],
  ['the campaign’s number', {}, IN_CAMPAIGN, sends(CAMPAIGNS, LEAD, 'twilio', 'camp_1')],
  [
    'the campaign has none: its agent’s',
    {},
    { ...IN_CAMPAIGN, campaign: campaign({ phoneNumber: null }) },
    sends(AGENTS, LEAD, 'twilio', 'camp_1'),
  ],
  [
    'neither has one: the tenant’s first',
    {},
    { ...IN_CAMPAIGN, campaign: campaign({ phoneNumber: null, agentPhoneNumber: null }) },
    sends(FIRST, LEAD, 'twilio', 'camp_1'),
  ],
  ['no number anywhere', {}, { ...PLAIN, numbers: [] }, refused('MISSING_PHONE_NUMBER')],
  ['`from` is not one of the tenant’s numbers', { from: FOREIGN }, PLAIN, refused('FROM_NOT_OURS')],
  ['`from` where the tenant has no number', { from: FOREIGN }, { ...PLAIN, numbers: [] }, refused('FROM_NOT_OURS')],

  // Campaign: the request's, else the lead's (the context holds the one that was found).
  [
    'the request’s campaign wins over the lead’s',
    { campaignId: 'camp_2' },
    { ...IN_CAMPAIGN, campaign: campaign({ campaignId: 'camp_2', phoneNumber: SECOND }) },
    sends(SECOND, LEAD, 'twilio', 'camp_2'),
  ],
  ['the request names a campaign that there is not', { campaignId: 'camp_x' }, PLAIN, refused('CAMPAIGN_NOT_FOUND')],
  [
    'a missing campaign is told before a missing phone',
    { campaignId: 'camp_x' },
    { ...PLAIN, lead: { phone: null, campaignId: null } },
    refused('CAMPAIGN_NOT_FOUND'),
  ],

  // A conversation fixes both numbers.
  ['a conversation’s pair is used', {}, { ...PLAIN, conversation: talk() }, sends(SECOND)],
  [
    'a conversation’s pair wins over the campaign’s number',
    {},
    { ...IN_CAMPAIGN, conversation: talk() },
    sends(SECOND, LEAD, 'twilio', 'camp_1'),
  ],
  [
    'a conversation’s lead number wins over the lead’s phone',
    {},
    { ...PLAIN, conversation: talk(SECOND, OTHER) },
    sends(SECOND, OTHER),
  ],
  [
    '`to` and `from` that agree with the conversation',
    { to: LEAD, from: SECOND },
    { ...PLAIN, conversation: talk() },
    sends(SECOND),
  ],
  [
    '`to` contradicts the conversation',
    { to: OTHER },
    { ...PLAIN, conversation: talk() },
    refused('CONVERSATION_MISMATCH'),
  ],
  [
    '`from` contradicts the conversation',
    { from: FIRST },
    { ...PLAIN, conversation: talk() },
    refused('CONVERSATION_MISMATCH'),
  ],
  [
    'a lead that lost its phone can be answered in its conversation',
    {},
    { ...PLAIN, lead: { phone: null, campaignId: null }, conversation: talk() },
    sends(SECOND),
  ],

  // Provider: the account that owns the number, else the campaign's, else the tenant's default, else Vonage.
  [
    'the account that owns the number wins over everything',
    {},
    {
      ...IN_CAMPAIGN,
      ...numberOf('telnyx'),
      campaign: campaign({ phoneNumber: FIRST, provider: 'twilio' }),
      defaultProvider: 'vonage',
    },
    sends(FIRST, LEAD, 'telnyx', 'camp_1'),
  ],
  [
    'a number tied to no provider: the campaign’s',
    {},
    { ...IN_CAMPAIGN, ...UNTIED, campaign: campaign({ provider: 'twilio' }), defaultProvider: 'telnyx' },
    sends(CAMPAIGNS, LEAD, 'twilio', 'camp_1'),
  ],
  [
    'the campaign names no provider: the tenant’s default',
    {},
    { ...IN_CAMPAIGN, ...UNTIED, defaultProvider: 'telnyx' },
    sends(CAMPAIGNS, LEAD, 'telnyx', 'camp_1'),
  ],
  [
    'the tenant has no default: the one that carries the conversation',
    {},
    { ...PLAIN, ...UNTIED, conversation: talk(CAMPAIGNS) },
    sends(CAMPAIGNS, LEAD, 'telnyx'),
  ],
  ['nobody names a provider: Vonage', {}, { ...IN_CAMPAIGN, ...UNTIED }, sends(CAMPAIGNS, LEAD, 'vonage', 'camp_1')],

  // A number that is chosen and cannot send is refused.
  ['a campaign’s number that cannot send', {}, { ...IN_CAMPAIGN, numbers: [] }, refused('FROM_NOT_OURS')],
  [
    'an agent’s number that cannot send',
    {},
    { ...IN_CAMPAIGN, campaign: campaign({ phoneNumber: null }), numbers: [twilio(FIRST)] },
    refused('FROM_NOT_OURS'),
  ],
  [
    'a conversation on a number that left the tenant',
    {},
    { ...PLAIN, conversation: talk(FOREIGN), defaultProvider: 'twilio' },
    refused('FROM_NOT_OURS'),
  ],

  // An archived campaign has nothing to lend.
  [
    'the request names an archived campaign',
    { campaignId: 'camp_1' },
    { ...IN_CAMPAIGN, campaign: campaign({ archived: true }) },
    refused('CAMPAIGN_ARCHIVED'),
  ],
  [
    'the lead’s campaign is archived: the tenant’s first number, and still the lead’s campaign',
    {},
    { ...IN_CAMPAIGN, campaign: campaign({ archived: true }) },
    sends(FIRST, LEAD, 'twilio', 'camp_1'),
  ],
];

test.each(cases)('%s', (_what, request, context, expected) => {
  expect(resolveSender(request, context)).toEqual(expected);
});
