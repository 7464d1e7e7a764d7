import type { NeedsPerson } from './attention';
import { windowEnd } from './batch';
import type { ScheduledText } from './scheduled-text';
import type { InteractionStatus } from './status';

/** How long the rules wait, from the configuration; milliseconds. */
export interface ConversationSettings {
  /** How long evidence is looked for after an unclear send. */
  settleForMs: number;
  /** A conversation in progress to which nothing happens for this long becomes incomplete. */
  idleIncompleteAfterMs: number;
  /** Without events for this long the workflow completes, to be resumed by the next event. */
  parkAfterMs: number;
}

/** The turn that waits for the agent. */
export interface OpenTurn {
  turnId: string;
  /** `asking` covers the agent's retries, which are the activity's; `failing` is the recording of its end. */
  phase: 'collecting' | 'asking' | 'waiting' | 'failing';
  openedAt: number;
  lastTextAt: number;
  windowMs: number;
  agentName: string;
  texts: number;
}

/** A text of ours on its way out. They stand in the order of `seq`, and only the first one moves. */
export interface OutgoingText {
  messageId: string;
  seq: number;
  phase:
    | 'ready'
    /** An activity is at it. */
    | 'delivering'
    /** Not taken, behind another text, or paced: tried again at `dueAt`. */
    | 'held'
    /** Unclear: evidence is looked for at `dueAt`. */
    | 'settling';
  /** When it first waited, for giving up; milliseconds since 1970. */
  since: number;
  dueAt: number;
  /** Attempts that were not taken. */
  notTaken: number;
  /** Looks for evidence that found none. */
  looks: number;
  /** A person had it sent again before the end of the last look was heard: it is claimed anew when that is. */
  again?: true;
  /** Held by the sending rate of its number, which gave it the slot `dueAt`. */
  paced?: true;
}

/**
 * A conversation as its workflow holds it: plain JSON, because it is carried over continue-as-new. What is pending in it
 * can be read back from Postgres (the snapshot), so losing it loses no text; the last decisions are forgotten then.
 */
export interface ConversationState {
  version: 1;
  interactionId: string;
  /** Every fact up to this `seq` has been handled. */
  handledSeq: number;
  status: InteractionStatus;
  agentMode: boolean;
  turn: OpenTurn | null;
  outgoing: OutgoingText[];
  /** Texts that wait for their time, the soonest first. A state carried over from the version before has none (`scheduledTexts`). */
  scheduled?: ScheduledText[];
  lastEventAt: number;
  /** The idle rule has done its work since the last event. */
  idleRecorded: boolean;
  /** Until when the agent rests, because a person wrote; not in a state of the version before. */
  restsUntil?: number | null;
  /** Why a person should look at it; the same as `interactions.attention`. */
  needsPerson: NeedsPerson | null;
  /** The last few decisions, newest last, for people reading the Temporal UI. */
  decisions: { at: number; what: string }[];
}

/** A conversation nothing has happened to yet. */
export function newConversation(interactionId: string, at: number): ConversationState {
  return {
    version: 1,
    interactionId,
    handledSeq: 0,
    status: 'in_progress',
    agentMode: false,
    turn: null,
    outgoing: [],
    scheduled: [],
    lastEventAt: at,
    idleRecorded: false,
    restsUntil: null,
    needsPerson: null,
    decisions: [],
  };
}

/** A text that is about to leave. */
export function readyText(messageId: string, seq: number, at: number): OutgoingText {
  return { messageId, seq, phase: 'ready', since: at, dueAt: at, notTaken: 0, looks: 0 };
}

export function scheduledTexts(state: ConversationState): ScheduledText[] {
  return state.scheduled ?? [];
}

/** What a conversation does next by itself: when, and in words for the timer's summary. */
export function nextDue(state: ConversationState, settings: ConversationSettings): { at: number; what: string } {
  const due: { at: number; what: string }[] = [];
  if (state.turn?.phase === 'collecting') {
    due.push({ at: windowEnd(state.turn), what: `batch window ${state.turn.windowMs / 1000} s` });
  }
  const head = state.outgoing[0];
  if (head?.phase === 'held') due.push({ at: head.dueAt, what: head.paced ? pacedUntil(head) : 'try the send again' });
  if (head?.phase === 'settling') due.push({ at: head.dueAt, what: 'look for evidence of an unclear send' });
  const next = scheduledTexts(state).find((text) => !text.releasing);
  if (next) due.push({ at: next.dueAt, what: next.why === 'quiet_hours' ? 'quiet hours end' : 'scheduled text' });
  if (state.status === 'in_progress' && !state.idleRecorded) {
    due.push({ at: state.lastEventAt + settings.idleIncompleteAfterMs, what: 'no traffic: incomplete' });
  }
  // What is still on its way keeps a conversation from parking; its own due times, or its end, move it.
  if (atRest(state) || due.length === 0) due.push({ at: parkAt(state, settings), what: 'no events: park' });
  return due.reduce((first, next) => (next.at < first.at ? next : first));
}

function pacedUntil({ dueAt }: OutgoingText): string {
  return `sending rate of the number: ${new Date(dueAt).toISOString().slice(11, 19)} UTC`;
}

/** When a conversation without further events may park, in milliseconds since 1970. */
export function parkAt(state: ConversationState, settings: ConversationSettings): number {
  return state.lastEventAt + settings.parkAfterMs;
}

/** Whether nothing is on its way: a conversation at rest may park whenever its time has come. */
export function atRest(state: ConversationState): boolean {
  const nothingLeaves = state.outgoing.length === 0 && scheduledTexts(state).length === 0;
  return nothingLeaves && (state.turn === null || state.turn.phase === 'waiting');
}

/** What a conversation waits for, as the class that operators filter by; `nothing` in its normal course. */
export function waitingFor(state: ConversationState): 'nothing' | 'evidence' | 'provider' | 'person' {
  const head = state.outgoing[0];
  if (head?.phase === 'settling') return 'evidence';
  if (head?.phase === 'held' && head.notTaken > 0) return 'provider';
  return state.needsPerson === null ? 'nothing' : 'person';
}
