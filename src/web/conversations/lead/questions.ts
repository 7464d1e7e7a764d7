interface Question {
  key: string;
  question: string;
}
interface Answered extends Question {
  /** Empty: not known. */
  answer: string;
}

/** What a lead has answered, in the order in which it was asked. */
export function knownAnswers(questionnaire: readonly Answered[]): Answered[] {
  return questionnaire.filter(({ answer }) => answer.trim() !== '');
}

/** What is still to find out: the campaign's questions first, then what else was asked without an answer. */
export function openQuestions(questionnaire: readonly Answered[], asked: readonly Question[]): Question[] {
  const known = new Set(knownAnswers(questionnaire).map(({ key }) => key));
  const open = new Map<string, Question>();
  for (const { key, question } of [...asked, ...questionnaire]) {
    if (!known.has(key) && !open.has(key)) open.set(key, { key, question });
  }
  return [...open.values()];
}
