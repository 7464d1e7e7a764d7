import './support/one-realm';
import { DatabaseError } from 'pg';
import { capturedLog } from './support/captured-log';
import { createTestDatabase, type TestDatabase } from './support/database';

const LEAD = '+12125551234';
const OURS = '+18335645667';
const WORDS = 'My knee hurts since Tuesday';
const SECRET = 'whsec_c2VjcmV0LW9mLWFuLWFnZW50';
const TOKEN = 'an-auth-token-of-twilio';
const PERSONAL = [LEAD, OURS, WORDS, SECRET, TOKEN, 'Jane', 'jane@example.com'];

function expectNothingPersonal(output: string): void {
  expect(output).not.toBe('');
  for (const personal of PERSONAL) expect(output).not.toContain(personal);
}

/** What somebody may hand to the logger by mistake: our own objects, whole. */
const MISTAKES: Record<string, Record<string, unknown>> = {
  'a lead’s text': { providerMessageId: 'SM1', from: LEAD, to: OURS, body: WORDS },
  'a text of ours': { outbound: { from: OURS, to: LEAD, body: WORDS, statusCallbackUrl: 'https://parley.example' } },
  'a send request': { request: { leadId: 'lead_1', message: WORDS, to: LEAD, from: OURS } },
  'a row of messages': { rows: [{ message_id: 'msg_1', body: WORDS, from_number: LEAD, to_number: OURS }] },
  'a row of interactions': { row: { interaction_id: 'int_1', our_number: OURS, lead_number: LEAD } },
  'a row of leads': { lead: { lead_id: 'lead_1', first_name: 'Jane', email: 'jane@example.com', phone: LEAD } },
  'a conversation': {
    conversation: { phone: LEAD, telephony: { phoneNumber: OURS }, transcript: [{ message: WORDS }] },
  },
  'a turn’s payload': {
    payload: {
      message: { combinedText: WORDS, senderPhone: LEAD, inboundPhone: OURS },
      lead: { firstName: 'Jane', email: 'jane@example.com', phone: LEAD },
      interaction: { interactionId: 'int_1', transcript: [{ role: 'user', message: WORDS }] },
    },
  },
  'a claimed turn': { turn: { webhookSecret: SECRET, payload: { message: { combinedText: WORDS } } } },
  'an agent’s answer': { answer: { kind: 'replied', reply: WORDS } },
  'a provider’s form': { form: { From: LEAD, To: OURS, Body: WORDS } },
  'a request to a provider': {
    request: { url: 'https://twilio.example', headers: { Authorization: `Basic ${TOKEN}` }, body: `To=${LEAD}` },
  },
  'the headers of a request': { headers: { 'x-api-key': TOKEN, cookie: `session=${TOKEN}`, authorization: TOKEN } },
  'the configuration': {
    config: {
      TWILIO_AUTH_TOKEN: TOKEN,
      PARLEY_SECRET_KEY: SECRET,
      TEMPORAL_API_KEY: TOKEN,
      TEMPORAL_CODEC_TOKEN: TOKEN,
      DATABASE_URL: `postgres://parley:${TOKEN}@db/parley`,
    },
  },
};

test.each(Object.entries(MISTAKES))('%s that is logged by mistake is not to be read', (_what, mistake) => {
  const { log, output } = capturedLog();
  log.info(mistake, 'something happened');
  log.child(mistake).warn('something happened');
  expectNothingPersonal(output());
});

test('ids, states and counts are to be read', () => {
  const { log, lines } = capturedLog();
  log.info({ messageId: 'msg_1', interactionId: 'int_1', taken: 3, provider: 'twilio', state: 'sent' }, 'a text left');
  expect(lines()).toMatchObject([
    { messageId: 'msg_1', interactionId: 'int_1', taken: 3, provider: 'twilio', state: 'sent', msg: 'a text left' },
  ]);
});

test('what is below the level is not written', () => {
  const { log, output } = capturedLog('warn');
  log.info('a text left');
  expect(output()).toBe('');
});

describe('an error', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  /** Errors of Postgres that repeat what was given to it. */
  const QUERIES: Record<string, [sql: string, values: unknown[]]> = {
    'a text where a number belongs': ['select $1::integer', [WORDS]],
    'a text that is no JSON': ['select $1::jsonb', [`{"body": "${WORDS}"`]],
    'a row that is there already': ['insert into tenants (tenant_id, name) values ($1, $1), ($1, $1)', [LEAD]],
    'a text of several lines, one like a line of a stack': [
      'select $1::integer',
      [`Hello\nat ${LEAD}\n    at ${WORDS}`],
    ],
  };

  /** Fails on purpose; Postgres's own log, which the suite's scan reads as well, is not to have it. */
  async function provoked(sql: string, values: unknown[]): Promise<unknown> {
    const client = await database.pool.connect();
    try {
      await client.query('set log_min_messages to panic');
      return await client.query(sql, values).catch((reason: unknown) => reason);
    } finally {
      client.release(true);
    }
  }

  test.each(Object.entries(QUERIES))(
    'of Postgres about %s says its code and place, and no value',
    async (_what, [sql, values]) => {
      const error = await provoked(sql, values);
      expect(error).toBeInstanceOf(DatabaseError);
      const { log, output, lines } = capturedLog();
      log.error({ err: error }, 'a query failed');
      log.error({ error, failures: [error] }, 'queries failed');
      log.error({ err: new Error(`while taking in ${WORDS}`, { cause: error }) }, 'a query failed');
      expectNothingPersonal(output());
      expect(lines()[0]).toMatchObject({ err: { type: 'error', code: (error as DatabaseError).code } });
      expect(JSON.stringify(lines()[2])).toContain((error as DatabaseError).code);
    },
  );

  test.each<[what: string, write: (log: ReturnType<typeof capturedLog>['log'], error: Error) => void]>([
    ['without words of ours', (log, error) => log.error({ err: error })],
    ['alone', (log, error) => log.error(error)],
    ['with words of ours', (log, error) => log.error(error, 'a query failed')],
    ['under another name', (log, error) => log.error({ error, reason: error }, 'a query failed')],
  ])('that is logged %s shows no value', (_what, write) => {
    const { log, output } = capturedLog();
    write(log, new Error(`duplicate key: ${LEAD} ${WORDS}`));
    expectNothingPersonal(output());
  });

  test('keeps where it happened', () => {
    const { log, lines } = capturedLog();
    log.error({ err: new TypeError('x') }, 'a mistake');
    const [{ err }] = lines() as [{ err: { type: string; frames: string[] } }];
    expect(err.type).toBe('TypeError');
    expect(err.frames[0]).toContain('log.test.ts');
  });

  test('that is no error is only named by its type', () => {
    const { log, output } = capturedLog();
    log.error({ err: WORDS }, 'something was thrown');
    expectNothingPersonal(output());
  });
});
