import { type NeedsPerson, withoutReasonOfAgent, withReason } from '../../src/domain/attention';
import type {
  ConversationEvent,
  Delivery,
  DeliveryOutcome,
  Effect,
  Evidence,
  Fact,
  ForwardOutcome,
  Release,
} from '../../src/domain/conversation-events';
import { type ConversationState, newConversation, readyText } from '../../src/domain/conversation-state';
import type { InteractionStatus } from '../../src/domain/status';

const AGENT = 'Dental AI';

type TurnStanding = 'collecting' | 'asking' | 'waiting' | 'closed';
type Turn = {
  id: string;
  standing: TurnStanding;
  openedAt: number;
  lastTextAt: number;
  windowMs: number;
  texts: number;
};
type Text = {
  seq: number;
  at: number;
  state: 'scheduled' | 'queued' | 'sending' | 'unconfirmed' | 'done';
  confirms?: boolean;
  sendAt?: number;
  scheduledFor?: 'asked' | 'quiet_hours';
  /** A person had it sent again. */
  again?: boolean;
};
/** A request to the provider. */
type HandOver = {
  messageId: string;
  seq: number;
  taken: boolean;
  optedOut: boolean;
  confirms: boolean;
  again: boolean;
};
type FactBody = Fact extends infer F ? (F extends Fact ? Omit<F, 'seq' | 'after' | 'at'> : never) : never;

/** In Postgres a text is on its way until its outcome is known, or given up. */
export function isOnItsWay(text: { state: string }): boolean {
  return text.state === 'queued' || text.state === 'sending';
}

/**
 * Postgres in miniature: turns, texts, the facts and their numbers; and the outside, to which actions go. Whatever `choice`
 * is, only what can really happen happens.
 */
export class Records {
  /** Facts that are committed and not told yet. */
  untold: Fact[] = [];
  /** What Postgres says of each text of ours. */
  readonly texts = new Map<string, Text>();
  /** The turns that an agent was asked about, as often as it was since the workflow was last lost. */
  asked: string[] = [];
  /** What reached the provider, in order. */
  readonly handOvers: HandOver[] = [];
  turn: Turn | null = null;
  protected status: InteractionStatus = 'in_progress';
  protected attention: NeedsPerson | null = null;
  protected agentMode = true;
  protected unanswered = 0;
  protected optedOut = false;
  /** Texts that wait for a person to decide. */
  protected suspended = 0;
  protected seq = 0;
  protected lastFact = 0;
  private ids = 0;

  constructor(
    protected readonly windowMs: number,
    public now: number,
    protected readonly interactionId: string,
  ) {}

  leadWrites(): void {
    const messageId = this.newId('in');
    this.unanswered++;
    // A turn that somebody asked for takes the lead's next text in, whether Agent Mode is on or off.
    if (this.optedOut || this.suspended > 0 || (!this.agentMode && this.turn === null)) {
      if (this.suspended > 0) this.suspended++;
      this.commit({ type: 'inbound-message', messageId, agentMode: this.agentMode });
      return;
    }
    if (this.turn?.standing === 'collecting') this.turn.texts++;
    else this.turn = this.newTurn(this.windowMs, (this.turn?.texts ?? 0) + 1);
    const { id: turnId, windowMs } = this.turn;
    this.commit({ type: 'inbound-message', messageId, agentMode: this.agentMode, turnId, windowMs, agentName: AGENT });
    this.turn.lastTextAt = this.now;
  }

  /** A text that is recovered, too old for the agent. */
  lateTextComes(): void {
    this.attention = withReason(this.attention, 'late text');
    this.commit({ type: 'inbound-message', messageId: this.newId('in'), agentMode: this.agentMode, late: true });
  }

  weWrite(source: 'manual' | 'api'): void {
    if (this.optedOut) return; // refused
    if (source === 'manual') {
      this.answered();
      this.suspended = 0;
      this.attention = null;
    }
    const messageId = this.newId('msg');
    this.commit({ type: 'send', messageId, source });
    this.queue(messageId);
  }

  /** A text for later, or where there is one that waits: it is cancelled, or gets another time. */
  scheduleOrChange(choice: number): void {
    const [messageId, text] = [...this.texts].find(([, { state }]) => state === 'scheduled') ?? [];
    const dueAt = this.now + [1, 3_000, 60_000, 7_200_000][choice % 4]!;
    if (messageId === undefined || text === undefined || choice % 3 === 0) {
      if (this.optedOut) return; // refused
      const scheduled = this.newId('msg');
      this.commit({ type: 'text-scheduled', messageId: scheduled, dueAt });
      const parts = { state: 'scheduled', sendAt: dueAt, scheduledFor: 'asked' } as const;
      this.texts.set(scheduled, { seq: this.seq, at: this.now, ...parts });
    } else if (choice % 3 === 1) {
      text.state = 'done';
      this.commit({ type: 'schedule-cancelled', messageId });
    } else {
      Object.assign(text, { sendAt: dueAt, scheduledFor: 'asked' });
      this.commit({ type: 'schedule-changed', messageId, dueAt });
    }
  }

  /** A person decides about a text of which nobody knows whether it arrived. */
  personDecides(choice: number): void {
    const waiting = [...this.texts].filter(([, text]) => text.state === 'unconfirmed');
    const [messageId, text] = waiting[choice % Math.max(waiting.length, 1)] ?? [];
    if (messageId === undefined || text === undefined) return;
    const sendsAgain = choice % 2 !== 0;
    if (sendsAgain && this.optedOut) return; // refused
    Object.assign(text, sendsAgain ? { state: 'queued', again: true } : { state: 'done' });
    const told = { messageId, by: 'user_1', ...(this.endUnconfirmed() && { attentionCleared: true as const }) };
    if (sendsAgain) {
      // Whoever decides so says that it did not arrive.
      for (const handOver of this.handOvers) if (handOver.messageId === messageId) handOver.taken = false;
      this.commit({ type: 'send-again', textSeq: text.seq, ...told });
    } else this.commit({ type: 'marked-arrived', ...told });
  }

  /** The agent gave all the answers of an hour: its turn fails where it is claimed, or where its reply is refused. */
  agentIsAtItsLimit(): void {
    if (this.turn === null) return;
    const turnId = this.turn.id;
    this.turn = null;
    this.status = 'follow_up';
    this.attention = withReason(this.attention, 'answer limit');
    this.commit({ type: 'answer-limit-reached', turnId, answersPerHour: 30, status: 'follow_up' });
  }

  /** STOP when the lead is not opted out, else START. */
  leadSaysStopOrStart(): void {
    this.optedOut = !this.optedOut;
    if (this.optedOut) {
      this.turn = null;
      this.suspended = 0;
      if (this.attention === 'near opt-out') this.attention = null;
    }
    const consent = this.optedOut ? 'opted_out' : 'opted_in';
    const status = this.optedOut ? 'dnc' : 'in_progress';
    this.status = status;
    this.commit({ type: 'inbound-message', messageId: this.newId('in'), agentMode: this.agentMode, consent, status });
    if (!this.optedOut) return;
    const messageId = this.newId('msg');
    this.commit({ type: 'send', messageId, source: 'system' });
    this.queue(messageId, true);
  }

  /** A text that only sounds like an opt-out, or a person's decision that the one before did. */
  soundsLikeStopOrIsCleared(): void {
    if (this.optedOut) return;
    if (this.suspended === 0) {
      this.suspended = 1;
      this.unanswered++;
      this.turn = null;
      this.attention = 'near opt-out';
      const messageId = this.newId('in');
      this.commit({ type: 'inbound-message', messageId, agentMode: this.agentMode, consent: 'near_opt_out' });
      return;
    }
    const texts = this.suspended;
    this.suspended = 0;
    this.attention = null;
    const by = 'user_1';
    if (!this.agentMode) {
      this.commit({ type: 'near-opt-out-cleared', by });
      return;
    }
    this.turn = this.newTurn(0, texts);
    const asked = { turnId: this.turn.id, windowMs: 0, agentName: AGENT, texts };
    this.commit({ type: 'near-opt-out-cleared', by, ...asked });
  }

  agentRepliesByApi(): void {
    if (this.turn === null || this.turn.standing === 'collecting') return;
    const messageId = this.newId('msg');
    this.commit({ type: 'agent-reply', messageId, turnId: this.turn.id });
    this.queue(messageId);
    this.answered();
    this.attention = withoutReasonOfAgent(this.attention);
  }

  /** Somebody has the agent asked about what nobody answered; while a turn is open, that is refused. */
  askAgentAgain(): void {
    if (this.turn !== null || this.unanswered === 0 || this.optedOut || this.suspended > 0) return;
    this.turn = this.newTurn(0, this.unanswered);
    if (this.attention === 'late text') this.attention = null; // who asks has seen it
    this.commit({ type: 'ask-agent-again', turnId: this.turn.id, agentName: AGENT, texts: this.unanswered });
  }

  switchAgentMode(): void {
    this.agentMode = !this.agentMode;
    if (!this.agentMode) this.turn = null;
    this.commit({ type: 'agent-mode-set', agentMode: this.agentMode });
  }

  /** As src/db/snapshot.ts reads it. */
  snapshot(): ConversationState {
    const { turn, status, agentMode, attention: needsPerson } = this;
    return {
      ...{
        ...newConversation(this.interactionId, this.now),
        handledSeq: this.lastFact,
        status,
        agentMode,
        needsPerson,
      },
      turn: turn && {
        ...{ turnId: turn.id, phase: turn.standing === 'closed' ? 'waiting' : turn.standing, agentName: AGENT },
        ...{ openedAt: turn.openedAt, lastTextAt: turn.lastTextAt, windowMs: turn.windowMs, texts: turn.texts },
      },
      outgoing: [...this.texts]
        .filter(([, text]) => isOnItsWay(text))
        .map(([messageId, { seq, at }]) => readyText(messageId, seq, at))
        .sort((a, b) => a.seq - b.seq),
      scheduled: [...this.texts]
        .filter(([, text]) => text.state === 'scheduled')
        .map(([messageId, { sendAt = 0, scheduledFor = 'asked' }]) => ({
          messageId,
          dueAt: this.optedOut ? this.now : sendAt,
          why: scheduledFor,
        })),
    };
  }

  protected perform(effect: Effect, choice: number): ConversationEvent {
    const at = this.now;
    switch (effect.type) {
      case 'forward-turn':
        return { type: 'turn-forwarded', at, turnId: effect.turnId, outcome: this.ask(effect.turnId, choice) };
      case 'fail-turn': {
        const failed = this.turn?.id === effect.turnId;
        if (failed) {
          this.turn = null;
          this.status = 'follow_up';
          this.attention = withReason(this.attention, 'agent failed');
        }
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
      case 'release-text':
        return { type: 'release-ended', at, messageId: effect.messageId, release: this.release(effect.messageId) };
      case 'record-idle':
        this.status = 'incomplete';
        return { type: 'idle-recorded', at, status: 'incomplete' };
    }
  }

  protected ask(turnId: string, choice: number): ForwardOutcome {
    if (this.turn?.id !== turnId) return { kind: 'closed' };
    this.asked.push(turnId);
    if (choice % 4 === 1) {
      this.turn.standing = 'waiting';
      return { kind: 'taken' };
    }
    if (choice % 4 === 2) return { kind: 'failed' };
    const messageId = this.newId('msg');
    const ahead = [...this.texts.values()].some(isOnItsWay);
    const seq = ++this.seq; // an event that the workflow is not told of
    this.queue(messageId);
    this.answered();
    this.attention = withoutReasonOfAgent(this.attention);
    const delivery = ahead ? { outcome: 'behind' as const } : this.deliver({ messageId, lastTry: false }, choice >> 2);
    return { kind: 'replied', messageId, seq, delivery };
  }

  protected release(messageId: string): Release {
    const text = this.texts.get(messageId)!;
    if (isOnItsWay(text)) return { outcome: 'released', seq: text.seq };
    if (text.state !== 'scheduled') return { outcome: 'gone' };
    if (this.optedOut) {
      text.state = 'done';
      return { outcome: 'withheld' };
    }
    if (text.sendAt! > this.now) return { outcome: 'waits', dueAt: text.sendAt! };
    Object.assign(text, { state: 'queued', seq: ++this.seq }); // an event that the workflow is not told of
    return { outcome: 'released', seq: text.seq };
  }

  protected deliver({ messageId, lastTry }: { messageId: string; lastTry: boolean }, choice: number): Delivery {
    const text = this.texts.get(messageId)!;
    if (text.state === 'unconfirmed' || text.state === 'done') return { outcome: 'accepted' };
    if (text.state === 'sending') return { outcome: 'unclear' };
    const inFront = [...this.texts].find(([, other]) => other.seq < text.seq && isOnItsWay(other));
    if (inFront !== undefined) {
      const [ahead, { seq }] = inFront;
      return { outcome: 'behind', ...(choice % 2 === 0 && { ahead: { messageId: ahead, seq } }) };
    }
    if (this.optedOut && !text.confirms) {
      text.state = 'done'; // withheld: somebody decided it, so nobody needs to be told
      return { outcome: 'accepted' };
    }
    if (text.state === 'scheduled') return { outcome: 'scheduled', until: text.sendAt! };
    if (choice % 7 === 6 && !text.confirms) {
      Object.assign(text, { state: 'scheduled', sendAt: this.now + 3_600_000, scheduledFor: 'quiet_hours' });
      return { outcome: 'scheduled', until: text.sendAt! };
    }
    const outcomes: DeliveryOutcome[] = ['accepted', 'refused', 'unclear', lastTry ? 'refused' : 'not-taken', 'paced'];
    const outcome = outcomes[choice % outcomes.length]!;
    if (outcome === 'paced') return { outcome, until: this.now + 50 * choice };
    const { seq, confirms = false, again = false } = text;
    // An unclear one may or may not be taken; that it is, is what must not happen twice.
    const taken = outcome === 'accepted' || outcome === 'unclear';
    this.handOvers.push({ messageId, seq, taken, optedOut: this.optedOut, confirms, again });
    if (outcome === 'accepted' || outcome === 'refused') text.state = 'done';
    if (outcome === 'refused') this.attention = withReason(this.attention, 'send failed');
    if (outcome === 'unclear') text.state = 'sending';
    return { outcome };
  }

  /** Somebody's attempt may have been alive all the time, and end without being taken. */
  protected look(text: Text, lastLook: boolean, choice: number): Evidence {
    if (text.state === 'sending' && choice % 5 === 4) {
      text.state = 'queued';
      for (const handOver of this.handOvers) if (handOver.seq === text.seq) handOver.taken = false;
    }
    if (text.state === 'queued') return 'not-taken';
    if (text.state !== 'sending') return 'settled';
    if (choice % 3 === 0) text.state = 'done';
    else if (lastLook) {
      text.state = 'unconfirmed';
      this.attention = withReason(this.attention, 'send unconfirmed');
    }
    return choice % 3 === 0 ? 'settled' : lastLook ? 'unconfirmed' : 'none';
  }

  /** A text is unconfirmed no more: whether nobody has to look any more for the sake of such texts. */
  protected endUnconfirmed(): boolean {
    const more = [...this.texts.values()].some((text) => text.state === 'unconfirmed');
    if (this.attention !== 'send unconfirmed' || more) return false;
    this.attention = null;
    return true;
  }

  protected newTurn(windowMs: number, texts: number): Turn {
    const { now } = this;
    return { id: this.newId('turn'), standing: 'collecting', openedAt: now, lastTextAt: now, windowMs, texts };
  }

  /** A text of ours, of the event that was recorded last. */
  protected queue(messageId: string, confirms = false): void {
    this.texts.set(messageId, { seq: this.seq, at: this.now, state: 'queued', confirms });
  }

  protected answered(): void {
    this.turn = null;
    this.unanswered = 0;
  }

  protected commit(fact: FactBody): void {
    this.untold.push({ ...fact, seq: ++this.seq, after: this.lastFact, at: ++this.now } as Fact);
    this.lastFact = this.seq;
  }

  protected newId(kind: string): string {
    return `${kind}_${++this.ids}`;
  }
}
