import {
  CancellationScope,
  condition,
  makeContinueAsNewFunc,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { decide, resume } from '../src/domain/conversation';
import type { ConversationEvent, Effect, Fact } from '../src/domain/conversation-events';
import { atRest, newConversation, nextDue, parkAt } from '../src/domain/conversation-state';
import { createActions } from './actions';
import { Inbox } from './inbox';
import { type ConversationInput, factSignals } from './messages';
import { OperatorsView } from './operators-view';

/** How long a fact that is missing may take to come, before the conversation is read from Postgres instead. */
const MISSING_FACT_MS = 30_000;

/**
 * One conversation, for as long as it lives: takes facts as signals, waits out batch windows, has the agent asked and texts
 * delivered, and decides everything by `src/domain/conversation.ts`. Postgres holds every fact before it comes here, so
 * this workflow can be lost and taken up again.
 */
export function conversation(input: ConversationInput): Promise<void> {
  // Cancelling would only strand what is pending; ending a conversation's workflow is what Terminate is for.
  return CancellationScope.nonCancellable(() => converse(input));
}

async function converse(input: ConversationInput): Promise<void> {
  const { settings } = input;
  const now = () => Date.now(); // the workflow's time, the same in every replay
  const actions = createActions(input, now);
  const view = new OperatorsView(input.shown ?? { status: 'in_progress', waitingFor: 'nothing' }, settings);

  // 1. What can happen: facts come as signals, our own actions end, time passes. All only line up.
  const inbox = new Inbox();
  const ended: ConversationEvent[] = [];
  for (const { type, signal, description } of factSignals) {
    setHandler(signal, (payload) => inbox.put({ type, ...payload } as Fact), { description });
  }

  let underWay = 0;
  const perform = (effects: Effect[]) => {
    for (const effect of effects) {
      underWay++;
      void actions.perform(effect).then((event) => {
        underWay--;
        ended.push(event);
      });
    }
  };

  const timers = new Set<number>();
  const wakeAt = (due: { at: number; what: string }) => {
    // A timer that fires too early because its due time moved is harmless: the next one sleeps the rest.
    if (due.at <= now() || [...timers].some((at) => at <= due.at)) return;
    timers.add(due.at);
    void sleep(due.at - now(), { summary: due.what }).then(() => {
      timers.delete(due.at);
      ended.push({ type: 'time-passed', at: now() });
    });
  };

  /** Goes on from what Postgres says. */
  const startOver = () => continueAsNew({ ...input, resume: true, state: undefined, shown: view.shown });

  let state = input.state ?? newConversation(input.interactionId, now());
  if (input.resume) {
    const taken = resume(await actions.loadSnapshot(), now());
    state = taken.state;
    perform(taken.effects);
  }
  let toldTime = 0;
  let gapSince: number | null = null;
  let readAnew = false;

  for (;;) {
    // 2. Take what comes next: the end of an action, or the fact with the lowest seq.
    const event = ended.shift() ?? inbox.take(state.handledSeq);
    if (event !== undefined) {
      // 3. Decide, then act.
      const decision = decide(state, event, settings);
      state = decision.state;
      perform(decision.effects);
      readAnew ||= event.type === 'look-again';
      continue;
    }
    const due = nextDue(state, settings);
    if (due.at <= now() && toldTime < now()) {
      toldTime = now(); // told once a moment: what is due and still does not happen waits for an action under way
      ended.push({ type: 'time-passed', at: now() });
      continue;
    }

    // 4. Nothing more to take: park, start afresh, or wait. No await stands before the return: a signal that comes in this
    //    very moment makes the server refuse the completion, and we go on with the signal.
    view.update(state);
    const quiet = underWay === 0 && inbox.empty(state.handledSeq);
    if (quiet && atRest(state) && now() >= parkAt(state, settings)) return;
    if (quiet && readAnew) await startOver();
    if (quiet && historyIsLong(settings.continueAsNewAfter))
      await continueAsNew({ ...input, resume: false, state, shown: view.shown });

    gapSince = inbox.hasGap(state.handledSeq) ? (gapSince ?? now()) : null;
    if (gapSince !== null) {
      const limit = gapSince + (settings.missingFactMs ?? MISSING_FACT_MS);
      if (underWay === 0 && now() >= limit) {
        await startOver();
      }
      wakeAt({ at: limit, what: 'a fact is missing' });
    }
    wakeAt(due);
    await condition(
      () => ended.length > 0 || inbox.ready(state.handledSeq) || (gapSince === null && inbox.hasGap(state.handledSeq)),
    );
  }
}

const continueAsNew = makeContinueAsNewFunc<typeof conversation>();

function historyIsLong(limit: number | undefined): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || (limit !== undefined && historyLength >= limit);
}
