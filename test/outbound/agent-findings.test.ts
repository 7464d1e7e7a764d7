import { findingsOf, type Try } from '../../src/outbound/agent-findings';
import { HttpFailure, type HttpResponse } from '../../src/outbound/http';

const says = (status: number, body: unknown = ''): HttpResponse => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const fails = (code: string) => new HttpFailure(code, 'maybe');
const REPLY = says(200, { reply: 'We are open.' });

/** What is found, as `severity CODE`. */
function found(parts: Partial<Try>): string[] {
  const usual = { url: 'https://agent.example/sms', publicUrl: 'https://parley.example', said: REPLY, durationMs: 200 };
  return findingsOf({ ...usual, ...parts }).map(({ code, severity }) => `${severity} ${code}`);
}

test.each<[what: string, said: Try['said'], findings: string[]]>([
  ['a reply', REPLY, []],
  ['a reply of 1,600 characters', says(200, { reply: 'x'.repeat(1600) }), []],
  ['nothing', says(200), ['info NO_REPLY']],
  ['202 and no reply', says(202, { ok: true }), ['info NO_REPLY']],
  ['200 and no reply', says(200, { answer: 'Yes' }), ['warning NO_REPLY']],
  ['a few words', says(200, 'Workflow was started'), ['warning NO_REPLY']],
  ['many words', says(200, 'We are open. '.repeat(9)), ['error NOT_JSON']],
  ['half of JSON', says(200, '{"reply"'), ['error NOT_JSON']],
  ['a page', says(200, '<html></html>'), ['error HTML_PAGE']],
  ['no UTF-8', { ...says(200, { reply: 'Gr\uFFFD' }), malformed: true }, ['error NOT_UTF8']],
  ['a JSON text', says(200, '"Yes"'), ['warning NO_REPLY']],
  ['null', says(200, 'null'), ['warning NO_REPLY']],
  ['a list', says(200, [{ reply: 'Yes' }]), ['warning ANSWER_IN_LIST']],
  ['a reply that is a number', says(200, { reply: 5 }), ['error REPLY_NOT_TEXT']],
  ['a reply that is null', says(200, { reply: null }), ['warning NO_REPLY']],
  ['an empty reply', says(200, { reply: ' ' }), ['error REPLY_EMPTY']],
  ['a reply of NULs', says(200, { reply: '\0' }), ['error REPLY_EMPTY']],
  ['a reply of 1,601 characters', says(200, { reply: 'x'.repeat(1601) }), ['error REPLY_TOO_LONG']],
  ['301', says(301), ['error REDIRECTED']],
  ['307', says(307), ['error REDIRECTED']],
  ['400', says(400), ['error UNUSABLE_STATUS']],
  ['401', says(401), ['error SIGNATURE_REFUSED']],
  ['403', says(403), ['error SIGNATURE_REFUSED']],
  ['404', says(404), ['error ADDRESS_NOT_FOUND']],
  ['405', says(405), ['error METHOD_NOT_ALLOWED']],
  ['410', says(410), ['error GONE']],
  ['429', says(429), ['error TOO_MANY_REQUESTS']],
  ['500', says(500), ['error AGENT_FAILED']],
  ['503', says(503), ['error AGENT_FAILED']],
  ['a refused connection', fails('ECONNREFUSED'), ['error CONNECTION_REFUSED']],
  ['an unknown name', fails('ENOTFOUND'), ['error NAME_NOT_FOUND']],
  ['no way', fails('EHOSTUNREACH'), ['error NO_ROUTE']],
  ['no connection in time', fails('UND_ERR_CONNECT_TIMEOUT'), ['error CONNECT_TIMEOUT']],
  ['an old certificate', fails('CERT_HAS_EXPIRED'), ['error TLS_FAILED']],
  ['a certificate of its own', fails('DEPTH_ZERO_SELF_SIGNED_CERT'), ['error TLS_FAILED']],
  ['plain HTTP where TLS should be', fails('ERR_SSL_WRONG_VERSION_NUMBER'), ['error TLS_FAILED']],
  ['no answer in time', fails('TIMEOUT'), ['error TIMEOUT']],
  ['too much', fails('ANSWER_TOO_LARGE'), ['error ANSWER_TOO_LARGE']],
  ['half an answer', fails('UND_ERR_SOCKET'), ['error CONNECTION_LOST']],
  ['what cannot be unpacked', fails('Z_DATA_ERROR'), ['error NOT_UNPACKED']],
  ['what is not HTTP', fails('HPE_INVALID_CONSTANT'), ['error NOT_HTTP']],
  ['something else', fails('EWHATEVER'), ['error NO_ANSWER']],
])('an agent that says %s', (_what, said, findings) => {
  expect(found({ said })).toEqual(findings);
});

const SLOW = ['warning SLOW'];
test.each<[what: string, parts: Partial<Try>, findings: string[]]>([
  ['10 s', { durationMs: 10_000 }, []],
  ['11 s', { durationMs: 11_000 }, SLOW],
  ['11 s without an answer', { durationMs: 11_000, said: fails('TIMEOUT') }, ['error TIMEOUT']],
])('an answer after %s', (_what, parts, findings) => {
  expect(found(parts)).toEqual(findings);
});

const OPEN = ['warning NOT_ENCRYPTED'];
const LOCAL = ['warning LOCAL_ADDRESS'];
test.each<[url: string, findings: string[], publicUrl?: string]>([
  ['http://agent.example/sms', OPEN],
  ['http://8.8.8.8/sms', OPEN],
  ['http://[2001:db8::1]/sms', OPEN],
  ['http://172.32.0.1/sms', OPEN],
  ['https://agent.example/sms', []],
  ['http://10.1.2.3:4000/sms', []],
  ['http://172.16.0.1/sms', []],
  ['http://192.168.1.1/sms', []],
  ['http://[fd00::1]/sms', []],
  ['http://n8n:5678/webhook/x', []],
  ['http://n8n.internal/webhook/x', []],
  ['http://localhost:4000/sms', LOCAL],
  ['http://127.0.0.1:4000/sms', LOCAL],
  ['http://[::1]:4000/sms', LOCAL],
  ['https://localhost:4000/sms', LOCAL],
  ['http://localhost:4000/sms', [], 'http://localhost:3000'],
  ['http://127.0.0.1:4000/sms', [], 'http://localhost:3000'],
])('the address %s: %j', (url, findings, publicUrl = 'https://parley.example') => {
  expect(found({ url, publicUrl })).toEqual(findings);
});

test('the worst comes first', () => {
  const url = 'http://agent.example/sms';
  expect(found({ url, said: says(202), durationMs: 20_000 })).toEqual([...OPEN, ...SLOW, 'info NO_REPLY']);
  expect(found({ url, said: says(500) })).toEqual(['error AGENT_FAILED', ...OPEN]);
});
