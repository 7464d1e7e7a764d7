import type { CarrierMessage } from './messages';

/** Twilio's own words, by its default for long codes: single words alone, whatever their case. */
const WORDS = {
  STOP: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  START: ['START', 'YES', 'UNSTOP'],
  HELP: ['HELP', 'INFO'],
};

export type Keyword = keyof typeof WORDS;

const ANSWERS: Record<Keyword, string> = {
  STOP: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  START:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe.',
  HELP: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
};

/**
 * The carrier's own handling of STOP, START and HELP, as Twilio's default is: it answers them itself, and refuses what is sent
 * to a phone that said STOP to that number (21610). The product's webhook is called all the same, and is not told of it.
 */
export class OptOuts {
  private readonly pairs = new Set<string>();

  /**
   * Does what a text asks for. @returns what the carrier answers; null: nothing
   * @param type what Advanced Opt-Out takes the text for, where it is not its word alone that says so
   */
  take({ from, to, body }: Pick<CarrierMessage, 'from' | 'to' | 'body'>, type?: Keyword): string | null {
    const keyword = type ?? keywordOf(body);
    const pair = `${from} ${to}`;
    if (keyword === null || (keyword === 'START' && !this.pairs.has(pair))) return null;
    if (keyword === 'STOP') {
      if (this.pairs.has(pair)) return null;
      this.pairs.add(pair);
    }
    if (keyword === 'START') this.pairs.delete(pair);
    return ANSWERS[keyword];
  }

  /** Whether a phone refuses texts from a number. */
  block(phone: string, number: string): boolean {
    return this.pairs.has(`${phone} ${number}`);
  }
}

function keywordOf(body: string): Keyword | null {
  const word = body.trim().toUpperCase();
  for (const [keyword, words] of Object.entries(WORDS)) if (words.includes(word)) return keyword as Keyword;
  return null;
}
