import { consentHistory, decisionHistory, newestFirst } from '../../src/web/conversations/lead/consent-history';
import { type ConsentEvent, consentWords, saidWords } from '../../src/web/conversations/lead/consent-words';
import type { DoNotContact } from '../../src/web/conversations/lead/queries';

const said = (fields: Partial<ConsentEvent>) =>
  ({
    ...{ consentEventId: 'consent_1', kind: 'opted_out', origin: 'keyword', word: 'stop', reason: null },
    ...{ setBy: null, setByName: null, at: '2026-02-15T10:30:00.000Z' },
    ...fields,
  }) as ConsentEvent;
const byPerson = said({ origin: 'person', word: null, reason: 'Asked by email.', setBy: 'user_1', setByName: 'Olga' });
const nobody = () => undefined;

test('what holds is said with what it rests on', () => {
  expect(consentWords({ state: 'none', events: [] }, nobody).state).toBe('May be texted');
  expect(consentWords({ state: 'opted_out', events: [said({ kind: 'opted_in' }), said({})] }, nobody)).toEqual({
    state: 'Opted out',
    by: 'The lead wrote “stop”.',
  });
  expect(consentWords({ state: 'opted_in', events: [] }, nobody)).toEqual({ state: 'Opted in', by: '' });
});

test('who said it has a name where one is known', () => {
  expect(saidWords(byPerson, () => 'you')).toBe('Written down by you: Asked by email');
  expect(saidWords(byPerson, nobody)).toBe('Written down by Olga: Asked by email');
  expect(saidWords(said({ origin: 'provider', word: '21610' }), nobody)).toContain('(21610)');
});

test('the history has both ledgers, the newest first', () => {
  const decision = {
    ...{ doNotContactId: 'dnc_1', setBy: 'user_1', setAt: '2026-02-15T09:00:00.000Z', reason: 'On the phone' },
    ...{ liftedBy: 'user_1', liftedAt: '2026-02-15T11:00:00.000Z', liftedReason: 'Called back' },
  } as DoNotContact;
  const lines = newestFirst([...consentHistory([said({})], nobody), ...decisionHistory([decision], () => 'you')]);
  expect(lines.map(({ what }) => what)).toEqual([
    'Do Not Contact lifted by you',
    'Opted out',
    'Do Not Contact set by you',
  ]);
});
