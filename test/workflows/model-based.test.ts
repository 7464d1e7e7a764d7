import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import fc from 'fast-check';
import pino from 'pino';
import { loadConfig } from '../../src/config';
import { newId } from '../../src/new-id';
import { registerSearchAttributes } from '../../worker/search-attributes';
import { lives } from '../domain/conversation-moves';
import { SETTINGS } from '../domain/conversation-notation';
import { FollowedLife } from './followed-life';
import { followedActivities, StartedActions } from './started-actions';

const workflowBundle = { code: readFileSync(path.join(__dirname, '../../dist/workflow-bundle.js'), 'utf8') };
const LIVES = 30;
const LONGEST = 25;
/** Another one for other lives: `MODEL_SEED=7 npm test -- test/workflows/model-based`. */
const seed = Number(process.env.MODEL_SEED ?? 20_260_301);

const settings = {
  ...SETTINGS,
  settleForMs: 2_000,
  agentTimeoutMs: 60_000,
  providerTimeoutMs: 60_000,
  continueAsNewAfter: 30,
};

test(`random lives end the same by the rules alone and in the real workflow (seed ${seed})`, async () => {
  // Of workflows that were terminated in the midst the SDK's core has warnings to say.
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
  });
  const address = process.env.PARLEY_TEST_TEMPORAL_ADDRESS!;
  const config = {
    TEMPORAL_ADDRESS: address,
    DATABASE_URL: 'none',
    PARLEY_SECRET_KEY: Buffer.alloc(32).toString('base64'),
  };
  await registerSearchAttributes(loadConfig(config), pino({ level: 'silent' }));
  const taskQueue = newId('request');
  const actions = new Map<string, StartedActions>();
  const connection = await Connection.connect({ address });
  const nativeConnection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    ...{ connection: nativeConnection, taskQueue, workflowBundle },
    activities: followedActivities((tenantId) => actions.get(tenantId)!),
  });
  const client = new Client({ connection });

  const outcome = await worker.runUntil(async () => {
    const samples = fc.sample(lives(LONGEST), { numRuns: LIVES, seed });
    const all = await Promise.allSettled(
      samples.map(async (moves, index) => {
        const started = new StartedActions();
        const ids = { tenantId: `life_${index}`, interactionId: newId('interaction') };
        actions.set(ids.tenantId, started);
        const life = new FollowedLife(client, { ...ids, settings, resume: false }, taskQueue, started);
        try {
          await life.begin();
          for (const [place, move] of moves.entries()) {
            // Temporal may bring what was signalled in one order in another, and a relay may signal again.
            if (life.untold > 1 && place % 2 === 0) await life.tellTwo();
            await life.play(move);
          }
          await life.settle();
          expect(life.state.outgoing).toEqual([]);
          return { wentOn: await life.wentOn(), lost: life.losses > 0 };
        } finally {
          await life.terminate();
          started.abandon();
        }
      }),
    );
    const failed = all.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
    return all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  });
  await connection.close();
  await nativeConnection.close();
  // What the comparison is about has happened at all.
  expect(outcome.some(({ wentOn }) => wentOn)).toBe(true);
  expect(outcome.some(({ lost }) => lost)).toBe(true);
}, 120_000);
