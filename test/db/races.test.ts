import { ingestInbound } from '../../src/db/ingest';
import { inTransaction } from '../../src/db/pool';
import { claimTurn } from '../../src/db/turns';
import { DEMO, writeDemoData } from '../../src/dev/demo-data';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { eventually } from '../support/eventually';

const TENANT = 'org_demo';

describe('two things at once in one conversation', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
    await writeDemoData({
      databaseUrl: database.url,
      secretKey: Buffer.alloc(32).toString('base64'),
      apiKey: 'pk_test',
      agentSecret: 'whsec_test',
      agentWebhookUrl: 'http://localhost:1/sms',
    });
  });
  afterEach(() => database?.drop());

  const text = (body: string, providerMessageId: string) => ({
    ...{ provider: 'twilio', from: DEMO.leadPhone, to: DEMO.ourNumber, body, providerMessageId, speaksFor: null },
  });

  test('a text that is being taken in when its window ends is shown to the agent, not only counted as shown', async () => {
    const first = await ingestInbound(database.pool, text('one', 'SM1'));
    if (first.outcome !== 'recorded') throw new Error('not recorded');
    const turnId = String(first.fact.data.turnId);

    let claiming: ReturnType<typeof claimTurn> | undefined;
    await inTransaction(database.pool, async (tx) => {
      await ingestInbound(tx, text('two', 'SM2'));
      claiming = claimTurn(database.pool, TENANT, turnId); // waits for the text's commit
      await eventually(async () => {
        const { rows } = await database.pool.query(`select 1 from pg_stat_activity where wait_event_type = 'Lock'`);
        expect(rows).toHaveLength(1);
      });
    });
    const claim = await claiming;
    expect(claim).toMatchObject({
      outcome: 'claimed',
      turn: { askedSeq: 2, payload: { message: { combinedText: 'one\ntwo', messageCount: 2 } } },
    });
  });

  test('a connection that is ended inside a transaction fails that transaction and nothing else', async () => {
    const failing = inTransaction(database.pool, async (tx) => {
      const { rows } = await tx.query('select pg_backend_pid() as pid');
      await database.pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
      await eventually(async () => {
        const left = await database.pool.query('select 1 from pg_stat_activity where pid = $1', [rows[0].pid]);
        expect(left.rows).toHaveLength(0);
      });
      await tx.query('select 1');
    });
    await expect(failing).rejects.toThrow();
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });
});
