/** Why a text was withheld, after "withheld: ". The names are those of `withheldRule` and of a refused reply's outcome. */
const WITHHELD: Record<string, string> = {
  stale: 'the lead had written again, so it answered only a part',
  answered: 'another reply had answered already',
  answered_by_person: 'a person had answered already',
  dropped: 'no answer was wanted any more, as Agent Mode was switched off or the lead is not to be texted',
  do_not_contact: 'the lead is marked Do Not Contact',
  opted_out: 'the lead opted out',
  cancelled: 'somebody cancelled it before it left',
  opted_in: 'the lead had opted in again before its opt-out was confirmed',
  number_not_ours: 'our number has left, or may not send texts',
  answer_limit: 'the agent had given as many answers within an hour as it may',
};

/** The reason behind a rule's name, as the end of a sentence: "the lead opted out". */
export function withheldReason(rule: string | null | undefined): string {
  return (rule && WITHHELD[rule]) || `the rule “${rule ?? 'unknown'}” forbade it`;
}
