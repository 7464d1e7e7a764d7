import type { Client } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { eventually } from '../support/eventually';
import { factsAreTold, type Parley, phoneShows, startParley } from '../support/parley';
import { replayRuns } from '../support/replay';
import { connectTemporal, conversationWorkflowId, runsOf } from '../support/temporal-client';

describe('a conversation that lives long', () => {
  beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }));
  let parley: Parley;
  let client: Client;
  let close: () => Promise<void>;
  const startWith = async (env: Record<string, string>) => {
    parley = await startParley({ env });
    ({ client, close } = await connectTemporal(parley));
  };
  afterEach(() => parley.startOver());

  /** Signals a fact that Postgres holds once more, as a relay does that could not mark it. */
  const repeat = async (workflowId: string, seq: number) => {
    const { rows } = await parley.pool.query('select * from events where seq = $1', [seq]);
    const { type, at, after_seq: after, data } = rows[0];
    await client.workflow.getHandle(workflowId).signal(type, { seq, after, at: at.getTime(), ...data });
  };

  describe('with a short history', () => {
    beforeAll(() => startWith({ CONTINUE_AS_NEW_AFTER: '20' }));
    afterAll(async () => {
      await close();
      await parley.stop();
    });

    test('goes on over continue-as-new; a fact that comes again changes nothing, and every run replays', async () => {
      for (let exchange = 1; exchange <= 3; exchange++) {
        await parley.text(`Text ${exchange}`);
        await phoneShows(parley, exchange);
      }
      const workflowId = await conversationWorkflowId(parley);
      await eventually(async () => expect((await runsOf(client, workflowId)).length).toBeGreaterThanOrEqual(2));
      await repeat(workflowId, 1);
      await repeat(workflowId, 1);
      await parley.text('Text 4');
      expect(await phoneShows(parley, 4)).toEqual([1, 2, 3, 4].map((exchange) => `You said: Text ${exchange}`));
      expect(parley.agent.requests).toHaveLength(4);
      await replayRuns(client, workflowId);
    });

    test('a window that is open when the workflow continues as new still ends in one answer', async () => {
      for (let text = 1; text <= 6; text++) await parley.text(`Part ${text}`);
      const [answer] = await phoneShows(parley, 1);
      expect(answer).toBe(`You said: ${[1, 2, 3, 4, 5, 6].map((text) => `Part ${text}`).join('\n')}`);
    });
  });

  describe('with a short patience', () => {
    beforeAll(() => startWith({ IDLE_INCOMPLETE_AFTER: '1s', PARK_AFTER: '3s' }));
    afterAll(async () => {
      await close();
      await parley.stop();
    });

    test('becomes incomplete without traffic, parks, and is resumed by the next text', async () => {
      await parley.text('Before the silence');
      await phoneShows(parley, 1);
      await eventually(async () => expect((await parley.conversation()).status).toBe('incomplete'));
      const workflowId = await conversationWorkflowId(parley);
      await eventually(async () => expect(await runsOf(client, workflowId)).toMatchObject([{ status: 'COMPLETED' }]), {
        limitMs: 20_000,
      });

      await parley.text('After the silence');
      expect(await phoneShows(parley, 2)).toEqual(['You said: Before the silence', 'You said: After the silence']);
      expect(parley.agent.requests).toHaveLength(2);
      await eventually(async () => expect(await runsOf(client, workflowId)).toHaveLength(2));
      await repeat(workflowId, 1).catch(() => {}); // it may have parked again: then nobody needs it
      await replayRuns(client, workflowId);
      expect(parley.phone()).toHaveLength(2);
    });

    test('a signal sent by hand that is no fact changes nothing', async () => {
      await parley.text('One');
      await phoneShows(parley, 1);
      const workflowId = await conversationWorkflowId(parley);
      await client.workflow.getHandle(workflowId).signal('send');
      await client.workflow.getHandle(workflowId).signal('status-set', 'nonsense');
      await eventually(async () => expect(await runsOf(client, workflowId)).toMatchObject([{ status: 'COMPLETED' }]), {
        limitMs: 20_000,
      });
    });
  });

  describe('with the usual settings', () => {
    beforeAll(() => startWith({}));
    afterAll(async () => {
      await close();
      await parley.stop();
    });

    test('facts that come in another order than they happened are handled in theirs', async () => {
      await parley.text('One');
      await phoneShows(parley, 1);
      const workflowId = await conversationWorkflowId(parley);
      // Temporal hears nothing for a while, and then of the newest fact first.
      await parley.worker.stop();
      await parley.text('Two');
      const { interactionId } = await parley.conversation();
      await parley.call('PATCH', `/api/v1/interactions/${interactionId}`, { agentMode: false });
      await parley.call('PATCH', `/api/v1/interactions/${interactionId}`, { agentMode: true });
      await parley.text('Three');
      const { rows } = await parley.pool.query('select seq from events where after_seq > 0 order by seq desc');
      // What the api still marks as signalled when we say that nothing was would never be told.
      await factsAreTold(parley);
      await client.workflow.getHandle(workflowId).terminate('as if Temporal had lost it');
      await parley.pool.query('update events set signalled_at = null, next_signal_at = now() where after_seq > 0');
      expect(rows).toHaveLength(4);
      await parley.worker.start();
      expect(await phoneShows(parley, 2)).toEqual(['You said: One', 'You said: Three']);
      expect(await parley.transcript()).toEqual([
        'user/inbound: One',
        'agent/sms_agent: You said: One',
        'user/inbound: Two',
        'user/inbound: Three',
        'agent/sms_agent: You said: Three',
      ]);
    });

    test('a workflow that Temporal lost is taken up from Postgres: its open window is not forgotten', async () => {
      await parley.text('One');
      await phoneShows(parley, 1);
      await parley.worker.stop();
      await parley.text('Two, unanswered');
      const workflowId = await conversationWorkflowId(parley);
      await client.workflow.getHandle(workflowId).terminate('as if Temporal had lost it');
      await parley.worker.start();
      await parley.text('Three');
      const answers = await phoneShows(parley, 2);
      expect(answers[1]).toContain('Two, unanswered');
      expect(answers[1]).toContain('Three');
      await replayRuns(client, workflowId);
    });

    test('a workflow that is gone with work pending is woken without any new text', async () => {
      await parley.text('One');
      await phoneShows(parley, 1);
      // Its last report has come: one that came later would be a sign of life.
      await eventually(async () => {
        const { rows } = await parley.pool.query(`select state from messages where direction = 'outbound'`);
        expect(rows).toEqual([{ state: 'delivered' }]);
      });
      await parley.worker.stop();
      await parley.text('Two, and then silence');
      await client.workflow.getHandle(await conversationWorkflowId(parley)).terminate('as if Temporal had lost it');
      // Told and forgotten, a while ago: nothing in Postgres says that somebody still has to be told.
      await parley.pool.query('update events set signalled_at = now()');
      await parley.pool.query(`update interactions set updated_at = now() - interval '10 minutes'`);
      await parley.worker.start();
      expect(await phoneShows(parley, 2)).toEqual(['You said: One', 'You said: Two, and then silence']);
    });

    test('cancelling a workflow in the UI loses nothing: the conversation goes on', async () => {
      await parley.text('One');
      await eventually(async () => expect(await parley.transcript()).toHaveLength(1));
      const handle = client.workflow.getHandle(await conversationWorkflowId(parley));
      await eventually(() => handle.cancel());
      expect(await phoneShows(parley, 1)).toEqual(['You said: One']);
      await parley.text('Two');
      expect(await phoneShows(parley, 2)).toEqual(['You said: One', 'You said: Two']);
    });

    test('a fact whose signal was lost for good is read from Postgres after a while', async () => {
      await parley.text('One');
      await phoneShows(parley, 1);
      await parley.worker.stop();
      await parley.text('Lost on its way to Temporal');
      const workflowId = await conversationWorkflowId(parley);
      const before = client.workflow.getHandle(workflowId);
      // Temporal never had this signal although it counts as told: as after restoring Temporal from an older backup.
      await before.terminate('restored from a backup');
      const history = await before.fetchHistory();
      const input = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
      const start = JSON.parse(Buffer.from(input?.data as Uint8Array).toString());
      await client.workflow.start('conversation', {
        workflowId,
        taskQueue: parley.env.TEMPORAL_TASK_QUEUE ?? '',
        args: [{ ...start, settings: { ...start.settings, missingFactMs: 2_000 }, resume: false, state: undefined }],
      });
      await parley.worker.start();
      await parley.text('Comes after the gap');
      await eventually(() => expect(parley.agent.requests).toHaveLength(2), { limitMs: 50_000 });
      expect(parley.agent.requests[1]!.payload.message.combinedText).toBe(
        'Lost on its way to Temporal\nComes after the gap',
      );
      expect(await phoneShows(parley, 2)).toHaveLength(2);
    }, 90_000);
  });
});
