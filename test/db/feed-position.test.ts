import fc from 'fast-check';
import { isNotAfter, positionText, readPositionText } from '../../src/db/feed-position';
import { readPosition } from '../../src/db/live-events';
import { createTestDatabase, type TestDatabase } from '../support/database';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const ORIGIN = '0123456789ab';
/** Whether Postgres takes it as a snapshot. */
async function isSnapshot(text: string): Promise<boolean> {
  const { rows } = await database.pool.query(`select pg_input_is_valid($1, 'pg_snapshot') as valid`, [text]);
  return rows[0].valid;
}

test('a position of Postgres is read as it was written', async () => {
  const client = await database.pool.connect();
  await client.query('begin');
  const { rows } = await client.query('select pg_current_xact_id()::text as xid');
  // One that ends later than it began puts the first among those that are running.
  await database.pool.query('select pg_current_xact_id()');
  const position = await readPosition(database.pool);
  await client.query('rollback');
  client.release();
  // Those of other databases of the server are counted too, as other tests have them.
  expect(position.running).toContain(rows[0].xid);
  expect(readPositionText(positionText(position))).toEqual(position);
  expect(isNotAfter(position, await readPosition(database.pool))).toBe(true);
});

test('whatever is read as a position, Postgres takes as a snapshot', async () => {
  const number = fc.oneof(fc.nat(12), fc.bigInt(0n, 20_000_000_000_000_000_000n)).map(String);
  const odd = fc
    .tuple(number, number, fc.array(number, { maxLength: 4 }))
    .map(([a, b, c]) => `${a}:${b}:${c.join(',')}`);
  const right = fc
    .tuple(fc.integer({ min: 1, max: 50 }), fc.uniqueArray(fc.nat(50), { maxLength: 5 }), fc.nat(20))
    .map(([xmin, steps, more]) => {
      const running = steps.sort((a, b) => a - b).map((step) => xmin + step);
      return `${xmin}:${(running.at(-1) ?? xmin) + 1 + more}:${running.join(',')}`;
    });
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(odd, right, fc.string()), async (snapshot) => {
      if (readPositionText(`${ORIGIN}/${snapshot}`) === null) return;
      read++;
      if (!(await isSnapshot(snapshot))) throw new Error(`Postgres does not take ${snapshot}`);
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(100);
});

test('a position of another count is neither before nor after', () => {
  const [one, other] = [readPositionText(`${ORIGIN}/1:5:`)!, readPositionText('ba9876543210/1:9:')!];
  expect([isNotAfter(one, other), isNotAfter(other, one)]).toEqual([false, false]);
});
