import { type Message, STATE_LABELS } from '../../words/labels';
import { providerErrorWords } from '../../words/provider-errors';
import { withheldReason } from '../../words/withheld-rules';

/** What became of a text: in a word, and where it did not arrive, why. */
export interface DeliveryWords {
  state: string;
  /** A sentence for people; null where there is nothing to explain. */
  reason: string | null;
  tone: 'quiet' | 'moving' | 'warning' | 'danger';
}

/** @returns null for the lead's texts: they are here */
export function deliveryWords(message: Message): DeliveryWords | null {
  const state = STATE_LABELS[message.state];
  switch (message.state) {
    case 'received':
      return null;
    case 'scheduled':
    case 'queued':
    case 'sending':
      return { state, reason: null, tone: 'moving' };
    case 'sent':
    case 'delivered':
      return { state, reason: null, tone: 'quiet' };
    case 'failed':
    case 'undelivered':
      return { state, reason: providerErrorWords(message.errorCode, message.errorMessage), tone: 'danger' };
    case 'unconfirmed':
      return {
        state,
        reason: 'It is not known whether the lead got this: the provider did not say.',
        tone: 'warning',
      };
    case 'withheld':
      return { state, reason: `Not sent: ${withheldReason(message.withheldRule)}.`, tone: 'quiet' };
  }
}
