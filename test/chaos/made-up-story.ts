import type { LogEntry } from '../../src/dev/carrier/record';
import type { AgentRequestEntry, CallEntry, Observations, ObservedConversation, ObservedMessage } from './observations';

export const PHONE = '+12025560001';
const OURS = '+12025550100';
const BASE = Date.parse('2026-03-01T10:00:00Z');

/** Seconds since the story's start, as milliseconds since 1970. */
export const at = (seconds: number) => BASE + seconds * 1_000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

/** A story told by hand, thing by thing, as carrier, agent, callers and API would have seen it. */
export class MadeUpStory {
  readonly seen: Observations = {
    carrierLog: [],
    phones: [],
    agentRequests: [],
    agentReplies: [],
    calls: [],
    conversations: [],
  };
  readonly conversation: ObservedConversation = {
    interactionId: 'int_1',
    phone: PHONE,
    ourNumber: OURS,
    turn: null,
    messages: [],
    transcript: [],
  };

  constructor() {
    this.seen.conversations.push(this.conversation);
  }

  /** The lead writes, the webhook is answered half a second later, and the text is recorded. */
  text(seconds: number, sid: string, body: string, more: { answered?: number | null; recorded?: boolean } = {}): this {
    const { answered = seconds + 0.5, recorded = true } = more;
    this.onPhone(seconds, sid, body, 'from-phone');
    this.log(answered ?? seconds + 0.5, {
      type: 'inbound',
      messageSid: sid,
      url: '',
      attempt: 1,
      httpStatus: answered === null ? 503 : 200,
    });
    if (recorded)
      this.record(seconds + 0.2, `msg_${sid}`, body, {
        direction: 'inbound',
        source: 'inbound',
        providerMessageId: sid,
      });
    return this;
  }

  asked(seconds: number, turnId: string, ...texts: string[]): this {
    const request: AgentRequestEntry = { at: at(seconds), turnId, interactionId: 'int_1', texts };
    this.seen.agentRequests.push(request);
    return this;
  }

  /** The agent replies, which is recorded and, unless it is withheld, taken by the carrier. */
  replied(seconds: number, turnId: string, body: string, state = 'delivered'): this {
    this.seen.agentReplies.push({ at: at(seconds), turnId, body });
    this.record(seconds, `msg_${body}`, body, { source: 'sms_agent', turnId, state });
    return state === 'withheld' ? this : this.handedOver(seconds + 0.1, body);
  }

  /** A program sends, is answered, and the carrier takes it. */
  sent(seconds: number, body: string, more: { source?: string; state?: string; calls?: boolean } = {}): this {
    const { source = 'api', state = 'delivered', calls = true } = more;
    this.record(seconds, `msg_${body}`, body, { source, state });
    if (state !== 'withheld') this.handedOver(seconds + 0.1, body);
    return calls ? this.called(seconds, body, { messageId: `msg_${body}` }) : this;
  }

  called(seconds: number, body: string, more: Partial<Extract<CallEntry, { what: 'send' }>> = {}): this {
    const times = { startedAt: at(seconds), answeredAt: at(seconds + 0.3) };
    const call = { what: 'send', by: 'program', callId: `call ${body}`, phone: PHONE, body } as const;
    this.seen.calls.push({ ...call, ...times, status: 200, said: 'sent', ...more });
    return this;
  }

  agentMode(seconds: number, agentMode: boolean): this {
    const times = { startedAt: at(seconds), answeredAt: at(seconds + 0.1) };
    this.seen.calls.push({
      what: 'agent-mode',
      callId: `mode ${seconds}`,
      phone: PHONE,
      agentMode,
      ...times,
      status: 200,
    });
    return this;
  }

  /** The carrier is asked to take a text of ours, and by default does. */
  handedOver(seconds: number, body: string, more: { messageId?: string; taken?: boolean } = {}): this {
    const { messageId = `msg_${body}`, taken = true } = more;
    const sid = `SM-${this.seen.carrierLog.length}`;
    const form = {
      To: PHONE,
      From: OURS,
      Body: body,
      StatusCallback: `https://parley.example/status?messageId=${messageId}`,
    };
    if (taken) this.onPhone(seconds, sid, body, 'to-phone');
    this.log(seconds, {
      ...{ type: 'create', form, faults: [] },
      ...(taken ? { outcome: 'accepted', messageSid: sid, httpStatus: 201 } : { outcome: 'dark' }),
    });
    return this;
  }

  record(seconds: number, messageId: string, message: string, more: Partial<ObservedMessage>): this {
    const seq = this.conversation.messages.length + 1;
    const usual = {
      direction: 'outbound',
      source: 'api',
      state: 'delivered',
      providerMessageId: null,
      turnId: null,
    } as const;
    const recorded = { ...usual, messageId, seq, timestamp: iso(seconds), message, ...more };
    this.conversation.messages.push(recorded);
    if (recorded.state !== 'withheld')
      this.conversation.transcript.push({ timestamp: recorded.timestamp, role: '', message, source: recorded.source });
    return this;
  }

  private onPhone(seconds: number, messageSid: string, body: string, direction: 'from-phone' | 'to-phone'): void {
    const numbers = direction === 'from-phone' ? { from: PHONE, to: OURS } : { from: OURS, to: PHONE };
    const what = { status: 'delivered', errorCode: null, segments: 1 } as const;
    this.seen.phones.push({ messageSid, direction, ...numbers, body, at: iso(seconds), ...what });
  }

  /** The carrier writes down what happens when it happens, in whatever order it is told here. */
  private log(seconds: number, entry: object): void {
    const log = this.seen.carrierLog;
    log.push({ seq: 0, at: iso(seconds), ...entry } as LogEntry);
    log.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    log.forEach((one, place) => {
      one.seq = place + 1;
    });
  }
}
