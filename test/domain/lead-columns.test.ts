import { type LeadColumn, readHeader, type Separator, separatorOf } from '../../src/domain/lead-columns';

const field = (name: string) => ({ field: name }) as LeadColumn;

test.each<[header: string[], columns: LeadColumn[]]>([
  [
    ['firstName', 'lastName', 'phone'],
    [field('firstName'), field('lastName'), field('phone')],
  ],
  [
    ['First Name', 'LAST_NAME', 'Phone Number'],
    [field('firstName'), field('lastName'), field('phone')],
  ],
  [
    ['first-name', ' surname ', 'Mobile'],
    [field('firstName'), field('lastName'), field('phone')],
  ],
  [
    ['E-Mail', 'cell phone'],
    [field('email'), field('phone')],
  ],
  [
    ['Status', 'Time Zone', 'Is Test', 'Comments', 'tel'],
    [field('status'), field('timezone'), field('isTest'), field('notes'), field('phone')],
  ],
  [
    ['campaign_id', 'Campaign Code', 'phone'],
    [field('campaignId'), field('campaignCode'), field('phone')],
  ],
  [
    ['q:insurance', 'Q: Best.Time', 'phone'],
    [{ answerTo: 'insurance' }, { answerTo: 'Best.Time' }, field('phone')],
  ],
  [
    ['q:city', 'q:City', 'phone'],
    [{ answerTo: 'city' }, { answerTo: 'City' }, field('phone')],
  ],
  [['Ｐｈｏｎｅ'], [field('phone')]],
])('%j is understood', (header, columns) => {
  expect(readHeader(header)).toEqual({ columns, problem: null });
});

test.each<[what: string, header: string[], problem: string]>([
  ['nothing', [''], 'the first line has to name the columns'],
  ['blanks', ['', ' ', ''], 'the first line has to name the columns'],
  ['an unknown column', ['phone', 'Shoe size'], 'these columns are not known: "Shoe size"'],
  ['two unknown columns', ['phone', 'vip', 'Größe'], 'these columns are not known: "vip", "Größe"'],
  ['a column without a name', ['phone', ''], 'these columns are not known: column 2'],
  ['a question whose key cannot be one', ['phone', 'q:how old?'], 'these columns are not known: column 2'],
  [
    'columns that hold data',
    ['phone', '+1 212 555 1234', 'a@b.example'],
    'these columns are not known: column 2, column 3',
  ],
  ['a NUL', ['phone', 'a\0'], 'these columns are not known: column 2'],
  [
    'many unknown columns',
    ['phone', ...'abcdefghijkl'],
    'these columns are not known: "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" and 2 more',
  ],
  [
    'data instead of names',
    ['Jane', 'Doe', '+12125551234'],
    'the first line names none of the columns of a lead, such as firstName, lastName, email and phone',
  ],
  ['one thing twice', ['phone', 'Mobile', 'email'], 'these are in more than one column: phone'],
  ['one question twice', ['phone', 'q:city', 'Q:city'], 'these are in more than one column: q:city'],
  ['no phone', ['firstName', 'email'], 'there is no column for the phone number'],
  ['too many columns', Array.from({ length: 301 }, (_, n) => `q:${n}`), 'the first line names more than 300 columns'],
])('a first line with %s is refused', (_what, header, problem) => {
  expect(readHeader(header)).toEqual({ columns: null, problem });
});

test.each<[line: string, separator: Separator]>([
  ['firstName,phone', ','],
  ['firstName;phone', ';'],
  ['firstName\tphone', '\t'],
  ['phone', ','],
  ['', ','],
  ['"a;b;c",phone', ','],
  ['"a,b,c";phone;email', ';'],
  ['"he said ""a,b,c""";phone', ';'],
])('%j is separated by %j', (line, separator) => {
  expect(separatorOf(line)).toBe(separator);
});
