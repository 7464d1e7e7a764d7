/** A question and what a lead answered; an empty answer is one that is not known. */
export interface LeadAnswer {
  key: string;
  question: string;
  answer: string;
}

/** A row of the form: where in the form's list it is, or -1 while nothing was written to it. */
export interface AnswerRow extends LeadAnswer {
  place: number;
}

/** The questions of the campaign in its order, then what else is known of the lead. */
export function answerRows(
  answers: readonly LeadAnswer[],
  asked: readonly { key: string; question: string }[],
): AnswerRow[] {
  const rows = asked.map(({ key, question }) => {
    const place = answers.findIndex((given) => given.key === key);
    return { key, question: answers[place]?.question || question, answer: answers[place]?.answer ?? '', place };
  });
  const others = answers.flatMap((given, place) =>
    asked.some(({ key }) => key === given.key) ? [] : [{ ...given, place }],
  );
  return [...rows, ...others];
}

/** What differs from what was known: all that is sent, as an agent may have found out more meanwhile. */
export function answersToSend(known: readonly LeadAnswer[], now: readonly LeadAnswer[]): LeadAnswer[] {
  return now.filter(({ key, question, answer }) => {
    const before = known.find((given) => given.key === key);
    return before ? before.answer !== answer || before.question !== question : answer.trim() !== '';
  });
}
