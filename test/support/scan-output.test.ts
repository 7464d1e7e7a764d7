import { evaluateWith } from './load-module';

const hidden = { secrets: ['correct horse battery'], texts: ['When are you open?', 'Hi'] };

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
  ['a text', { msg: 'could not send: When are you open?' }, 'texts'],
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
  };
  expect(leaks(JSON.stringify(line))).toEqual({ secrets: [], numbers: [], texts: [] });
});
