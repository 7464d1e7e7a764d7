import type { Answer } from '../../api/operations';
import { providerLabel } from '../../words/labels';

export type ConsentView = Answer<'GET /leads/{leadId}/consent'>;
export type ConsentEvent = ConsentView['events'][number];

/** Whether a lead may be texted by its own word, and what that rests on: its newest word of the kind that holds. */
export function consentWords(
  consent: Pick<ConsentView, 'state' | 'events'>,
  nameOf: (callerId: string) => string | undefined,
): { state: string; by: string } {
  if (consent.state === 'none') return { state: 'May be texted', by: 'The lead has said nothing about it.' };
  const basis = consent.events.find(({ kind }) => kind === consent.state);
  const state = consent.state === 'opted_out' ? 'Opted out' : 'Opted in';
  return { state, by: basis === undefined ? '' : `${saidWords(basis, nameOf)}.` };
}

/** Who said it: "The lead wrote “stop”", "Written down by Olga: Asked by email". */
export function saidWords(event: ConsentEvent, nameOf: (callerId: string) => string | undefined): string {
  switch (event.origin) {
    case 'keyword':
      return event.word === null ? 'The lead wrote so' : `The lead wrote “${event.word}”`;
    case 'provider':
      return `The provider refuses texts to this number${event.word === null ? '' : ` (${providerLabel(event.word)})`}`;
    case 'person': {
      const who = (event.setBy !== null && nameOf(event.setBy)) || event.setByName || 'somebody';
      return `Written down by ${who}${event.reason === null ? '' : `: ${event.reason.replace(/[.\s]+$/, '')}`}`;
    }
  }
}
