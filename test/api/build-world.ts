import type { ApiAnswer, ApiCall } from '../support/api-client';
import { newNumber } from '../support/tenant';
import type { World } from './routing-worlds';

/** A world of the matrix as it was set up: what each label became. */
export interface BuiltWorld {
  /** The number of a label: one of ours, a lead's, or one that nobody has. */
  number(label: string): string;
  campaignId(label: string): string;
  leadId(label: string): string;
  /** The label of an id or a number. */
  label(value: string | null): string;
}

/** Sets a world up through the API, as an admin would. */
export async function buildWorld(call: ApiCall, world: World): Promise<BuiltWorld> {
  const numbers = new Map<string, string>();
  const campaigns = new Map<string, string>();
  const agents = new Map<string, string>();
  const leads = new Map<string, string>();
  const number = (label: string) => {
    if (!numbers.has(label)) numbers.set(label, newNumber());
    return numbers.get(label)!;
  };

  if (world.defaultProvider) await created(call('PATCH', '/api/v1/tenant', { defaultProvider: world.defaultProvider }));
  for (const [label, { provider = 'twilio', smsCapable = true }] of Object.entries(world.numbers)) {
    await created(call('POST', '/api/v1/phone-numbers', { phoneNumber: number(label), provider, smsCapable, label }));
  }
  // Campaigns name agents and agents campaigns: the agents first, their order of campaigns afterwards.
  for (const [label, parts] of Object.entries(world.agents ?? {})) {
    const { active, inboundEnabled, provider } = parts;
    const agent = { name: label, webhookUrl: 'https://agent.example/sms', active, inboundEnabled, provider };
    const phoneNumber = parts.number && number(parts.number);
    agents.set(label, (await created(call('POST', '/api/v1/sms-agents', { ...agent, phoneNumber }))).agentId);
  }
  for (const [label, { number: ours, provider, production, test, status }] of Object.entries(world.campaigns ?? {})) {
    const campaign = {
      ...{ name: label, status, provider, phoneNumber: ours && number(ours) },
      ...{ productionAgentId: production && agents.get(production), testAgentId: test && agents.get(test) },
    };
    campaigns.set(label, (await created(call('POST', '/api/v1/campaigns', campaign))).campaignId);
  }
  for (const [label, { campaigns: order }] of Object.entries(world.agents ?? {})) {
    const inboundCampaignIds = order?.map((each) => campaigns.get(each));
    if (order) await created(call('PATCH', `/api/v1/sms-agents/${agents.get(label)}`, { inboundCampaignIds }));
  }
  for (const [label, { campaign, phone = label, isTest }] of Object.entries(world.leads ?? {})) {
    const lead = { firstName: label, isTest, campaignId: campaign && campaigns.get(campaign) };
    const written = phone === false ? undefined : number(phone);
    leads.set(label, (await created(call('POST', '/api/v1/leads', { ...lead, phone: written }))).leadId);
  }

  const all = () => [...numbers, ...campaigns, ...leads];
  return {
    number,
    campaignId: (label) => campaigns.get(label) ?? `camp_${label}`,
    leadId: (label) => leads.get(label)!,
    label: (value) => all().find(([, known]) => known === value)?.[0] ?? '',
  };
}

/** The data of an answer that is expected to be a success. */
export async function created(answer: Promise<ApiAnswer>) {
  const { status, body } = await answer;
  expect({ status, body }).toMatchObject({ body: { success: true } });
  return body.data;
}
