import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';
import { leadRoutes } from '../src/api/contract/leads';
import { ingestInbound } from '../src/db/ingest';
import { claimTurn } from '../src/db/turns';
import { DEMO, writeDemoData } from '../src/dev/demo-data';
import type { TurnPayload } from '../src/domain/turn-payload';
import { askAgent } from '../src/outbound/agent-webhook';
import { createHttpCall } from '../src/outbound/http';
import { createTestDatabase } from './support/database';
import { fieldsOf } from './support/fields-of';
import { startHttpRecorder } from './support/http-recorder';
import { type N8nWorkflow, runWorkflow } from './support/n8n-workflow';
import { ensurePython } from './support/python';

/** Runs what docs/agents.md tells agent authors to run. */
const root = path.join(__dirname, '..');
const document = readFileSync(path.join(root, 'docs/agents.md'), 'utf8');
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;

const workflow: N8nWorkflow = JSON.parse(readFileSync(path.join(root, 'docs/agents/n8n-workflow.json'), 'utf8'));

/** The programs of the document; the first line of each says its name. */
const programs = new Map(
  [...document.matchAll(/^```(?:js|python)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [
    name,
    code,
  ]),
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
  const verifying = ['verify-with-library.mjs', 'verify.mjs', 'verify.py'];
  const names = ['agent.mjs', 'agent.py', 'reply-later.mjs', 'save-answers.mjs', ...verifying];
  expect([...programs.keys()].sort()).toEqual(names);
  expect(programs.get('agent.mjs')?.split('\n').length).toBeLessThan(40);
});

/** An agent of the document that serves, and how it is ended. */
interface RunningAgent {
  url: string;
  stop(): Promise<void>;
}

async function startProgram(command: string, file: string): Promise<RunningAgent> {
  const env = { ...process.env, AGENT_SECRET: SECRET, PORT: '0' };
  const agent: ChildProcess = spawn(command, [file], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(agent, 'exit');
  const [line] = await once(createInterface({ input: agent.stdout! }), 'line');
  const stop = async () => {
    agent.kill();
    await exited;
  };
  return { url: String(line).replace('agent on ', ''), stop };
}

/** The workflow behind a webhook, as n8n serves it. */
async function startWorkflow(): Promise<RunningAgent> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { headers } = request;
      const got = { headers, body: Buffer.concat(chunks) };
      const { status, body } = await runWorkflow(workflow, { PARLEY_AGENT_SECRET: SECRET }, got);
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

const PYTHON_LIMIT_MS = 10 * 60_000; // where it has to be installed first
let python: string;
beforeAll(() => {
  python = ensurePython();
}, PYTHON_LIMIT_MS);

describe.each<[what: string, start: () => Promise<RunningAgent>, remembers: boolean]>([
  ['in Node', () => startProgram(process.execPath, 'agent.mjs'), true],
  ['in Python', () => startProgram(python, 'agent.py'), true],
  ['in n8n', startWorkflow, false],
])('the complete agent %s', (_what, start, remembers) => {
  const call = createHttpCall(5_000);
  let agent: RunningAgent;
  beforeAll(async () => {
    agent = await start();
  });
  afterAll(async () => {
    await call.close();
    await agent?.stop();
  });

  const ask = (changes: Partial<TurnPayload['message']> = {}, secrets = [SECRET]) =>
    askAgent(call, agent.url, secrets, { ...example, message: { ...example.message, ...changes } });

  test('answers what Parley asks', async () => {
    expect(await ask()).toEqual({
      kind: 'replied',
      httpStatus: 200,
      reply: 'Hi Jane, you wrote: Hey, I have a question\nActually two questions',
    });
  });

  test('understands every character', async () => {
    const answer = await ask({ combinedText: '“Größe”? ✓ 🦷', messageCount: 7 });
    expect(answer).toMatchObject({ reply: 'Hi Jane, you wrote: “Größe”? ✓ 🦷' });
  });

  test('says the same when it is asked again, where it remembers, and looks again when the batch has grown', async () => {
    const first = await ask();
    if (remembers) expect(await ask({ combinedText: 'not looked at' })).toEqual(first);
    expect(await ask({ combinedText: 'three texts', messageCount: 3 })).toMatchObject({
      reply: 'Hi Jane, you wrote: three texts',
    });
  });

  test('takes either of two secrets while one replaces the other', async () => {
    expect(await ask({}, [OTHER_SECRET, SECRET])).toMatchObject({ kind: 'replied' });
    expect(await ask({}, [SECRET, OTHER_SECRET])).toMatchObject({ kind: 'replied' });
  });

  test('refuses what another secret signed', async () => {
    expect(await ask({}, [OTHER_SECRET])).toMatchObject({ kind: 'unreachable', reason: 'HTTP_401' });
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
    const [command, ...start] = program.endsWith('.py')
      ? [
          python,
          '-c',
          `import json, sys; from verify import ${name}\nheaders, body = json.loads(sys.argv[1])\nprint(str(${name}(headers, body.encode())).lower())`,
        ]
      : [
          process.execPath,
          '--input-type=module',
          '--eval',
          `import { ${name} } from './${program}';
           const [headers, body] = JSON.parse(process.argv[1]);
           try { console.log(Boolean(${name}(headers, body))); } catch { console.log(false); }`,
        ];
    const { stdout, stderr } = spawnSync(command!, [...start, JSON.stringify([headers, given])], {
      cwd: folder,
      env: { ...process.env, AGENT_SECRET: SECRET },
      encoding: 'utf8',
    });
    if (!['true', 'false'].includes(stdout.trim())) throw new Error(stderr);
    return stdout.trim() === 'true';
  }

  describe.each<[program: string, verify: (headers: object, body: string) => boolean | Promise<boolean>]>([
    ['verify-with-library.mjs', (...given) => accepts('verify-with-library.mjs', 'readTurn', ...given)],
    ['verify.mjs', (...given) => accepts('verify.mjs', 'isFromParley', ...given)],
    ['verify.py', (...given) => accepts('verify.py', 'is_from_parley', ...given)],
    [
      'the workflow of n8n',
      async (headers, given) => {
        const request = { headers: { ...headers }, body: Buffer.from(given) };
        return (await runWorkflow(workflow, { PARLEY_AGENT_SECRET: SECRET }, request)).status === 200;
      },
    ],
  ])('with %s', (_program, verify) => {
    const { 'webhook-signature': other } = headersOf(OTHER_SECRET, now);
    const right = headersOf(SECRET, now);
    test.each([
      ['accepts what Parley signed', right, body, true],
      [
        'accepts two signatures of which one fits',
        { ...right, 'webhook-signature': `${other} ${right['webhook-signature']}` },
        body,
        true,
      ],
      ['refuses another body', right, body.replace('question', 'QUESTION'), false],
      ['refuses another secret', headersOf(OTHER_SECRET, now), body, false],
      ['refuses an old request', headersOf(SECRET, earlier), body, false],
      ['refuses a time that is none', { ...right, 'webhook-timestamp': 'now' }, body, false],
      ['refuses a request without a signature', {}, body, false],
    ])('%s', async (_, headers, given, accepted) => {
      expect(await verify(headers, given)).toBe(accepted);
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

test('what the agent found out is written to the lead, by key', async () => {
  const parley = await startHttpRecorder();
  try {
    const program = `
      import { saveAnswers } from './save-answers.mjs';
      console.log(await saveAnswers(JSON.parse(process.argv[1]), { insurance: 'Yes', city: '' }));`;
    const env = { PATH: process.env.PATH, PARLEY_URL: parley.url, PARLEY_API_KEY: 'pk_1' };
    const args = ['--input-type=module', '--eval', program, JSON.stringify(example)];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
    expect(await once(createInterface({ input: child.stdout }), 'line')).toEqual(['true']);
    const [request] = parley.requests;
    expect(request).toMatchObject({ method: 'PATCH', url: `${parley.url}/api/v1/leads/${example.lead.leadId}` });
    const change = JSON.parse(request?.body ?? '');
    expect(change.questionnaire).toEqual([
      { key: 'insurance', answer: 'Yes' },
      { key: 'city', answer: '' },
    ]);
    expect(leadRoutes.change.body?.safeParse(change).success).toBe(true);
  } finally {
    await parley.stop();
  }
});

test('every finding of a test turn is in the document', () => {
  const sources = ['src/outbound/agent-findings.ts', 'src/outbound/agent-test.ts', 'src/api/routes/agent-tests.ts'];
  const code = sources.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
  const codes = [...code.matchAll(/(?:error|warning|info|finding)\(\s*'([A-Z_]+)'|code: '([A-Z_]+)'/g)];
  const names = codes.map(([, called, written]) => called ?? written);
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
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
    const text = {
      provider: 'twilio',
      providerMessageId: 'SM1',
      from,
      to,
      body: 'Hey, I have a question',
      speaksFor: null,
    };
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
