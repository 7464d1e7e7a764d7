import { setTimeout as sleep } from 'node:timers/promises';
import { newMessageSid } from '../../src/dev/carrier/messages';
import type { ApiCall } from '../support/api-client';
import type { Parley } from '../support/parley';
import { mustStayPrivate } from '../support/suite-output';
import type { Callers } from './callers';
import type { SeededRandom } from './seeded-random';
import type { KnownLead } from './world';

/** What happens to a lead next, and how often. */
const ACTS = {
  texts: 74,
  'texts another of our numbers': 5,
  'is texted by a program': 10,
  'is texted by a person': 6,
  'says STOP and START': 3,
  'asks for HELP': 1,
  'is left to people': 2,
} as const;

/** As Twilio does with `#rc=5`: five more tries. */
const WEBHOOK_TRIES = 6;
const MUST_BE_HEARD_PAUSE_MS = 500;
const LONGEST_PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 250;

export interface LifeParts {
  parley: Parley;
  /** With a person's session. */
  person: ApiCall;
  callers: Callers;
}

/** One lead and all who text with it, until the time is over. Its acts come one after another; what they set off does not. */
export class LeadLife {
  private texts = 0;
  private sends = 0;
  private interactionId: string | undefined;

  constructor(
    private readonly parts: LifeParts,
    private readonly lead: KnownLead,
    private readonly random: SeededRandom,
  ) {}

  async live(over: () => boolean): Promise<void> {
    // The lead writes first: a conversation that begins with our text has Agent Mode off.
    await this.mustBeHeard(`Hello from lead ${this.lead.leadId}`);
    while (!over()) {
      const shown = this.shown();
      await this.act();
      // People mostly wait for an answer, though not for long; without that a slow machine would only ever collect questions.
      const patience = this.random.chance(30) ? this.random.between(100, 1_500) : LONGEST_PATIENCE_MS;
      const end = Date.now() + patience;
      while (!over() && Date.now() < end && this.shown() === shown) await sleep(LOOK_EVERY_MS);
      await sleep(this.random.between(100, 1_500));
    }
  }

  /** How many texts of ours the lead has. */
  private shown(): number {
    return this.parts.parley.phone(this.lead.phone).length;
  }

  private async act(): Promise<void> {
    const { lead, random } = this;
    switch (random.weighted(ACTS)) {
      case 'texts':
        return this.burst(lead.ourNumber);
      case 'texts another of our numbers':
        return this.burst(lead.otherNumber);
      case 'is texted by a program':
        return this.isTexted('program');
      case 'is texted by a person':
        return this.isTexted('person');
      case 'asks for HELP':
        return this.text(lead.ourNumber, 'HELP');
      case 'says STOP and START': {
        // Whoever writes to the lead in this moment races with the opt-out.
        this.isTexted('program');
        if (random.chance(50)) this.isTexted('program');
        if (random.chance(70)) this.parts.callers.goOn(this.burst(lead.ourNumber));
        await sleep(random.between(0, 1_500));
        await this.mustBeHeard('STOP');
        if (random.chance(60)) this.isTexted(random.pick(['program', 'person']));
        if (random.chance(40)) await this.burst(random.pick([lead.ourNumber, lead.otherNumber]));
        await sleep(random.between(200, 3_000));
        return this.mustBeHeard('START');
      }
      case 'is left to people':
        await this.switchAgentMode(false);
        await this.burst(lead.ourNumber);
        return this.switchAgentMode(true);
    }
  }

  /** A few texts at once or soon after another: their webhooks overtake each other, and some come twice. */
  private async burst(ourNumber: string): Promise<void> {
    const { random } = this;
    const together = random.chance(40);
    const texts: Promise<void>[] = [];
    for (let left = random.weighted({ 1: 55, 2: 25, 3: 15, 4: 5 }); Number(left) > texts.length; ) {
      texts.push(this.text(ourNumber, `Question ${++this.texts} of lead ${this.lead.leadId}`));
      if (!together) await sleep(random.between(20, 600));
    }
    await Promise.all(texts);
  }

  private async text(ourNumber: string, body: string): Promise<void> {
    mustStayPrivate(body);
    const text = { from: this.lead.phone, to: ourNumber, body, messageSid: newMessageSid(), attempts: WEBHOOK_TRIES };
    const { carrier } = this.parts.parley;
    const first = carrier.text(text);
    if (this.random.chance(12)) {
      const again = sleep(this.random.between(0, 2_000)).then(() => carrier.text(text));
      this.parts.callers.goOn(again);
    }
    await first;
  }

  /** Writes, and has the carrier try until it was answered 200: what comes later is to know of it. */
  private async mustBeHeard(body: string): Promise<void> {
    const text = {
      from: this.lead.phone,
      to: this.lead.ourNumber,
      body,
      messageSid: newMessageSid(),
      attempts: WEBHOOK_TRIES,
    };
    const { carrier } = this.parts.parley;
    if (this.random.chance(20)) this.parts.callers.goOn(carrier.text(text));
    while ((await carrier.text(text)).webhookStatus !== 200) await sleep(MUST_BE_HEARD_PAUSE_MS);
  }

  /** Somebody writes to the lead, with a key, and again until there is an answer; now and then also after it, or twice at once. */
  private isTexted(by: 'program' | 'person'): void {
    const { parley, person, callers } = this.parts;
    const { leadId, phone, ourNumber } = this.lead;
    const callId = `${by}-${leadId}-${++this.sends}`;
    const body = `Note ${this.sends} by a ${by} for lead ${leadId}`;
    const entry = { what: 'send', by, callId, phone, body, idempotencyKey: callId } as const;
    const request = ['POST', '/api/v1/sms/send', { leadId, message: body, from: ourNumber }] as const;
    const call = by === 'person' ? person : parley.call;
    const repeatedLater = this.random.chance(15);
    callers.goOn(
      callers
        .repeat(entry, call, ...request)
        .then(() => (repeatedLater ? callers.repeat(entry, call, ...request) : undefined)),
    );
    if (this.random.chance(15)) callers.goOn(callers.repeat(entry, call, ...request));
  }

  private async switchAgentMode(agentMode: boolean): Promise<void> {
    const { parley, callers } = this.parts;
    const { leadId, phone } = this.lead;
    const interactionId = await this.findConversation();
    const entry = { what: 'agent-mode', callId: `mode-${leadId}-${Date.now()}`, phone, agentMode } as const;
    for (;;) {
      const answer = await callers.repeat(entry, parley.call, 'PATCH', `/api/v1/interactions/${interactionId}`, {
        agentMode,
      });
      if (answer?.status === 200) return;
    }
  }

  private async findConversation(): Promise<string> {
    while (this.interactionId === undefined) {
      const path = `/api/v1/interactions/lead/${this.lead.leadId}`;
      const answer = await this.parts.parley.call('GET', path).catch(() => undefined);
      this.interactionId = answer?.body?.data?.[0]?.interactionId;
      if (this.interactionId === undefined) await sleep(MUST_BE_HEARD_PAUSE_MS);
    }
    return this.interactionId;
  }
}
