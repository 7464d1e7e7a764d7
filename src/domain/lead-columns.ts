/** The rules by which the first line of a file of leads is read: what separates its columns, and what they hold. */

/** What a column can hold, and the names that people give it, in lower case and without spaces, lines or underlines. */
const COLUMN_NAMES = {
  firstName: ['firstname', 'first', 'givenname', 'forename'],
  lastName: ['lastname', 'last', 'surname', 'familyname'],
  email: ['email', 'emailaddress', 'mail'],
  phone: [
    'phone',
    'phonenumber',
    'telephone',
    'telephonenumber',
    'tel',
    'mobile',
    'mobilenumber',
    'mobilephone',
    'cell',
    'cellphone',
  ],
  status: ['status', 'leadstatus'],
  timezone: ['timezone', 'tz'],
  isTest: ['istest', 'test', 'testlead'],
  notes: ['notes', 'note', 'comment', 'comments'],
  campaignId: ['campaignid'],
  campaignCode: ['campaigncode'],
} as const;

export type LeadColumnField = keyof typeof COLUMN_NAMES;

/** What one column holds: a field of the lead, or the answer to the question with this key. */
export type LeadColumn = { field: LeadColumnField } | { answerTo: string };

const FIELD_OF_NAME = new Map<string, LeadColumnField>(
  Object.entries(COLUMN_NAMES).flatMap(([field, names]) => names.map((name) => [name, field as LeadColumnField])),
);

/** `q:insurance`: an answer to the question `insurance`, whose case matters. */
const ANSWER = /^q:\s*([A-Za-z0-9_.-]{1,100})$/i;

const MOST_COLUMNS = 300;
const MOST_NAMED = 10;

/** Either what each column holds, or what is wrong with the line, for the person who made the file. */
export type HeaderReading = { columns: LeadColumn[]; problem: null } | { columns: null; problem: string };

/** @param cells the first line of the file */
export function readHeader(cells: readonly string[]): HeaderReading {
  const wrong = (problem: string): HeaderReading => ({ columns: null, problem });
  if (cells.every((cell) => cell.trim() === '')) return wrong('the first line has to name the columns');
  if (cells.length > MOST_COLUMNS) return wrong(`the first line names more than ${MOST_COLUMNS} columns`);
  const read = cells.map(columnOf);
  if (!read.some((column) => column !== null && 'field' in column)) {
    // Most likely a file without such a line: what it has there instead is somebody's data, and is not repeated.
    return wrong('the first line names none of the columns of a lead, such as firstName, lastName, email and phone');
  }
  const unknown = cells.flatMap((cell, place) => (read[place] === null ? [shownName(cell, place)] : []));
  if (unknown.length > 0) {
    const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : '';
    return wrong(`these columns are not known: ${unknown.slice(0, MOST_NAMED).join(', ')}${more}`);
  }
  const columns = read.filter((column) => column !== null);
  const names = columns.map((column) => ('field' in column ? column.field : `q:${column.answerTo}`));
  const twice = new Set(names.filter((name, place) => names.indexOf(name) !== place));
  if (twice.size > 0) return wrong(`these are in more than one column: ${[...twice].slice(0, MOST_NAMED).join(', ')}`);
  if (!names.includes('phone')) return wrong('there is no column for the phone number');
  return { columns, problem: null };
}

/** Null when no column is known by this name. */
function columnOf(cell: string): LeadColumn | null {
  const name = cell.normalize('NFKC').trim();
  const [, answerTo] = ANSWER.exec(name) ?? [];
  if (answerTo !== undefined) return { answerTo };
  const field = FIELD_OF_NAME.get(name.toLowerCase().replaceAll(/[\s_-]/g, ''));
  return field === undefined ? null : { field };
}

/** A column as a message names it: by its name where that is one, and not an address, a number or a text. */
function shownName(cell: string, place: number): string {
  const name = cell.trim();
  const isName = /^[\p{L}\p{N} _.:#-]{1,40}$/u.test(name) && /^\p{L}/u.test(name) && !/\d\D*\d\D*\d\D*\d/.test(name);
  return isName ? `"${name}"` : `column ${place + 1}`;
}

const SEPARATORS = [',', ';', '\t'] as const;

export type Separator = (typeof SEPARATORS)[number];

/** What separates the columns: whatever of comma, semicolon and tab the first line has most of, outside of quotes. */
export function separatorOf(firstLine: string): Separator {
  const bare = firstLine.replaceAll(/"[^"]*"/g, '');
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ',';
}
