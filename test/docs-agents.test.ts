import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';
import { ingestInbound } from '../src/db/ingest';
import { claimTurn } from '../src/db/turns';
import { DEMO, writeDemoData } from '../src/dev/demo-data';
import type { TurnPayload } from '../src/domain/turn-payload';
import { askAgent } from '../src/outbound/agent-webhook';
import { createHttpCall } from '../src/outbound/http';
import { createTestDatabase } from './support/database';
import { fieldsOf } from './support/fields-of';
import { startHttpRecorder } from './support/http-recorder';

/**
 * Runs what docs/agents.md tells agent authors to run. Its Python program is not run: a machine without Python would have
 * to skip it.
 */
const root = path.join(__dirname, '..');
const document = readFileSync(path.join(root, 'docs/agents.md'), 'utf8');
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;

/** The programs of the document; the first line of each says its name. */
const programs = new Map(
  [...document.matchAll(/^```js\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [name, code]),
);
const example: TurnPayload = JSON.parse(/^```json\n(\{\n {2}"message"[\s\S]*?)^```$/m.exec(document)?.[1] ?? '{}');

let folder: string;
beforeAll(() => {
  // Below node_modules, so that the programs find the packages that they import.
  const cache = path.join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(path.join(cache, 'docs-agents-'));
  for (const [name, code] of programs) writeFileSync(path.join(folder, name), code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the document has its programs', () => {
  const names = ['agent.mjs', 'reply-later.mjs', 'verify-with-library.mjs', 'verify.mjs'];
  expect([...programs.keys()].sort()).toEqual(names);
  expect(programs.get('agent.mjs')?.split('\n').length).toBeLessThan(40);
});

describe('the complete agent', () => {
  const call = createHttpCall(5_000);
  let agent: ChildProcess;
  let url: string;
  beforeAll(async () => {
    const env = { PATH: process.env.PATH, AGENT_SECRET: SECRET, PORT: '0' };
    agent = spawn(process.execPath, ['agent.mjs'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: agent.stdout! }), 'line');
    url = String(line).replace('agent on ', '');
  });
  afterAll(async () => {
    const exited = once(agent, 'exit');
    agent.kill();
    await exited;
    await call.close();
  });

  const ask = (changes: Partial<TurnPayload['message']> = {}, secret = SECRET) =>
    askAgent(call, url, [secret], { ...example, message: { ...example.message, ...changes } });

  test('answers what Parley asks', async () => {
    expect(await ask()).toEqual({
      kind: 'replied',
      httpStatus: 200,
      reply: 'Hi Jane, you wrote: Hey, I have a question\nActually two questions',
    });
  });

  test('says the same when it is asked again, and looks again when the batch has grown', async () => {
    const first = await ask();
    expect(await ask({ combinedText: 'not looked at' })).toEqual(first);
    expect(await ask({ combinedText: 'three texts', messageCount: 3 })).toMatchObject({
      reply: 'Hi Jane, you wrote: three texts',
    });
  });

  test('refuses what another secret signed', async () => {
    expect(await ask({}, OTHER_SECRET)).toMatchObject({ kind: 'unreachable', reason: 'HTTP_401' });
  });
});

describe('verifying a signature', () => {
  const body = JSON.stringify(example);
  const headersOf = (secret: string, at: Date) => ({
    'webhook-id': example.turnId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(example.turnId, at, body),
  });
  const now = new Date();
  const earlier = new Date(now.getTime() - 600_000);

  /** Runs one of the document's functions in a process of its own, as an agent would. */
  function accepts(program: string, name: string, headers: object, given: string): boolean {
    const code = `
      import { ${name} } from './${program}';
      const [headers, body] = JSON.parse(process.argv[1]);
      try { console.log(Boolean(${name}(headers, body))); } catch { console.log(false); }`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', code, JSON.stringify([headers, given])],
      { cwd: folder, env: { PATH: process.env.PATH, AGENT_SECRET: SECRET }, encoding: 'utf8' },
    );
    if (!['true', 'false'].includes(stdout.trim())) throw new Error(stderr);
    return stdout.trim() === 'true';
  }

  describe.each([
    ['verify-with-library.mjs', 'readTurn'],
    ['verify.mjs', 'isFromParley'],
  ])('with %s', (program, name) => {
    test.each([
      ['accepts what Parley signed', headersOf(SECRET, now), body, true],
      ['refuses another body', headersOf(SECRET, now), body.replace('question', 'QUESTION'), false],
      ['refuses another secret', headersOf(OTHER_SECRET, now), body, false],
      ['refuses an old request', headersOf(SECRET, earlier), body, false],
      ['refuses a request without a signature', {}, body, false],
    ])('%s', (_, headers, given, accepted) => {
      expect(accepts(program, name, headers, given)).toBe(accepted);
    });
  });

  test('the example by which authors check their code is right', () => {
    const line = document.split('To check your own code')[1]?.split('\n\n')[0] ?? '';
    const [secret = '', id = '', timestamp = '', signed = '', signature] = [...line.matchAll(/`([^`]+)`/g)].map(
      ([, text = '']) => text,
    );
    expect(new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), signed)).toBe(signature);
  });
});

test('a reply through the API names lead, conversation, turn and source, and tells what became of it', async () => {
  const parley = await startHttpRecorder();
  try {
    const program = `
      import { replyLater } from './reply-later.mjs';
      const turn = JSON.parse(process.argv[1]);
      console.log(await replyLater(turn, 'one'), await replyLater(turn, 'two'));`;
    parley.answerNext({ status: 200, body: { success: true, data: { messageId: 'msg_1', status: 'sent' } } });
    parley.answerNext({ status: 409, body: { success: false, error: { code: 'TURN_ALREADY_ANSWERED', message: '' } } });
    const env = { PATH: process.env.PATH, PARLEY_URL: parley.url, PARLEY_API_KEY: 'pk_1' };
    const args = ['--input-type=module', '--eval', program, JSON.stringify(example)];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    expect(line).toBe('sent TURN_ALREADY_ANSWERED');
    const [request] = parley.requests;
    expect(request).toMatchObject({ method: 'POST', headers: { 'x-api-key': 'pk_1' } });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      leadId: example.lead.leadId,
      interactionId: example.interaction.interactionId,
      turnId: example.turnId,
      source: 'sms_agent',
      message: 'one',
    });
  } finally {
    await parley.stop();
  }
});

test('the example of the request has the fields that Parley sends', async () => {
  const database = await createTestDatabase();
  try {
    await writeDemoData({
      databaseUrl: database.url,
      secretKey: Buffer.alloc(32, 7).toString('base64'),
      apiKey: 'pk_1',
      agentSecret: SECRET,
      agentWebhookUrl: 'http://localhost:1/sms',
    });
    await database.pool.query('update leads set questionnaire = $1', [
      JSON.stringify([{ key: 'city', question: 'Where do you live?', answer: 'Leeds' }]),
    ]);
    const { leadPhone: from, ourNumber: to } = DEMO;
    const text = { provider: 'twilio', providerMessageId: 'SM1', from, to, body: 'Hey, I have a question' };
    const inbound = await ingestInbound(database.pool, text);
    if (inbound.outcome !== 'recorded') throw new Error(inbound.outcome);
    const { tenantId, data } = inbound.fact;
    const claim = await claimTurn(database.pool, tenantId, String(data.turnId));
    if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
    expect(fieldsOf(example)).toEqual(fieldsOf(claim.turn.payload));
  } finally {
    await database.drop();
  }
});
