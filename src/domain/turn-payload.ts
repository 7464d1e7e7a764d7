/** One entry of a conversation's transcript [S]. */
export interface TranscriptEntry {
  /** ISO 8601, UTC. */
  timestamp: string;
  role: 'agent' | 'user';
  message: string;
  source: 'manual' | 'api' | 'inbound' | 'sms_agent' | 'system';
}

/** The body of an agent's webhook [S]; `turnId` is ours. */
export interface TurnPayload {
  message: { combinedText: string; messageCount: number; senderPhone: string; inboundPhone: string };
  lead: { leadId: string; firstName: string; lastName: string; email: string; phone: string; status: string };
  campaign: { campaignId: string; name: string; clientName: string; offerName: string };
  interaction: { interactionId: string; status: string; transcript: TranscriptEntry[] };
  questionnaire: {
    knownInformation: { key: string; question: string; answer: string }[];
    informationToCollect: { key: string; question: string }[];
  };
  tenantId: string;
  agentId: string;
  timestamp: string;
  turnId: string;
}
