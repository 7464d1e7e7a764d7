/** What a send request may say beyond lead and text; already checked for form. */
export interface SendRequest {
  to?: string;
  from?: string;
  campaignId?: string;
  interactionId?: string;
}

/** What is known of the tenant, the lead and the conversation when a text is to be sent. Null: there is none. */
export interface SendContext {
  lead: { phone: string | null; campaignId: string | null };
  /** The request's campaign, else the lead's. */
  campaign: {
    campaignId: string;
    phoneNumber: string | null;
    provider: string | null;
    agentPhoneNumber: string | null;
    archived: boolean;
  } | null;
  /** The tenant's SMS-capable numbers, oldest first, each with the provider that it is tied to. */
  numbers: { phoneNumber: string; provider: string | null }[];
  defaultProvider: string | null;
  /** The conversation that was named, by its id or its turn's, or the one that awaits the agent's answer. */
  conversation: { interactionId: string; ourNumber: string; leadNumber: string; provider: string } | null;
}

export type SendRefusal =
  | 'CAMPAIGN_NOT_FOUND'
  | 'CAMPAIGN_ARCHIVED'
  | 'MISSING_LEAD_PHONE'
  | 'MISSING_PHONE_NUMBER'
  | 'FROM_NOT_OURS'
  | 'CONVERSATION_MISMATCH';

export type Sender =
  | { ok: true; from: string; to: string; provider: string; campaignId: string | null }
  | { ok: false; code: SendRefusal };

/** Chosen last [S]: the provider of a number that says nothing of its own. */
const LAST_PROVIDER = 'vonage';

/**
 * Who a text goes to, from which number and through which provider [S].
 * To: `to`, else the lead's phone. From: `from`, else the campaign's number, else its agent's, else the tenant's first.
 * A conversation fixes both; a `to` or `from` that contradicts it is refused. Provider: the one that the number is tied to,
 * else the campaign's override, else the tenant's default, else the one that carries the conversation, else Vonage.
 * A number that is chosen and cannot send is refused, and no other taken for it: the lead would hear from a stranger.
 */
export function resolveSender(request: SendRequest, context: SendContext): Sender {
  const { conversation, numbers } = context;
  if (request.campaignId !== undefined && context.campaign === null) return { ok: false, code: 'CAMPAIGN_NOT_FOUND' };
  if (request.campaignId !== undefined && context.campaign?.archived) return { ok: false, code: 'CAMPAIGN_ARCHIVED' };
  // The lead's own campaign, archived, has nothing to lend any more.
  const campaign = context.campaign?.archived ? null : context.campaign;
  if (conversation !== null) {
    const contradicts =
      (request.to !== undefined && request.to !== conversation.leadNumber) ||
      (request.from !== undefined && request.from !== conversation.ourNumber);
    if (contradicts) return { ok: false, code: 'CONVERSATION_MISMATCH' };
  }
  const to = conversation?.leadNumber ?? request.to ?? context.lead.phone;
  if (to === null) return { ok: false, code: 'MISSING_LEAD_PHONE' };

  const from =
    conversation?.ourNumber ??
    request.from ??
    campaign?.phoneNumber ??
    campaign?.agentPhoneNumber ??
    numbers[0]?.phoneNumber;
  if (from === undefined) return { ok: false, code: 'MISSING_PHONE_NUMBER' };
  const owned = numbers.find((number) => number.phoneNumber === from);
  if (owned === undefined) return { ok: false, code: 'FROM_NOT_OURS' };

  const provider =
    owned.provider ?? campaign?.provider ?? context.defaultProvider ?? conversation?.provider ?? LAST_PROVIDER;
  return { ok: true, from, to, provider, campaignId: context.campaign?.campaignId ?? null };
}
