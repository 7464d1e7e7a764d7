import type { Head } from '../../live/cache-keys';

export type AttentionReason = NonNullable<Head['attention']>['reason'];

const WORDS: Record<AttentionReason, string> = {
  agent_failed: 'The agent could not be reached. The lead waits for an answer.',
  send_failed: 'A text did not reach the lead. The reason stands with it.',
  send_unconfirmed: 'It is not known whether the lead got a text. The provider did not say.',
  near_opt_out: 'The lead may want no more texts. The agent is not asked until you decide.',
  answer_limit:
    'The agent gave as many answers within an hour as it may: perhaps two programs text each other. Look before you go on.',
  late_text: 'A text of the lead came late. Look whether it still needs an answer.',
};

/** Why a conversation needs a person, in a sentence for the person who has it open. */
export function attentionWords(reason: AttentionReason): string {
  return WORDS[reason];
}

const BLOCKED: Record<Head['consent'], string | null> = {
  ok: null,
  opted_out:
    'The lead has opted out. Nothing can be sent until the lead texts START, or is opted in beside the thread.',
  do_not_contact: 'The lead is marked Do Not Contact. Nothing can be sent until that is lifted beside the thread.',
};

/** Why the lead may not be texted, and what would change that; null: it may be. */
export function blockedWords(consent: Head['consent']): string | null {
  return BLOCKED[consent] ?? null;
}
