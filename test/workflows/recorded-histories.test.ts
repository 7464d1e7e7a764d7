import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { eventually } from '../support/eventually';
import { DEMO, phoneShows, startParley } from '../support/parley';
import { connectTemporal, conversationWorkflowId } from '../support/temporal-client';

const FOLDER = path.join(__dirname, '../histories');
const workflowBundle = { code: readFileSync(path.join(__dirname, '../../dist/workflow-bundle.js'), 'utf8') };

// Conversations of every released version run on when a new one is deployed: their histories must replay with it.
// To record a version's own: RECORD_HISTORY=0.1.0 npm test -- test/workflows/recorded-histories
describe('recorded histories', () => {
  beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }));

  const version = process.env.RECORD_HISTORY;
  if (version !== undefined) {
    test('are recorded', async () => {
      const parley = await startParley({ env: { SETTLE_FOR: '1s' } });
      const { client, close } = await connectTemporal(parley);
      try {
        await parley.text('One');
        await parley.text('Two');
        await phoneShows(parley, 1);
        parley.carrier.setFault({ kind: 'status', httpStatus: 429 });
        await parley.send({ leadId: DEMO.leadId, message: 'Not taken at first' });
        parley.carrier.setFault({ kind: 'drop-before-accept' });
        await parley.send({ leadId: DEMO.leadId, message: 'Lost' }, { Prefer: 'respond-async' });
        await eventually(async () => {
          const { rows } = await parley.pool.query(`select 1 from messages where state = 'unconfirmed'`);
          expect(rows).toHaveLength(1);
        });
        const { interactionId } = await parley.conversation();
        await parley.call('PATCH', `/api/v1/interactions/${interactionId}`, { agentMode: false, status: 'qualified' });
        parley.agent.answer(() => ({ status: 410 }));
        await parley.call('PATCH', `/api/v1/interactions/${interactionId}`, { agentMode: true });
        await parley.text('Three');
        await eventually(async () => expect((await parley.conversation()).status).toBe('follow_up'));
        const handle = client.workflow.getHandle(await conversationWorkflowId(parley));
        const history = JSON.parse(historyToJSON(await handle.fetchHistory()), (name, value) => {
          // Where and by whom it was run is of no use to a replay, and not for everybody's eyes.
          const host = name === 'identity' || (name === 'name' && /^\d+@/.test(value));
          return host ? 'worker' : name === 'stackTrace' ? '' : value;
        });
        writeFileSync(path.join(FOLDER, `conversation-${version}.json`), `${JSON.stringify(history, null, 1)}\n`);
      } finally {
        await close();
        await parley.stop();
      }
    });
  }

  test('of all released versions replay', async () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const history = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'));
      await Worker.runReplayHistory({ workflowBundle }, history);
    }
  });

  test('that were changed do not: the replay notices', async () => {
    const [file = ''] = readdirSync(FOLDER);
    const history = JSON.parse(
      readFileSync(path.join(FOLDER, file), 'utf8').replaceAll('"forwardTurn"', '"deliverMessage"'),
    );
    await expect(Worker.runReplayHistory({ workflowBundle }, history)).rejects.toThrow(
      /[Nn]ondeterminism|mismatch|forwardTurn/,
    );
  });
});
