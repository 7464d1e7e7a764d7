/** What the demo agent says, and which of the two ways of replying it uses for it. */
export interface Answer {
  text: string;
  /** `api`: later, by the send endpoint. `response`: at once, in the answer to the webhook. */
  by: 'api' | 'response';
}

interface Topic {
  words: RegExp;
  says: string;
  by: Answer['by'];
}

/** Plain characters only: a curly quote or a long dash would make a text cost twice as many segments. */
const TOPICS: Topic[] = [
  {
    words: /\b(appointments?|book(ing)?|schedul(e|ing)|reschedul(e|ing)|slots?|come (in|by))\b/i,
    says: 'we have appointments on weekday mornings and on Thursday afternoon. Tell us a day and a time that suit you, and a person will confirm it here.',
    by: 'api',
  },
  {
    words: /\b(open|opens|opening|hours?|close|closes|closed|closing)\b/i,
    says: 'we are open Monday to Friday from 9 am to 6 pm, and on Saturday from 10 am to 2 pm.',
    by: 'response',
  },
  {
    words: /\b(prices?|pricing|costs?|how much|fees?|charge)\b/i,
    says: 'a first visit is free. What comes after depends on what you need, so a person will write to you about prices.',
    by: 'response',
  },
];

const NOT_KNOWN =
  'I can help with opening hours and appointments. For anything else, write what you need and a person will answer here.';

/** Answers each topic that the lead's texts touch. Appointments take a look at a calendar, so their answer comes later. */
export function answerTo(text: string, firstName: string): Answer {
  const topics = TOPICS.filter((topic) => topic.words.test(text));
  const greeting = firstName.trim() === '' ? 'Hi' : `Hi ${firstName.trim()}`;
  if (topics.length === 0) return { text: `${greeting}, ${NOT_KNOWN}`, by: 'response' };
  const [first, ...others] = topics.map((topic) => topic.says);
  const sentences = [`${greeting}, ${first}`, ...others.map((says) => `Also, ${says}`)];
  return { text: sentences.join(' '), by: topics.some((topic) => topic.by === 'api') ? 'api' : 'response' };
}
