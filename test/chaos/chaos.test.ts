import { runChaos } from './chaos-run';
import { SHORT } from './options';
import { summaryOf, violationLine } from './summary';

/** Another seed for another plan: `CHAOS_SEED=12 npm test -- test/chaos/chaos`. */
const seed = Number(process.env.CHAOS_SEED ?? 20_260_301);

test('nothing is lost, sent twice or sent after STOP while everything breaks', async () => {
  const result = await runChaos({ ...SHORT, seed });
  if (result.violations.length > 0) console.error(summaryOf(result).join('\n'));
  expect(result.violations.map(violationLine)).toEqual([]);
  // What did not happen has shown nothing.
  expect(result.exchanges).toBeGreaterThan(0);
  expect(Object.values(result.kills).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(2);
}, 120_000);
