import { LogIndex } from './log-index';
import type { Observations, Violation } from './observations';
import { forwarded, recordedOnce } from './rules/inbound';
import { nothingAfterStop } from './rules/opt-outs';
import { inOrder } from './rules/order';
import { noStaleReply, oneReplyPerTurn } from './rules/replies';
import { answersAreTrue, nothingHangs, nothingInvented, sentOnce, statesAreTrue } from './rules/sends';

const RULES = [
  recordedOnce,
  forwarded,
  oneReplyPerTurn,
  noStaleReply,
  sentOnce,
  statesAreTrue,
  nothingHangs,
  answersAreTrue,
  nothingInvented,
  nothingAfterStop,
  inOrder,
];

/** Holds what was seen from outside against what Parley promises. @returns what was broken; nothing: all was kept */
export function check(observations: Observations): Violation[] {
  const index = new LogIndex(observations);
  return RULES.flatMap((rule) => rule(index));
}
