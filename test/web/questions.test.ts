import { knownAnswers, openQuestions } from '../../src/web/conversations/lead/questions';

const questionnaire = [
  { key: 'age', question: 'How old are you?', answer: '41' },
  { key: 'insurance', question: 'Insured?', answer: ' ' },
  { key: 'pets', question: 'Any pets?', answer: '' },
];
const asked = [
  { key: 'insurance', question: 'Do you have dental insurance?' },
  { key: 'age', question: 'How old are you?' },
];

test('what is known, and what is still to find out: each question once, the campaign’s words first', () => {
  expect(knownAnswers(questionnaire).map(({ key }) => key)).toEqual(['age']);
  expect(openQuestions(questionnaire, asked)).toEqual([
    { key: 'insurance', question: 'Do you have dental insurance?' },
    { key: 'pets', question: 'Any pets?' },
  ]);
  expect(openQuestions([], [])).toEqual([]);
});
