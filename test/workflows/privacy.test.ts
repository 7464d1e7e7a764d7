import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ensureTemporalBinary } from '../../src/dev/temporal-binary';
import { eventually } from '../support/eventually';
import { DEMO, type Parley, phoneShows, startParley } from '../support/parley';
import { connectTemporal, conversationWorkflowId } from '../support/temporal-client';

const SAID = [
  ...['My secret question', 'A second secret', 'Refused secret', 'Lost secret', 'Reply: My secret question'],
  ...['A secret for later', 'Another secret for later'],
];

describe('what Temporal and the logs know of a conversation', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ env: { LOG_LEVEL: 'trace', SETTLE_FOR: '1s' } });
    // A conversation with everything in it: an answer, an agent that fails first, a refusal, a send without evidence, a text for later.
    let asked = 0;
    parley.agent.answer(({ payload }) =>
      ++asked === 1 ? { status: 500, body: SAID } : { body: { reply: `Reply: ${payload.message.combinedText}` } },
    );
    await parley.text(SAID[0]!);
    await phoneShows(parley, 1);
    parley.carrier.setFault({
      kind: 'status',
      httpStatus: 400,
      code: 21211,
      message: `${DEMO.leadPhone} is wrong: ${SAID[2]}`,
    });
    await parley.send({ leadId: DEMO.leadId, message: SAID[2] });
    parley.carrier.setFault({ kind: 'drop-before-accept' });
    await parley.send({ leadId: DEMO.leadId, message: SAID[3] }, { Prefer: 'respond-async' });
    await parley.text(SAID[1]!);
    await phoneShows(parley, 2);
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    const later = await parley.send({ leadId: DEMO.leadId, message: SAID[5], sendAt });
    const path = `/api/v1/scheduled-texts/${later.body.data.messageId}`;
    await parley.call('PATCH', path, { message: SAID[6], sendAt });
    await eventually(async () => {
      const { rows } = await parley.pool.query(`select 1 from messages where state = 'unconfirmed'`);
      expect(rows).toHaveLength(1);
    });
  });
  afterAll(() => parley?.stop());

  /** Everything a person could be known by, and what was said, in every spelling in which it could stand. */
  const secrets = () => [
    ...SAID,
    ...[DEMO.leadPhone, DEMO.ourNumber].flatMap((number) => [number, number.slice(1), encodeURIComponent(number)]),
    'jane@example.com',
    parley.apiKey,
    parley.env.TWILIO_AUTH_TOKEN ?? '',
    parley.env.PARLEY_SECRET_KEY ?? '',
    parley.env.TEMPORAL_CODEC_TOKEN ?? '',
  ];
  const found = (text: string) => secrets().filter((secret) => text.includes(secret));

  test('the history, as the Temporal CLI shows it, holds no text and no phone number', async () => {
    const workflowId = await conversationWorkflowId(parley);
    const args = [
      'workflow',
      'show',
      '--output',
      'json',
      '--address',
      parley.env.TEMPORAL_ADDRESS ?? '',
      '-w',
      workflowId,
    ];
    const { stdout } = await promisify(execFile)(await ensureTemporalBinary(), args, { maxBuffer: 10_000_000 });
    const history = JSON.parse(stdout);
    expect(history.events.length).toBeGreaterThan(30);
    // Payloads are base64 in there: read them too.
    const payloads = [...stdout.matchAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g)].map((match) =>
      Buffer.from(match[1]!, 'base64'),
    );
    expect(payloads.length).toBeGreaterThan(5);
    expect(found(stdout + payloads.join('\n'))).toEqual([]);
  });

  test('neither do its description, search attributes and current details', async () => {
    const { client, close } = await connectTemporal(parley);
    try {
      const handle = client.workflow.getHandle(await conversationWorkflowId(parley));
      const description = await handle.describe();
      const details = await handle.query('__temporal_workflow_metadata');
      const shown = JSON.stringify([description, details], (_key, value) =>
        typeof value === 'bigint' ? String(value) : value,
      );
      expect(shown).toContain('Needs a person');
      expect(shown).toContain('ParleyWaitingFor');
      expect(found(shown)).toEqual([]);
    } finally {
      await close();
    }
  });

  test('operators see status, what is waited for, and the last decisions', async () => {
    const { client, close } = await connectTemporal(parley);
    try {
      const handle = client.workflow.getHandle(await conversationWorkflowId(parley));
      const { currentDetails } = await handle.query<{ currentDetails: string }, []>('__temporal_workflow_metadata');
      expect(currentDetails).toContain('| Agent Mode | on |');
      expect(currentDetails).toContain('| Waits for | the lead, and the time of a scheduled text |');
      expect(currentDetails).toContain('no evidence of a send: unconfirmed');
      const query = `WorkflowId = "${handle.workflowId}" AND ParleyWaitingFor = "person"`;
      await eventually(async () => expect((await client.workflow.count(query)).count).toBe(1)); // visibility lags a little
    } finally {
      await close();
    }
  });

  test('the logs of api and worker, at their most talkative, hold none of it either', () => {
    const logs = parley.api.output + parley.worker.output;
    expect(logs).toContain('worker ready');
    expect(found(logs)).toEqual([]);
  });
});
