/** Why a text was not sent, by the rule that withheld it. */
const BY_RULE: Record<string, string> = {
  stale: 'Not sent: the lead had written again, so this reply was out of date.',
  answered: 'Not sent: another reply had answered already.',
  answered_by_person: 'Not sent: a person had answered already.',
  dropped: 'Not sent: Agent Mode was switched off, or no answer was wanted any more.',
  do_not_contact: 'Not sent: the lead is marked Do Not Contact.',
  opted_out: 'Not sent: the lead has opted out.',
  number_not_ours: 'Not sent: our number may not send texts any more.',
};

/** A rule that has no words yet is shown by its name: better than no reason. */
export function withheldWords(rule: string | null): string {
  if (rule !== null && Object.hasOwn(BY_RULE, rule)) return BY_RULE[rule]!;
  return rule === null ? 'Not sent.' : `Not sent: ${rule.replaceAll('_', ' ')}.`;
}
