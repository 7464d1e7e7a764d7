import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/**
 * Requests that are wrong in the ways in which strangers, broken programs and people with bad intentions get them wrong: as
 * the bytes that go over the wire. None of them is a right request to any address with a body.
 */
export interface BadRequest {
  method: string;
  path: string;
  headers: [name: string, value: string][];
  body: Buffer;
  /** Content-Length as it is told; null: none; undefined: the true one. */
  told?: string | null;
}

/** What no schema of ours has, so that a body with it is never right by chance. */
const UNKNOWN = '"never a field":1';
const DEEPEST = 20_000;
/** Unpacked this is larger than what any address takes but a file of leads. */
const BOMB = gzipSync(Buffer.alloc(6_000_000));

const text = (value: string) => Buffer.from(value, 'utf8');

const numbers = fc.constantFrom(
  '1e400',
  '-1e400',
  '9'.repeat(5_000),
  '1E-999',
  '-0',
  '0.1e+1000000',
  '0x10',
  '01',
  '.5',
);

const randomBytes = fc.uint8Array({ minLength: 1, maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));

const deepJson = fc
  .record({ depth: fc.integer({ min: 100, max: DEEPEST }), open: fc.boolean(), list: fc.boolean() })
  .map(({ depth, open, list }) => {
    const [left, right] = list ? ['[', ']'] : ['{"a":', '}'];
    return text(`{${UNKNOWN},"x":${left.repeat(depth)}1${open ? '' : `${right.repeat(depth)}}`}`);
  });

/** `fields`: names that the address knows. */
const repeatedFields = (fields: string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom('a', ...fields), fc.oneof(numbers, fc.json({ maxDepth: 2 }))), {
      minLength: 2,
      maxLength: 40,
    })
    .map((pairs) =>
      text(`{${[...pairs, ...pairs].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')},${UNKNOWN}}`),
    );

const oddJson = fc
  .constantFrom(
    `{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}},${UNKNOWN}}`,
    `{"a":"\\u0000\\ud800\\udc00\\ud800","b":"\0",${UNKNOWN}}`,
    '"\\ud800"',
    'null',
    '[]',
    '[{}]',
    '""',
    'NaN',
    '{"a":1}{"b":2}',
    `\ufeff{${UNKNOWN}}`,
    "{'a':1}",
  )
  .map(text);

const manyParameters = fc
  .integer({ min: 300, max: 8_000 })
  .map((count) => text(Array.from({ length: count }, (_, place) => `Body=${place}`).join('&')));

const wrongText = fc.constantFrom(
  Buffer.from(`{${UNKNOWN}}`, 'utf16le'),
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`{${UNKNOWN}}`, 'utf16le')]),
  Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), // half a character
  Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]), // an overlong one
  Buffer.from('{"é":1}', 'latin1'),
  text('MessageSid=%E0%A4%A&From=%&To=%zz&Body=%00%ff%fe'),
  text(`From=${'%00'.repeat(500)}&Body=a%`),
);

const body = (fields: string[]) =>
  fc.oneof(randomBytes, deepJson, repeatedFields(fields), oddJson, manyParameters, wrongText, fc.constant(BOMB));

const types = fc.constantFrom(
  ...[
    'application/json',
    'application/x-www-form-urlencoded',
    'text/csv',
    'text/plain',
    'multipart/form-data',
    '',
    ';;;',
  ],
  ...[
    'application/json; charset=utf-16le',
    'application/json; charset=nonsense',
    'multipart/form-data; boundary=',
    'x'.repeat(2_000),
  ],
);

const encodings = fc.constantFrom(
  '',
  '',
  '',
  'gzip',
  'deflate',
  'br',
  'identity',
  'gzip, gzip',
  'zstd',
  'nonsense',
  'GZIP',
);

const oddHeaders: fc.Arbitrary<[string, string][]> = fc.oneof(
  { arbitrary: fc.constant<[string, string][]>([]), weight: 4 },
  fc.constantFrom<[string, string][]>(
    [['X-Long', 'x'.repeat(10_000)]],
    [['X-Too-Long', 'x'.repeat(20_000)]],
    Array.from({ length: 500 }, (_, place): [string, string] => [`X-${place}`, 'x']),
    [['Cookie', `parley_session=${'%'.repeat(3_000)}`]],
    [['Cookie', 'parley_session=a; parley_session=b; __proto__=c']],
    [['X-Twilio-Signature', 'ÿ'.repeat(500)]],
    [
      ['X-Forwarded-For', '::::, 999.999.999.999, \u00ff'],
      ['Origin', 'null'],
      ['Host', ''],
    ],
    [
      ['Prefer', `${'respond-async;'.repeat(400)}`],
      ['Idempotency-Key', '"'.repeat(300)],
      ['Last-Event-ID', '-1:%00'],
    ],
    [
      ['Accept', '*/*;q=x'],
      ['Accept-Encoding', 'gzip;q=9'],
      ['Range', 'bytes=9-1'],
      ['If-None-Match', '"'],
    ],
    [['Expect', 'nonsense']],
    [['Transfer-Encoding', 'chunked']],
    [['Transfer-Encoding', 'nonsense, chunked']],
    [['Content-Length', '3']],
  ),
);

/** What is appended to an address. */
const oddEnds = fc.oneof(
  { arbitrary: fc.constant(''), weight: 5 },
  fc.constantFrom(
    ...['?%', '?a=%E0%A4%A', '?a=%00', '?a[b][c][d]=1&a[b]=2', '?__proto__[x]=1', '?messageId[]=1&messageId=2', '?'],
    ...[
      `?${'a=1&'.repeat(2_000)}`,
      `?cursor=${'x'.repeat(5_000)}`,
      `?${'%F0%9F%98%80'.repeat(500)}=`,
      '#x',
      '?\u00ff=\u00fe',
    ],
    ...[
      '/',
      '//',
      '/..',
      '/../..',
      '/%2e%2e%2f',
      '/%00',
      '/%',
      '/%E0%A4%A',
      ';x=1',
      '\\',
      `/${'a'.repeat(7_000)}`,
      '/\u00ff',
    ],
  ),
);

const told = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 8 },
  fc.constantFrom(null, '0', '1', '100000', '99999999999999999999', '-1', '1.5', 'x', '2, 3', '0x10'),
);

/** An address, what its body may have, and what it is called with. */
export interface Target {
  method: string;
  path: string;
  fields: string[];
  headers: [string, string][];
}

/** Bad requests to one of these addresses. */
export function badRequestTo(targets: Target[]): fc.Arbitrary<BadRequest> {
  return fc.constantFrom(...targets).chain(({ method, path, fields, headers }) =>
    fc
      .record({ end: oddEnds, type: types, encoding: encodings, odd: oddHeaders, body: body(fields), told })
      .map((drawn) => ({
        method,
        path: path + drawn.end,
        headers: [
          ...headers,
          ['Content-Type', drawn.type] as [string, string],
          ...(drawn.encoding === '' ? [] : [['Content-Encoding', drawn.encoding] as [string, string]]),
          ...drawn.odd,
        ],
        body: drawn.body,
        told: drawn.told,
      })),
  );
}

/** Whether it says that there is more to come than comes. */
export function breaksOff({ body: given, told: length, headers }: BadRequest): boolean {
  return Number(length) > given.length || headers.some(([name]) => name === 'Transfer-Encoding');
}

/** As it goes over the wire. */
export function bytesOf({
  method,
  path,
  headers,
  body: given,
  told: length = String(given.length),
}: BadRequest): Buffer {
  const lines = [
    `${method.toUpperCase()} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(length === null ? [] : [`Content-Length: ${length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), given]);
}
