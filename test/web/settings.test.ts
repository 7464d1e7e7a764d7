import { suggestedKey } from '../../src/web/settings/campaigns/question-key';
import { changedFields } from '../../src/web/settings/changed-fields';
import { placesOf, sortProblems } from '../../src/web/settings/field-problems';
import { searchOf, settingsFiltersOf } from '../../src/web/settings/filters';
import { fileProblem } from '../../src/web/settings/imports/file-problem';
import { answerRows, answersToSend } from '../../src/web/settings/leads/answers';
import { moved } from '../../src/web/settings/moved';
import { type FoundNumbers, syncLines } from '../../src/web/settings/numbers/sync-lines';
import { countries } from '../../src/web/settings/organisation/countries';
import { generatedPassword } from '../../src/web/settings/people/new-password';

describe('the filters in the address', () => {
  test('keep what is known and leave out the rest', () => {
    expect(settingsFiltersOf({ search: '2025550143', status: '', show: 'archived', page: '2' })).toEqual({
      search: '2025550143',
      show: 'archived',
    });
  });

  test('search for two letters or more, as the API does', () => {
    expect(searchOf({ search: ' a ' })).toBeUndefined();
    expect(searchOf({ search: ' ab ' })).toBe('ab');
  });
});

describe('saving a form', () => {
  test('sends only what was changed, lists as a whole', () => {
    const before = { name: 'Spring', code: '', questions: [{ key: 'a', question: 'A?' }] };
    expect(changedFields(before, { ...before, questions: [{ key: 'a', question: 'A?' }] })).toEqual({});
    expect(changedFields(before, { ...before, code: 'SPRING', questions: [] })).toEqual({
      code: 'SPRING',
      questions: [],
    });
  });

  test('shows a problem at the nearest field, the first of two, and says beside it what has none', () => {
    const fields = new Set(['questions', 'name']);
    const problems = [
      { field: 'questions.1.key', message: 'must not be empty' },
      { field: 'name', message: 'must not be empty' },
      { field: 'name', message: 'must be shorter' },
      { field: 'other', message: 'is not a field of this request' },
    ];
    const placeOf = (field: string) => placesOf(field).find((place) => fields.has(place)) ?? null;
    expect(sortProblems(problems, placeOf)).toEqual({
      atField: { questions: 'Must not be empty', name: 'Must not be empty' },
      elsewhere: ['other is not a field of this request'],
    });
  });
});

test.each([
  [0, 2, 'bca'],
  [2, 0, 'cab'],
  [1, 1, 'abc'],
  [0, -1, 'abc'],
  [2, 3, 'abc'],
])('an item moved from %i to %i', (from, to, order) => {
  expect(moved([...'abc'], from, to).join('')).toBe(order);
});

describe('the key of a question', () => {
  test.each([
    ['Do you have dental insurance?', [], 'dental_insurance'],
    ['Do you have dental insurance?', ['dental_insurance'], 'dental_insurance_2'],
    ['Prénom et ménage?', [], 'prenom_menage'],
    ['保険?', [], 'question'],
    ['Ja?', ['question'], 'question_2'],
  ])('of %s beside %j is %s', (question, taken, key) => {
    expect(suggestedKey(question, taken)).toBe(key);
  });
});

describe("a lead's answers", () => {
  const known = [
    { key: 'pets', question: 'Any pets?', answer: 'A dog' },
    { key: 'insurance', question: 'Insured?', answer: 'Yes' },
  ];

  test("are shown in the campaign's order, then what else is known", () => {
    const asked = [
      { key: 'visit', question: 'Last visit?' },
      { key: 'insurance', question: 'Insured now?' },
    ];
    expect(answerRows(known, asked).map(({ key, answer, place }) => [key, answer, place])).toEqual([
      ['visit', '', -1],
      ['insurance', 'Yes', 1],
      ['pets', 'A dog', 0],
    ]);
  });

  test('are sent where they differ, an emptied one too, and never a new empty one', () => {
    const now = [
      known[0]!,
      { ...known[1]!, answer: '' },
      { key: 'visit', question: 'Last visit?', answer: ' ' },
      { key: 'age', question: 'Age?', answer: '30' },
    ];
    expect(answersToSend(known, now).map(({ key, answer }) => [key, answer])).toEqual([
      ['insurance', ''],
      ['age', '30'],
    ]);
  });
});

describe("a provider's numbers in words", () => {
  const nothing: FoundNumbers = {
    dryRun: true,
    added: [],
    changed: [],
    taken: [],
    takenCount: 0,
    notSmsCapable: [],
    gone: [],
  };

  test('say that there is nothing to do', () => {
    expect(syncLines(nothing)).toEqual([{ words: 'Everything is as it is at the provider.', numbers: [] }]);
  });

  test('tell apart what would be done and what was done, and count those that are not told', () => {
    const found = { ...nothing, added: ['+12025550100'], takenCount: 2 };
    expect(syncLines(found).map(({ words }) => words)).toEqual(['1 number to add', '2 numbers belong to others here']);
    expect(syncLines({ ...found, dryRun: false })[0]?.words).toBe('1 number added');
  });
});

test('a problem of the file is a sentence, one of something else is not about the file', () => {
  const fields = [{ field: 'body', message: 'is not UTF-8: save the file as "CSV UTF-8"' }];
  expect(fileProblem({ code: 'VALIDATION_ERROR', fields })).toBe(
    'The file is not UTF-8: save the file as "CSV UTF-8".',
  );
  expect(fileProblem({ code: 'BODY_TOO_LARGE', fields: [] })).toMatch(/64 MB/);
  expect(fileProblem({ code: 'UNAVAILABLE', fields: [] })).toBeNull();
});

test('the countries are those of today', () => {
  const codes = countries().map(({ value }) => value);
  expect(codes).toEqual(expect.arrayContaining(['US', 'CA', 'DE', 'CI', 'TL']));
  for (const past of ['SU', 'DD', 'YU', 'ZZ', 'EU']) expect(codes).not.toContain(past);
});

test('a password that is made up has 20 signs, and no byte makes one sign likelier', () => {
  expect(generatedPassword()).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
  expect(generatedPassword()).not.toBe(generatedPassword());
  const bytes = [255, 250, 248, 0];
  expect(generatedPassword(() => Uint8Array.of(bytes.length > 1 ? bytes.shift()! : 0))).toMatch(/^a{5}-/);
});
