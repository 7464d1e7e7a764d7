import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { evaluateWith } from './load-module';

const hidden = {
  secrets: ['correct horse battery'],
  texts: ['When are you open?', 'Hi', 'Are you "open"\non Friday?'],
};

const leaks = (line: string) =>
  evaluateWith('test/support/scan-output.mjs', `m.leaksIn(${JSON.stringify([line])}, ${JSON.stringify(hidden)})`);

test.each([
  ['an API key', { err: `key pk_${'a'.repeat(43)}` }, 'secrets'],
  ['an agent’s secret', { reason: `whsec_${Buffer.alloc(32).toString('base64')}` }, 'secrets'],
  ['a password’s hash', { msg: '$argon2id$v=19$m=19456' }, 'secrets'],
  ['a session', { cookie: `parley_session=${'x'.repeat(43)}` }, 'secrets'],
  ['a secret that a test named', { msg: 'wrong password: correct horse battery' }, 'secrets'],
  ['a phone number', { msg: 'no lead has +442079460018' }, 'numbers'],
  ['a phone number as people write it', { msg: 'no lead has (202) 555-0143' }, 'numbers'],
  ['a phone number in an address', { msg: 'no answer from /Messages.json?To=%2B442079460018' }, 'numbers'],
  ['a phone number without its plus', { msg: 'no lead has 12025550143' }, 'numbers'],
  ['a text', { msg: 'could not send: When are you open?' }, 'texts'],
  [
    'a text of several lines deep in an error',
    { err: { details: [{ value: 'Are you "open"\non Friday?' }] } },
    'texts',
  ],
  ['a secret that is a name', { env: { 'correct horse battery': 1 } }, 'secrets'],
])('%s in a line is found', (_what, line, kind) => {
  expect(leaks(JSON.stringify(line))).toMatchObject({ [kind]: ['line 1: '].map((at) => expect.stringContaining(at)) });
});

test.each([
  ['hidden by an escape', '{"msg":"no lead has \\u002b442079460018"}', 'numbers'],
  ['in a line that is not JSON', 'Error: +442079460018', 'numbers'],
])('what is %s is found', (_what, line, kind) => {
  expect(leaks(line)).toMatchObject({ [kind]: [expect.any(String)] });
});

test('what is written every day is no leak', () => {
  const advice = { message: 'must be a phone number in E.164 form, such as +12125551234' };
  expect(leaks(JSON.stringify(advice))).toEqual({ secrets: [], numbers: [], texts: [] });
  const line = {
    level: 30,
    time: '2026-02-15T10:30:00.000+00:00',
    msg: 'Hi',
    messageId: 'msg_01kb7v0c3m6d2k8e9f4g5h6j7n',
    code: '21610',
    seq: 17,
    durationMs: 1_234_567,
    workflowRunId: '0198e5a1-7c3f-7000-8000-112025550143',
    at: 1_771_151_400_000,
    details: [{ field: 'to', message: 'must be a phone number in E.164 form, such as +12125551234' }],
  };
  expect(leaks(JSON.stringify(line))).toEqual({ secrets: [], numbers: [], texts: [] });
});

describe('of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'parley-output-'));
    writeFileSync(path.join(folder, '1-secrets.jsonl'), '"correct horse battery"\n');
    writeFileSync(path.join(folder, '2-texts.jsonl'), '"When are you open?"\n');
    writeFileSync(path.join(folder, '1-api.log'), '{"msg":"a text left"}\n'.repeat(300));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const failed = () =>
    (
      evaluateWith('test/support/scan-output.mjs', `m.scan(${JSON.stringify(folder)})`) as {
        passed: boolean;
        name: string;
      }[]
    )
      .filter(({ passed }) => !passed)
      .map(({ name }) => name);

  test('without a leak nothing fails', () => expect(failed()).toEqual([]));

  test.each([
    ['secrets', 'correct horse battery'],
    ['numbers', '+442079460018'],
    ['texts', 'When are you open?'],
  ])('a leak among %s, whichever program wrote it, fails that check alone', (kind, leak) => {
    writeFileSync(path.join(folder, '2-worker.log'), `{"msg":"a text left"}\n{"msg":"${leak}"}\n`);
    expect(failed()).toEqual([`no ${kind} in any output`]);
  });

  test('that nothing was written to fails', () => {
    rmSync(path.join(folder, '1-api.log'));
    expect(failed()).toEqual([expect.stringContaining('the suite wrote something')]);
  });
});
