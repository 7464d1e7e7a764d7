import { DEMO, type Parley } from '../../support/parley';
import { expect } from './page';

export interface BegunConversation {
  interactionId: string;
  leadId: string;
  phone: string;
  /** The lead texts. */
  says(text: string): Promise<void>;
}

/** A lead with whom we have begun a conversation: Agent Mode is off in it, so that nobody else writes. */
export async function beginConversation(
  parley: Parley,
  lead: { firstName: string; lastName: string; phone: string; isTest?: boolean },
): Promise<BegunConversation> {
  const added = await parley.call('POST', '/api/v1/leads', { ...lead, campaignId: DEMO.campaignId });
  expect(added.status).toBe(201);
  const { leadId } = added.body.data;
  const sent = await parley.send({ leadId, message: `Hello ${lead.firstName}` });
  expect(sent.status).toBe(200);
  const says = async (text: string) => {
    expect(await parley.text(text, { from: lead.phone })).toBe(200);
  };
  return { interactionId: sent.body.data.interactionId, leadId, phone: lead.phone, says };
}
