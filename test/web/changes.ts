import type { ChangesData } from '../../src/api/contract/events';
import type { ChangedRow } from '../../src/web/live/patch-list';

/** A conversation as changes tell of it; its newest activity is so many minutes after noon. */
export function changedRow(interactionId: string, minute: number, parts: Partial<ChangedRow> = {}): ChangedRow {
  return {
    interactionId,
    leadId: `lead_${interactionId}`,
    campaignId: 'camp_1',
    clientId: 'client_1',
    offerId: 'offer_1',
    type: 'sms',
    status: 'in_progress',
    phone: '+12125551234',
    telephony: { provider: 'twilio', messageId: 'msg_1', phoneNumber: '+18335645667' },
    sms: { agentMode: false, direction: 'inbound' },
    attention: null,
    consent: 'ok',
    lead: { firstName: 'Jane', lastName: 'Doe', status: 'new', isTest: false },
    campaignName: 'Spring check-ups',
    lastMessage: null,
    lastActivityAt: at(minute, '000'),
    createdAt: at(0),
    ...parts,
  };
}

/** What tells that a text came, or went: its event, its conversation and itself. */
export function textTold(
  row: ChangedRow,
  text: { messageId: string; seq: number; minute: number; direction?: 'inbound' | 'outbound' },
): ChangesData {
  const { messageId, seq, minute, direction = 'inbound' } = text;
  const type = direction === 'inbound' ? 'inbound-message' : 'send';
  return {
    events: [{ interactionId: row.interactionId, seq, at: at(minute), type, data: { messageId } }],
    interactions: [row],
    messages: [message({ messageId, seq, minute, direction })],
  };
}

export function message(parts: {
  messageId: string;
  seq: number;
  minute?: number;
  direction?: 'inbound' | 'outbound';
  state?: 'received' | 'queued' | 'sent';
}): ChangesData['messages'][number] {
  const { minute = 0, direction = 'inbound', state = 'received', ...ids } = parts;
  return {
    ...ids,
    ...{ timestamp: at(minute), direction, state, role: direction === 'inbound' ? 'user' : 'agent' },
    ...{ source: direction === 'inbound' ? 'inbound' : 'manual', message: 'a text', segments: 1, provider: 'twilio' },
    ...{ from: '+12125551234', to: '+18335645667', withheldRule: null, providerMessageId: null, errorCode: null },
    ...{ errorMessage: null, turnId: null, sentBy: null, sendAt: null, scheduledFor: null },
  } as ChangesData['messages'][number];
}

export function at(minute: number, micros = ''): string {
  return `2026-02-15T12:${String(minute).padStart(2, '0')}:00.000${micros}Z`;
}

/** Several changes as one. */
export function together(...all: ChangesData[]): ChangesData {
  return {
    events: all.flatMap(({ events }) => events),
    interactions: [
      ...new Map(all.flatMap(({ interactions }) => interactions).map((r) => [r.interactionId, r])).values(),
    ],
    messages: all.flatMap(({ messages }) => messages),
  };
}
