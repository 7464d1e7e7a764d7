import { createHmac } from 'node:crypto';
import type { HttpResponse } from '../../src/outbound/http';
import type { WebhookRequest } from '../../src/providers/provider';
import { TEXT } from './contract';

export const ACCOUNT_SID = `AC${'0123456789abcdef'.repeat(2)}`;
export const AUTH_TOKEN = 'an-auth-token-for-tests';
export const SID = `SM${'a'.repeat(32)}`;
export const URL_CALLED = 'https://parley.example/webhooks/twilio/sms';

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
/** Twilio's errors name the number in their message: none of it may come through. */
export const error = (status: number, code: number) =>
  json(status, { code, message: `The number ${TEXT.to} is wrong`, more_info: `https://twilio.com/${code}`, status });

/** A webhook with a form as its body, signed as Twilio signs: written here once more from sms.md, section 4. */
export function webhook(
  fields: [name: string, value: string][],
  {
    url = URL_CALLED,
    token = AUTH_TOKEN,
    signature = sign(url, fields, token),
  }: { url?: string; token?: string; signature?: string } = {},
): WebhookRequest {
  const rawBody = Buffer.from(new URLSearchParams(fields).toString());
  return { url, rawBody, headers: { 'x-twilio-signature': signature } };
}

export function sign(url: string, fields: [string, string][], token: string): string {
  const names = [...new Set(fields.map(([name]) => name))].sort();
  const data = names.flatMap((name) => {
    const values = fields.filter(([other]) => other === name).map(([, value]) => value);
    return [...new Set(values)].sort().map((value) => name + value);
  });
  return createHmac('sha1', token)
    .update(url + data.join(''))
    .digest('base64');
}

export const TEXTED: [string, string][] = [
  ['MessageSid', SID],
  ['From', TEXT.to],
  ['To', TEXT.from],
  ['Body', 'Hi – “can” I come at 10? ✓ 100 % & more+'],
  ['SmsStatus', 'received'],
  ['AccountSid', ACCOUNT_SID],
  ['NumMedia', '0'],
];
export const without = (name: string) => TEXTED.filter(([field]) => field !== name);
export const withField = (name: string, value: string): [string, string][] => [...without(name), [name, value]];
