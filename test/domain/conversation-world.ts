import { type Decision, decide } from '../../src/domain/conversation';
import type {
  ConversationEvent,
  Delivery,
  DeliveryOutcome,
  Effect,
  Evidence,
  Fact,
  ForwardOutcome,
} from '../../src/domain/conversation-events';
import { type ConversationState, newConversation, nextDue } from '../../src/domain/conversation-state';
import { SETTINGS } from './conversation-notation';

type TurnStanding = 'collecting' | 'asking' | 'waiting' | 'closed';
type Pending = { effect: Effect; ended?: ConversationEvent };
type Text = { seq: number; state: 'queued' | 'sending' | 'unconfirmed' | 'done'; confirms?: boolean };
type FactBody = Fact extends infer F ? (F extends Fact ? Omit<F, 'seq' | 'after' | 'at'> : never) : never;

/** In Postgres a text is on its way until its outcome is known, or given up. */
export function isOnItsWay(text: { state: string }): boolean {
  return text.state === 'queued' || text.state === 'sending';
}

/**
 * Everything around a conversation's rules, in miniature: Postgres (turns, texts, the facts and their numbers), Temporal
 * (facts arrive in order, but late; an action ends some time after it did its work) and the clock. Whatever `choice` is,
 * only what can really happen happens.
 */
export class World {
  state: ConversationState = newConversation('int_1', 0);
  /** Actions under way. */
  pending: Pending[] = [];
  /** Facts that are committed and not told yet. */
  untold: Fact[] = [];
  told: Fact[] = [];
  /** What Postgres says of each text of ours. */
  readonly texts = new Map<string, Text>();
  /** The turns that an agent was asked about, as often as it was. */
  readonly asked: string[] = [];
  private turn: { id: string; standing: TurnStanding } | null = null;
  private agentMode = true;
  private unanswered = 0;
  private optedOut = false;
  /** Texts that wait for a person to decide. */
  private suspended = 0;
  private now = 0;
  private seq = 0;
  private lastFact = 0;
  private ids = 0;

  constructor(private readonly afterDeciding: (before: ConversationState, event: ConversationEvent) => void) {}

  leadWrites(): void {
    const messageId = this.newId('in');
    this.unanswered++;
    // A turn that somebody asked for takes the lead's next text in, whether Agent Mode is on or off.
    if (this.optedOut || this.suspended > 0 || (!this.agentMode && this.turn === null)) {
      if (this.suspended > 0) this.suspended++;
      this.commit({ type: 'inbound-message', messageId, agentMode: this.agentMode });
      return;
    }
    if (this.turn?.standing !== 'collecting') this.turn = { id: this.newId('turn'), standing: 'collecting' };
    const turnId = this.turn.id;
    const asked = { turnId, windowMs: 7_000, agentName: 'Dental AI' };
    this.commit({ type: 'inbound-message', messageId, agentMode: this.agentMode, ...asked });
  }

  weWrite(source: 'manual' | 'api'): void {
    if (this.optedOut) return; // refused
    if (source === 'manual') {
      this.answered();
      this.suspended = 0;
    }
    const messageId = this.newId('msg');
    this.commit({ type: 'send', messageId, source });
    this.texts.set(messageId, { seq: this.seq, state: 'queued' });
  }

  /** STOP when the lead is not opted out, else START. */
  leadSaysStopOrStart(): void {
    this.optedOut = !this.optedOut;
    if (this.optedOut) {
      this.turn = null;
      this.suspended = 0;
    }
    const consent = this.optedOut ? 'opted_out' : 'opted_in';
    const status = this.optedOut ? 'dnc' : 'in_progress';
    this.commit({ type: 'inbound-message', messageId: this.newId('in'), agentMode: this.agentMode, consent, status });
    if (!this.optedOut) return;
    const messageId = this.newId('msg');
    this.commit({ type: 'send', messageId, source: 'system' });
    this.texts.set(messageId, { seq: this.seq, state: 'queued', confirms: true });
  }

  /** A text that only sounds like an opt-out, or a person's decision that the one before did. */
  soundsLikeStopOrIsCleared(): void {
    if (this.optedOut) return;
    if (this.suspended === 0) {
      this.suspended = 1;
      this.unanswered++;
      this.turn = null;
      const messageId = this.newId('in');
      this.commit({ type: 'inbound-message', messageId, agentMode: this.agentMode, consent: 'near_opt_out' });
      return;
    }
    const texts = this.suspended;
    this.suspended = 0;
    const by = 'user_1';
    if (!this.agentMode) {
      this.commit({ type: 'near-opt-out-cleared', by });
      return;
    }
    this.turn = { id: this.newId('turn'), standing: 'collecting' };
    const asked = { turnId: this.turn.id, windowMs: 0, agentName: 'Dental AI', texts };
    this.commit({ type: 'near-opt-out-cleared', by, ...asked });
  }

  agentRepliesByApi(): void {
    if (this.turn === null || this.turn.standing === 'collecting') return;
    const messageId = this.newId('msg');
    this.commit({ type: 'agent-reply', messageId, turnId: this.turn.id });
    this.texts.set(messageId, { seq: this.seq, state: 'queued' });
    this.answered();
  }

  /** Somebody has the agent asked about what nobody answered; while a turn is open, that is refused. */
  askAgentAgain(): void {
    if (this.turn !== null || this.unanswered === 0 || this.optedOut || this.suspended > 0) return;
    const turnId = this.newId('turn');
    this.turn = { id: turnId, standing: 'collecting' };
    this.commit({ type: 'ask-agent-again', turnId, agentName: 'Dental AI', texts: this.unanswered });
  }

  switchAgentMode(): void {
    this.agentMode = !this.agentMode;
    if (!this.agentMode) this.turn = null;
    this.commit({ type: 'agent-mode-set', agentMode: this.agentMode });
  }

  /** The provider reports on a text whose delivery is in doubt. */
  providerReports(): void {
    for (const [messageId, text] of this.texts) {
      const looking = this.state.outgoing.some((out) => out.messageId === messageId && out.phase === 'settling');
      if (text.state !== 'unconfirmed' && !(text.state === 'sending' && looking)) continue;
      text.state = 'done';
      this.commit({ type: 'delivery-reported', messageId, state: 'delivered' });
      return;
    }
  }

  /** A text's send is unclear, and nothing shows what became of it: the last look has found that, and is not heard of yet. */
  lookInVain(): void {
    const IN_VAIN = 1;
    const delivery = this.pending.find(({ effect, ended }) => effect.type === 'deliver-message' && ended === undefined);
    if (delivery) this.end(this.pending.indexOf(delivery), 2);
    for (let looks = 0; looks < 10; looks++) {
      const look = this.pending.findIndex(({ effect }) => effect.type === 'settle-message');
      const action = this.pending[look];
      if (action === undefined) this.pass(31_000);
      else if (action.effect.type !== 'settle-message' || !action.effect.lastLook) this.end(look, IN_VAIN);
      else {
        this.work(look, IN_VAIN);
        return;
      }
    }
  }

  /** A person decides about a text of which nobody knows whether it arrived. */
  personDecides(choice: number): void {
    const waiting = [...this.texts].filter(([, text]) => text.state === 'unconfirmed');
    const [messageId, text] = waiting[choice % Math.max(waiting.length, 1)] ?? [];
    if (messageId === undefined || text === undefined) return;
    const by = 'user_1';
    const others = waiting.length > 1 ? {} : { attentionCleared: true as const };
    if (choice % 2 === 0) {
      text.state = 'done';
      this.commit({ type: 'marked-arrived', messageId, by, ...others });
    } else if (!this.optedOut) {
      text.state = 'queued';
      this.commit({ type: 'send-again', messageId, textSeq: text.seq, by, ...others });
    }
  }

  /** The agent gave all the answers of an hour: its turn fails where it is claimed, or where its reply is refused. */
  agentIsAtItsLimit(): void {
    if (this.turn === null) return;
    const turnId = this.turn.id;
    this.turn = null;
    this.commit({ type: 'answer-limit-reached', turnId, answersPerHour: 30, status: 'follow_up' });
  }

  /** The workflow hears of the next fact; it may also hear of an old one again. */
  tell(again: boolean, choice: number): void {
    if (again) {
      const old = this.told[choice % Math.max(this.told.length, 1)];
      if (old) this.decide(old);
      return;
    }
    const fact = this.untold.shift();
    if (fact === undefined) return;
    this.told.push(fact);
    this.decide(fact);
  }

  pass(ms: number): void {
    this.now += ms;
    this.decide({ type: 'time-passed', at: this.now });
  }

  /** One action does its work in the world; the workflow hears of it at another time. */
  work(index: number, choice: number): void {
    const action = this.pending[index % Math.max(this.pending.length, 1)];
    if (action === undefined || action.ended !== undefined) return;
    action.ended = this.perform(action.effect, choice);
  }

  /** One action ends for the workflow. */
  end(index: number, choice: number): void {
    const action = this.pending[index % Math.max(this.pending.length, 1)];
    if (action === undefined) return;
    action.ended ??= this.perform(action.effect, choice);
    this.pending = this.pending.filter((other) => other !== action);
    this.decide({ ...action.ended, at: this.now });
  }

  /** Everybody does their work, and nothing new happens. */
  settle(): void {
    for (let round = 0; round < 10_000; round++) {
      if (this.untold.length > 0) this.tell(false, 0);
      else if (this.pending.length > 0) this.end(0, 0);
      else {
        const due = nextDue(this.state, SETTINGS);
        if (due.what === 'no events: park') return;
        this.pass(Math.max(due.at - this.now, 0));
      }
    }
    throw new Error(`it never comes to rest: ${JSON.stringify(this.state)}`);
  }

  private perform(effect: Effect, choice: number): ConversationEvent {
    const at = this.now;
    switch (effect.type) {
      case 'forward-turn':
        return { type: 'turn-forwarded', at, turnId: effect.turnId, outcome: this.ask(effect.turnId, choice) };
      case 'fail-turn': {
        const failed = this.turn?.id === effect.turnId;
        if (failed) this.turn = null;
        return { type: 'turn-failed', at, turnId: effect.turnId, failed };
      }
      case 'deliver-message':
        return { type: 'delivery-ended', at, messageId: effect.messageId, delivery: this.deliver(effect, choice) };
      case 'settle-message': {
        const text = this.texts.get(effect.messageId)!;
        return {
          type: 'settle-ended',
          at,
          messageId: effect.messageId,
          evidence: this.look(text, effect.lastLook, choice),
        };
      }
      case 'record-idle':
        return { type: 'idle-recorded', at, status: 'incomplete' };
    }
  }

  private ask(turnId: string, choice: number): ForwardOutcome {
    if (this.turn?.id !== turnId) return { kind: 'closed' };
    this.asked.push(turnId);
    if (choice % 4 === 1) {
      this.turn.standing = 'waiting';
      return { kind: 'taken' };
    }
    if (choice % 4 === 2) return { kind: 'failed' };
    const messageId = this.newId('msg');
    const ahead = [...this.texts.values()].some(isOnItsWay);
    this.texts.set(messageId, { seq: ++this.seq, state: 'queued' }); // an event that the workflow is not told of
    const { seq } = this;
    this.answered();
    const delivery = ahead ? { outcome: 'behind' as const } : this.deliver({ messageId, lastTry: false }, choice >> 2);
    return { kind: 'replied', messageId, seq, delivery };
  }

  private deliver({ messageId, lastTry }: { messageId: string; lastTry: boolean }, choice: number): Delivery {
    const text = this.texts.get(messageId)!;
    if (text.state === 'unconfirmed' || text.state === 'done') return { outcome: 'accepted' };
    if (text.state === 'sending') return { outcome: 'unclear' };
    const inFront = [...this.texts].find(([, other]) => other.seq < text.seq && isOnItsWay(other));
    if (inFront !== undefined) {
      const [ahead, { seq }] = inFront;
      return { outcome: 'behind', ...(choice % 2 === 0 && { ahead: { messageId: ahead, seq } }) };
    }
    if (this.optedOut && !text.confirms) {
      text.state = 'done'; // withheld
      return { outcome: 'refused' };
    }
    const outcomes: DeliveryOutcome[] = ['accepted', 'refused', 'unclear', lastTry ? 'refused' : 'not-taken'];
    const outcome = outcomes[choice % outcomes.length]!;
    if (outcome === 'accepted' || outcome === 'refused') text.state = 'done';
    if (outcome === 'unclear') text.state = 'sending';
    return { outcome };
  }

  /** Somebody's attempt may have been alive all the time, and end without being taken. */
  private look(text: Text, lastLook: boolean, choice: number): Evidence {
    if (text.state === 'sending' && choice % 5 === 4) text.state = 'queued';
    if (text.state === 'queued') return 'not-taken';
    if (text.state !== 'sending') return 'settled';
    if (choice % 3 === 0) text.state = 'done';
    else if (lastLook) text.state = 'unconfirmed';
    return choice % 3 === 0 ? 'settled' : lastLook ? 'unconfirmed' : 'none';
  }

  private decide(event: ConversationEvent): void {
    const before = this.state;
    const decision: Decision = decide(before, event, SETTINGS);
    this.state = decision.state;
    this.pending.push(...decision.effects.map((effect) => ({ effect })));
    for (const effect of decision.effects) {
      if (effect.type === 'forward-turn' && this.turn?.id === effect.turnId) this.turn.standing = 'asking';
    }
    this.afterDeciding(before, event);
  }

  private answered(): void {
    this.turn = null;
    this.unanswered = 0;
  }

  private commit(fact: FactBody): void {
    this.untold.push({ ...fact, seq: ++this.seq, after: this.lastFact, at: ++this.now } as Fact);
    this.lastFact = this.seq;
  }

  private newId(kind: string): string {
    return `${kind}_${++this.ids}`;
  }
}
