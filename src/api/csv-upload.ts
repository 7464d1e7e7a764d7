import { pipeline, Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import type { Request } from 'express';
import { separatorOf } from '../domain/lead-columns';
import { wrongField } from './contract/parse-request';
import { ApiError } from './errors';

const MOST_BYTES = 64 * 1024 * 1024;
/** More than a lead with the longest notes and its answers has; a quote that is never closed ends here. */
const LONGEST_ROW = 256 * 1024;
const LONGEST_FIRST_LINE = 64 * 1024;

const DECOMPRESSORS = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** A row of the file and its number, as a spreadsheet counts: the first is 1. Rows without any value are left out. */
export interface CsvRow {
  number: number;
  cells: string[];
}

/**
 * The rows of a CSV file as it comes in a request: never more of it in memory than a row and what the streams hold.
 * The request itself is left alone when reading ends early, so that it can be answered.
 * @throws ApiError that says what is wrong with the upload as a whole, by line where there is one; never what it holds
 */
export async function* readCsvUpload(request: Request): AsyncGenerator<CsvRow> {
  const decompressor = decompressorFor(request);
  refuseOtherTypes(request);
  if (Number(request.get('Content-Length') ?? 0) > MOST_BYTES) throw new ApiError('BODY_TOO_LARGE');

  const bytes = decompressor === null ? received(request) : decompressed(received(request), decompressor());
  const text = decoded(limited(bytes));
  const { firstLine, rest } = await splitFirstLine(text);
  if (firstLine === '') throw wrongField('body', 'is empty: the first line has to name the columns');

  const parser = parse({ delimiter: separatorOf(firstLine), relax_column_count: true, max_record_size: LONGEST_ROW });
  // Every error comes out of the parser; the callback only keeps it from being thrown a second time.
  pipeline(Readable.from(rest), parser, () => {});
  let number = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      number++;
      if (number === 1 || cells.some((cell) => cell.trim() !== '')) yield { number, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? wrongField('body', csvProblem(error)) : error;
  }
}

function decompressorFor(request: Request) {
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(request.get('Content-Type') ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw new ApiError('UNSUPPORTED_ENCODING');
  }
  const encoding = (request.get('Content-Encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return null;
  if (!Object.hasOwn(DECOMPRESSORS, encoding)) throw new ApiError('UNSUPPORTED_ENCODING');
  return DECOMPRESSORS[encoding as keyof typeof DECOMPRESSORS];
}

/** A program that forgets the type, or gives a general one, means CSV; a form or JSON around the file is a mistake. */
function refuseOtherTypes(request: Request): void {
  if (request.is(['multipart/*', 'json', '+json'])) {
    throw wrongField('body', 'must be the file itself, as text/csv, not a form or JSON around it');
  }
}

async function* received(request: Request): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    // The client went away. Its error has the code of a lost connection, which elsewhere means Postgres.
    throw wrongField('body', 'broke off before its end');
  }
}

async function* decompressed(
  bytes: AsyncIterable<Buffer>,
  decompressor: NodeJS.ReadWriteStream & AsyncIterable<Buffer>,
) {
  const source = Readable.from(bytes);
  let broken: unknown;
  source.once('error', (error) => {
    broken = error;
  });
  pipeline(source, decompressor, () => {});
  try {
    yield* decompressor;
  } catch {
    throw broken ?? wrongField('body', 'is not compressed as its Content-Encoding says');
  }
}

async function* limited(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new ApiError('BODY_TOO_LARGE');
    yield chunk;
  }
}

/** The bytes as text, without a byte order mark; half characters and other encodings are refused. */
async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (chunk?: Buffer) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      throw wrongField('body', 'is not UTF-8: save the file as "CSV UTF-8"');
    }
  };
  for await (const chunk of bytes) yield decode(chunk);
  yield decode();
}

/** Takes the first line, quoted line breaks included, off the text; `rest` is the whole text all the same. */
async function splitFirstLine(
  text: AsyncGenerator<string>,
): Promise<{ firstLine: string; rest: AsyncIterable<string> }> {
  let head = '';
  let end = -1;
  let ended = false;
  while (end === -1 && !ended && head.length < LONGEST_FIRST_LINE) {
    const { value, done } = await text.next();
    ended = done === true;
    head += value ?? '';
    end = endOfLine(head);
  }
  if (end === -1 && !ended) throw wrongField('body', 'has a first line that is too long to name columns');
  async function* rest() {
    if (head !== '') yield head;
    if (!ended) yield* text;
  }
  return { firstLine: end === -1 ? head : head.slice(0, end), rest: rest() };
}

function endOfLine(text: string): number {
  let quoted = false;
  for (let place = 0; place < text.length; place++) {
    const sign = text[place];
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === '\n' || sign === '\r')) return place;
  }
  return -1;
}

const CSV_PROBLEMS: Partial<Record<CsvError['code'], string>> = {
  CSV_INVALID_CLOSING_QUOTE: 'something follows the closing quote of a field; a quote inside of a field is doubled',
  INVALID_OPENING_QUOTE:
    'a quote stands in the middle of a field; such a field is put in quotes, and the quote doubled',
  CSV_QUOTE_NOT_CLOSED: 'a quote is never closed',
  CSV_MAX_RECORD_SIZE: 'a row is too long, or a quote is never closed',
};

/** The parser's own messages quote the file, so they go no further. */
function csvProblem(error: CsvError): string {
  const line = 'lines' in error && typeof error.lines === 'number' ? ` near line ${error.lines}` : '';
  return `is not CSV${line}: ${CSV_PROBLEMS[error.code] ?? 'it cannot be read'}`;
}
