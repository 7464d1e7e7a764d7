import assert from 'node:assert/strict';
import { newMessageSid } from '../../src/dev/carrier/messages';
import { eventually } from '../support/eventually';
import type { AgentRequest, AgentResponse } from '../support/scripted-agent';
import { AgentNotes } from './agent-notes';
import { Callers } from './callers';
import { check } from './checker';
import type { BugName } from './deliberate-bugs';
import type { Violation } from './observations';
import { observe, seenOf } from './observe';
import { SeededRandom } from './seeded-random';
import { readAtRest } from './transcripts';
import type { ChaosWorld, KnownLead } from './world';

const WEBHOOK_TRIES = 6;
const REST_LIMIT_MS = 20_000;
const PATIENCE = { limitMs: 20_000 };

type Script = (request: AgentRequest) => AgentResponse | Promise<AgentResponse>;

/** A world in which one bug at a time is given its opportunity. Each run has a lead of its own. */
export class DirectedRuns {
  private readonly notes = new AgentNotes();
  private readonly callers = new Callers(new SeededRandom(1));
  /** By the lead's phone; else the reply is in the response. */
  private readonly scripts = new Map<string, Script>();
  private readonly leads = new Map<BugName, KnownLead>();

  constructor(private readonly world: ChaosWorld) {
    world.parley.agent.answer((request) => {
      this.notes.take(request);
      const script = this.scripts.get(request.payload.message.senderPhone);
      return script?.(request) ?? this.reply(request);
    });
  }

  /** Does what brings the bug out, where it is there. */
  async run(name: BugName): Promise<void> {
    const lead = this.world.leads[this.leads.size]!;
    this.leads.set(name, lead);
    await RUNS[name](this, lead);
  }

  /** Waits until all has come to rest. @returns what the checker says of each run, by what was seen of its lead */
  async judge(): Promise<Map<BugName, Violation[]>> {
    await this.callers.settled();
    const { parley } = this.world;
    const { conversations } = await readAtRest(parley.call, REST_LIMIT_MS);
    const seen = observe(parley, this.notes, this.callers, conversations);
    return new Map([...this.leads].map(([name, { phone }]) => [name, check(seenOf(seen, phone))]));
  }

  get parley() {
    return this.world.parley;
  }

  script(lead: KnownLead, script: Script): void {
    this.scripts.set(lead.phone, script);
  }

  reply({ payload }: AgentRequest): AgentResponse {
    return { body: { reply: this.notes.newReply(payload.turnId) } };
  }

  async text(lead: KnownLead, body: string, messageSid = newMessageSid()): Promise<void> {
    const text = { from: lead.phone, to: lead.ourNumber, body, messageSid, attempts: WEBHOOK_TRIES };
    const { webhookStatus } = await this.parley.carrier.text(text);
    assert.equal(webhookStatus, 200);
  }

  async send(lead: KnownLead, body: string): Promise<void> {
    const callId = `${body} to ${lead.leadId}`;
    const entry = { what: 'send', by: 'program', callId, phone: lead.phone, body, idempotencyKey: callId } as const;
    const request = { leadId: lead.leadId, message: body };
    await this.callers.once(entry, this.parley.call, 'POST', '/api/v1/sms/send', request);
  }

  async replyByApi({ payload }: AgentRequest, body: string): Promise<void> {
    const { turnId, lead, message } = payload;
    const entry = { what: 'send', by: 'agent', callId: body, phone: message.senderPhone, body } as const;
    const request = { leadId: lead.leadId, source: 'sms_agent', turnId, message: body };
    await this.callers.once(entry, this.parley.call, 'POST', '/api/v1/sms/send', request);
  }

  newReply({ payload }: AgentRequest): string {
    return this.notes.newReply(payload.turnId);
  }

  goOn(work: Promise<unknown>): void {
    this.callers.goOn(work);
  }

  async phoneShows(lead: KnownLead, count: number): Promise<void> {
    await eventually(() => assert.equal(this.parley.phone(lead.phone).length >= count, true), PATIENCE);
  }

  /** Waits until the carrier has said no to a text for this phone. */
  async refused(lead: KnownLead): Promise<void> {
    const isRefusal = (entry: { type: string; form?: { To?: string }; httpStatus?: number | null }) =>
      entry.type === 'create' && entry.form?.To === lead.phone && entry.httpStatus === 429;
    await eventually(() => this.parley.carrier.log().some(isRefusal as never), PATIENCE);
  }
}

const RUNS: Record<BugName, (on: DirectedRuns, lead: KnownLead) => Promise<void>> = {
  async 'a text that comes twice is recorded twice'(on, lead) {
    const sid = newMessageSid();
    await on.text(lead, 'Are you open?', sid);
    await on.text(lead, 'Are you open?', sid);
    await on.phoneShows(lead, 1);
  },

  async 'an unclear send is sent again'(on, lead) {
    on.parley.carrier.setFault({ kind: 'drop-after-accept', to: lead.phone });
    // A report would settle it before anybody could try again.
    on.parley.carrier.setFault({ kind: 'no-reports', to: lead.phone });
    await on.text(lead, 'Is it taken?');
    await on.phoneShows(lead, 1);
  },

  async 'a turn takes a second reply'(on, lead) {
    on.script(lead, (request) => {
      const inTurn = async () => {
        await on.replyByApi(request, on.newReply(request));
        await on.replyByApi(request, on.newReply(request));
      };
      on.goOn(inTurn());
      return { body: {} };
    });
    await on.text(lead, 'Who answers me?');
    await on.phoneShows(lead, 1);
  },

  async 'a claim does not ask for consent'(on, lead) {
    // Taken by Parley, refused for now by the carrier: what STOP meets is a text that waits.
    on.parley.carrier.setFault({ kind: 'status', httpStatus: 429, to: lead.phone });
    on.goOn(on.send(lead, 'Our newest offer'));
    await on.refused(lead);
    await on.text(lead, 'STOP');
  },

  async 'a webhook is answered before its text is recorded'(on, lead) {
    await on.text(lead, 'Do you hear me?');
    await on.parley.api.kill();
    await on.parley.api.start();
    await on.text(lead, 'Hello?');
    await on.phoneShows(lead, 1);
  },

  async 'a later text overtakes'(on, lead) {
    on.script(lead, async (request) => {
      on.parley.carrier.setFault({ kind: 'status', httpStatus: 429, to: lead.phone });
      on.goOn(on.send(lead, 'First the program'));
      await on.refused(lead);
      return on.reply(request);
    });
    await on.text(lead, 'Then the agent?');
    await on.phoneShows(lead, 2);
  },
};
