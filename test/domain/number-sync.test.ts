import { type KnownNumber, type ListedNumber, type NumberSync, planNumberSync } from '../../src/domain/number-sync';

const A = '+18335645661';
const listed = (parts: Partial<ListedNumber> = {}): ListedNumber => ({
  ...{ phoneNumber: A, friendlyName: 'Reception', smsCapable: true },
  ...parts,
});
const known = (parts: Partial<KnownNumber> = {}): KnownNumber => ({
  ...{ phoneNumber: A, ours: true, provider: 'twilio', smsCapable: true },
  ...parts,
});
const NOTHING: NumberSync = { add: [], change: [], same: [], taken: [], notSmsCapable: [], gone: [] };

test.each<[what: string, listed: ListedNumber[], known: KnownNumber[], sync: Partial<NumberSync>]>([
  ['an empty account', [], [], {}],
  ['a new number is added under its name', [listed()], [], { add: [{ phoneNumber: A, label: 'Reception' }] }],
  [
    'one that is listed twice is added once',
    [listed(), listed()],
    [],
    { add: [{ phoneNumber: A, label: 'Reception' }] },
  ],
  ['one without texts is not added', [listed({ smsCapable: false })], [], { notSmsCapable: [A] }],
  ['one that is there stays as it is', [listed()], [known()], { same: [A] }],
  [
    'one that lost its texts is marked so',
    [listed({ smsCapable: false })],
    [known()],
    { change: [{ phoneNumber: A, smsCapable: false }] },
  ],
  [
    'one that got texts is marked so',
    [listed()],
    [known({ smsCapable: false })],
    { change: [{ phoneNumber: A, smsCapable: true }] },
  ],
  [
    'one that is tied to no provider is marked too',
    [listed()],
    [known({ smsCapable: false, provider: null })],
    { change: [{ phoneNumber: A, smsCapable: true }] },
  ],
  [
    'one that is tied to another provider is left alone',
    [listed()],
    [known({ smsCapable: false, provider: 'vonage' })],
    { same: [A] },
  ],
  ['another tenant’s is left alone', [listed()], [known({ ours: false, smsCapable: false })], { taken: [A] }],
  ['one that is not in the account any more is said', [], [known()], { gone: [A] }],
  ['one that is tied to another provider is not missed here', [], [known({ provider: 'vonage' })], {}],
])('%s', (_what, numbers, knownNumbers, sync) => {
  expect(planNumberSync('twilio', { numbers, complete: true }, knownNumbers)).toEqual({ ...NOTHING, ...sync });
});

test('of a list that is not whole, nothing is said to be missing', () => {
  expect(planNumberSync('twilio', { numbers: [], complete: false }, [known()])).toEqual(NOTHING);
});

test.each([
  ['  Reception ', 'Reception'],
  ['', ''],
  ['a\0b', 'ab'],
  ['x'.repeat(250), 'x'.repeat(200)],
  [`${'x'.repeat(199)}😀`, 'x'.repeat(199)],
])('a label is what Postgres and a field can hold: %j', (friendlyName, label) => {
  const sync = planNumberSync('twilio', { numbers: [listed({ friendlyName })], complete: true }, []);
  expect(sync.add).toEqual([{ phoneNumber: A, label }]);
});
