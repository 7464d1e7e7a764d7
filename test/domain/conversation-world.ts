import { decide, resume } from '../../src/domain/conversation';
import type { ConversationEvent, Effect, Fact } from '../../src/domain/conversation-events';
import { type ConversationState, newConversation, nextDue } from '../../src/domain/conversation-state';
import type { Decision } from '../../src/domain/decision';
import { SETTINGS } from './conversation-notation';
import { Records } from './conversation-records';

export { isOnItsWay } from './conversation-records';

type Pending = { effect: Effect; ended?: ConversationEvent };

/**
 * Everything around a conversation's rules, in miniature: Postgres and the outside, Temporal (facts arrive in order, but late;
 * an action ends some time after it did its work) and the clock.
 */
export class World extends Records {
  state: ConversationState;
  /** Actions under way. */
  pending: Pending[] = [];
  told: Fact[] = [];
  /** Everything that was decided to be done, in order. */
  readonly effects: Effect[] = [];
  /** What the workflow heard: a fact, the end of an action, or nothing any more. */
  readonly log: { told?: Fact; ended?: { effect: Effect; event: ConversationEvent }; lost?: ConversationState }[] = [];

  constructor(
    private readonly afterDeciding: (before: ConversationState, event: ConversationEvent) => void = () => {},
    private readonly settings = SETTINGS,
    windowMs = 7_000,
    now = 0,
    interactionId = 'int_1',
  ) {
    super(windowMs, now, interactionId);
    this.state = newConversation(interactionId, now);
  }

  /** The provider reports on a text whose delivery is in doubt. */
  providerReports(): void {
    for (const [messageId, text] of this.texts) {
      const looking = this.state.outgoing.some((out) => out.messageId === messageId && out.phase === 'settling');
      if (text.state !== 'unconfirmed' && !(text.state === 'sending' && looking)) continue;
      text.state = 'done';
      const cleared = this.endUnconfirmed();
      this.commit({
        type: 'delivery-reported',
        messageId,
        state: 'delivered',
        ...(!cleared && { attentionCleared: false }),
      });
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
      else if (action.effect.type === 'settle-message' && action.effect.lastLook) {
        this.work(look, IN_VAIN);
        return;
      } else this.end(look, IN_VAIN);
    }
  }

  /** The workflow hears of the next fact; it may also hear of an old one again. */
  tell(again: boolean, choice: number): void {
    if (again) {
      const old = this.told[choice % Math.max(this.told.length, 1)];
      if (old) this.hear(old);
      return;
    }
    const fact = this.untold.shift();
    if (fact === undefined) return;
    this.told.push(fact);
    this.hear(fact);
  }

  pass(ms: number): void {
    this.now += ms;
    this.decide({ type: 'time-passed', at: this.now });
  }

  /** Time passes until something is due by itself, but no longer than so. */
  passUntilDue(mostMs: number): void {
    const ms = nextDue(this.state, this.settings).at - this.now;
    if (ms <= mostMs) this.pass(Math.max(ms, 0));
  }

  /** The workflow goes on in a new run: its state is carried as JSON. */
  continueAsNew(): void {
    if (this.pending.length === 0) this.state = JSON.parse(JSON.stringify(this.state));
  }

  /** The workflow is lost with all that it waits for, and another one starts from what Postgres says. */
  loseWorkflow(): void {
    this.pending = [];
    this.asked = [];
    const snapshot = this.snapshot();
    this.log.push({ lost: snapshot });
    this.take(resume(snapshot, this.now));
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
    this.log.push({ ended: { effect: action.effect, event: action.ended } });
    this.decide({ ...action.ended, at: this.now });
  }

  /** Everybody does their work, and nothing new happens. */
  settle(): void {
    for (let round = 0; round < 10_000; round++) {
      if (this.untold.length > 0) this.tell(false, 0);
      else if (this.pending.length > 0) this.end(0, 0);
      else {
        const due = nextDue(this.state, this.settings);
        if (due.what === 'no events: park') return;
        this.pass(Math.max(due.at - this.now, 0));
      }
    }
    throw new Error(`it never comes to rest: ${JSON.stringify(this.state)}`);
  }

  private hear(fact: Fact): void {
    this.log.push({ told: fact });
    this.decide(fact);
  }

  private decide(event: ConversationEvent): void {
    const before = this.state;
    this.take(decide(before, event, this.settings));
    this.afterDeciding(before, event);
  }

  private take({ state, effects }: Decision): void {
    this.state = state;
    this.effects.push(...effects);
    this.pending.push(...effects.map((effect) => ({ effect })));
    for (const effect of effects) {
      if (effect.type === 'forward-turn' && this.turn?.id === effect.turnId) this.turn.standing = 'asking';
    }
  }
}
