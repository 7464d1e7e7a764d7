import { type Message, providerLabel } from '../../words/labels';
import { withheldReason } from '../../words/withheld-rules';

/** The question that a person has about a text in its state, and the answer in a sentence or two. */
export interface Explanation {
  question: string;
  answer: string;
}

export function explainText(message: Message): Explanation {
  const carrier = providerLabel(message.provider);
  switch (message.state) {
    case 'withheld':
      return {
        question: 'Why was this withheld?',
        answer: `It was not sent: ${withheldReason(message.withheldRule)}.`,
      };
    case 'failed':
      return { question: 'Why did this fail?', answer: `It was not sent${reason(message)}.` };
    case 'undelivered':
      return { question: 'Why was this not delivered?', answer: `${carrier} could not deliver it${reason(message)}.` };
    case 'unconfirmed':
      return {
        question: 'Why is this unconfirmed?',
        answer: `The connection to ${carrier} broke while the text was handed over, and nothing showed later whether it left. Parley does not send it again by itself: the lead could get it twice. A person decides below the text.`,
      };
    case 'scheduled':
      return message.scheduledFor === 'quiet_hours'
        ? {
            question: 'Why does this wait?',
            answer:
              'It is quiet where the lead may be. When that ends it goes out, if the lead may still be texted then.',
          }
        : {
            question: 'Why does this wait?',
            answer: 'It was scheduled. At its time it goes out, if the lead may still be texted then.',
          };
    case 'queued':
      return {
        question: 'Why does this wait?',
        answer: `Earlier texts leave first, the number has reached its sending rate, or ${carrier} has not taken it yet. It goes out by itself.`,
      };
    case 'sending':
      return {
        question: 'What is happening to this?',
        answer: `It is being handed to ${carrier}, or Parley looks for evidence that it arrived there.`,
      };
    case 'sent':
      return { question: 'What became of this?', answer: `${carrier} took it and has not reported its delivery yet.` };
    case 'delivered':
      return { question: 'What became of this?', answer: 'It was delivered to the phone.' };
    case 'received':
      return {
        question: 'What became of this?',
        answer: `The lead wrote it. ${message.writtenAt === null ? '' : `${carrier} could not deliver it here at once, so it came later. `}Below is what followed from it.`,
      };
  }
}

function reason({ errorMessage, errorCode }: Message): string {
  const said = errorMessage?.replace(/[.\s]+$/, '');
  if (said) return `: ${said}${errorCode ? ` (${errorCode})` : ''}`;
  return errorCode ? ` (${errorCode})` : '';
}
