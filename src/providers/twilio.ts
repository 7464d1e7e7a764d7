import { parse as parseForm } from 'node:querystring';
import twilio from 'twilio';
import type { Classified } from '../domain/consent';
import type { MessageState } from '../domain/delivery';
import type { ListedText, Provider, Verdict, WebhookEvent, WebhookRequest } from './provider';
import { checkAccount, listNumbers } from './twilio/account';
import { isHttpFailure, OurHttpClient, type TwilioCall } from './twilio/http-client';
import { listInbound } from './twilio/inbound-list';

export type { TwilioCall } from './twilio/http-client';

export interface TwilioSettings {
  accountSid: string;
  authToken: string;
  /** Where Twilio's API is: `https://api.twilio.com`, or the carrier simulator. */
  apiBaseUrl: string;
}

/** Twilio's statuses in ours. Those before `sent` prove at least that Twilio took the text. */
const STATES = new Map<string, MessageState>(
  Object.entries({
    accepted: 'sent',
    scheduled: 'sent',
    queued: 'sent',
    sending: 'sent',
    sent: 'sent',
    delivered: 'delivered',
    read: 'delivered',
    undelivered: 'undelivered',
    failed: 'failed',
    canceled: 'failed',
  } as const),
);

/** Codes of refusals that a later try may not meet: too many requests, a full queue of the number. */
const NOT_TAKEN_CODES = new Set(['20429', '14107', '21611']);

/** The lead opted out at Twilio: https://www.twilio.com/docs/api/errors/21610 */
const OPTED_OUT_CODE = '21610';

/**
 * What Twilio answers by its default: https://help.twilio.com/articles/223134027. Only single words; but whether it minds a full
 * stop is not written down, and two answers would be worse than none.
 */
const ANSWERED = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
  'START',
  'YES',
  'UNSTOP',
  'HELP',
  'INFO',
]);

/** What Advanced Opt-Out says it took a text for; it has answered then. */
const TAKEN_FOR = new Map<string, Classified>([
  ['STOP', { class: 'opt_out', word: 'OptOutType STOP' }],
  ['START', { class: 'opt_in', word: 'OptOutType START' }],
  ['HELP', { class: 'help', word: 'OptOutType HELP' }],
]);

/** Twilio's list may be a little behind ours by the clock; a text is looked for from this much earlier. */
const CLOCK_SLACK_MS = 5_000;

/** Newest first, so far more than are sent to one lead between an attempt and the looks for it. */
const LONGEST_LIST = 100;

/**
 * Twilio through its own SDK (wire format, errors and signatures are Twilio's) over our HTTP.
 * Status callbacks: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function createTwilio(settings: TwilioSettings, call: TwilioCall): Provider {
  const httpClient = new OurHttpClient(settings.apiBaseUrl, call);
  const client = twilio(settings.accountSid, settings.authToken, { httpClient, autoRetry: false, lazyLoading: true });

  return {
    name: 'twilio',
    answersKeyword: (body) => ANSWERED.has(body.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '').toUpperCase()),
    acknowledgement: { status: 200, contentType: 'text/xml', body: '<Response/>' },

    async send(text) {
      try {
        const { from, to, body, statusCallbackUrl } = text;
        const message = await client.messages.create({ from, to, body, statusCallback: statusCallbackUrl });
        if (typeof message.sid !== 'string' || message.sid === '') return unclear('UNREADABLE_ANSWER');
        return { kind: 'accepted', providerMessageId: message.sid, errorCode: null, errorMessage: null };
      } catch (error) {
        return verdictOfError(error);
      }
    },

    async find(text, since, known) {
      // Not narrowed by DateSent: a text that still waits at Twilio has none, and would be missed.
      const listed = await client.messages.list({ from: text.from, to: text.to, limit: LONGEST_LIST });
      const match = listed
        .filter((m) => m.direction.startsWith('outbound') && m.body === text.body && !known.has(m.sid))
        .filter((m) => m.dateCreated.getTime() >= since - CLOCK_SLACK_MS)
        .at(-1); // the list is newest first
      if (match === undefined) return null;
      const errorCode = match.errorCode ? String(match.errorCode) : null;
      return {
        providerMessageId: match.sid,
        state: STATES.get(match.status) ?? 'sent',
        errorCode,
      } satisfies ListedText;
    },

    verify(webhook) {
      const signature = webhook.headers['x-twilio-signature'];
      if (!signature) return false;
      const form = formOf(webhook);
      try {
        return twilio.validateRequest(settings.authToken, signature, webhook.url, form);
      } catch {
        return false; // an address that is none
      }
    },

    events: readWebhook,
    checkAccount: () => checkAccount(client, settings.accountSid),
    listNumbers: () => listNumbers(client),
    listInbound: (ourNumber, since, until) => listInbound(client, ourNumber, since, until),
  };
}

const ACCOUNT_SID = /^AC[0-9a-fA-F]{32}$/;

/** @returns what is wrong with the form of an account's id, for its field's message; null: nothing */
export function accountSidProblem(accountSid: string): string | null {
  return ACCOUNT_SID.test(accountSid) ? null : 'must be a Twilio account SID: AC and 32 hexadecimal digits';
}

/** The account that a webhook says it comes from; null: it says none. Nothing is verified yet. */
export function accountSidOf(webhook: WebhookRequest): string | null {
  const given = formOf(webhook).AccountSid;
  return typeof given === 'string' && ACCOUNT_SID.test(given) ? given : null;
}

function formOf(webhook: WebhookRequest) {
  return parseForm(webhook.rawBody.toString('utf8'), '&', '=', { maxKeys: 200 });
}

/** Reads a webhook's form. Fields that are missing, repeated or too long make it one that we do not understand: null. */
function readWebhook(webhook: WebhookRequest): WebhookEvent | null {
  const form = formOf(webhook);
  const field = (name: string, longest: number): string | null => {
    const value = form[name];
    if (typeof value !== 'string' || value.length > longest) return null;
    // Postgres cannot hold a NUL. In a text it is left out; in an id, a number or a code it is nothing of Twilio's.
    return name !== 'Body' && value.includes('\0') ? null : value;
  };
  const providerMessageId = field('MessageSid', 64);
  if (!providerMessageId) return null;

  const status = field('MessageStatus', 32);
  if (status && status !== 'received') {
    const errorCode = field('ErrorCode', 16) || null;
    const state = STATES.get(status) ?? null;
    const report = { providerMessageId, status, state, errorCode, errorMessage: errorText(errorCode) };
    return { type: 'report', ...report, ...(errorCode === OPTED_OUT_CODE && { optedOut: true }) };
  }
  const from = field('From', 64);
  const to = field('To', 64);
  const body = field('Body', 20_000);
  if (!from || !to || body === null) return null;
  const takenFor = TAKEN_FOR.get(field('OptOutType', 16)?.toUpperCase() ?? '');
  return { type: 'inbound', providerMessageId, from, to, body, ...(takenFor && { takenFor }) };
}

function verdictOfError(error: unknown): Verdict {
  if (isHttpFailure(error)) {
    return error.reached === 'no' ? { ...unclear(error.code), kind: 'not-taken' } : unclear(error.code);
  }
  if (error instanceof twilio.RestException) {
    const errorCode = error.code ? String(error.code) : `HTTP_${error.status}`;
    if (error.status === 429 || NOT_TAKEN_CODES.has(errorCode)) return { ...unclear(errorCode), kind: 'not-taken' };
    // After a 408 or a 5xx nobody knows whether the text was taken before the error.
    if (error.status < 500 && error.status !== 408)
      return {
        ...unclear(errorCode),
        kind: 'refused',
        errorMessage: errorText(errorCode),
        ...(errorCode === OPTED_OUT_CODE && { optedOut: true }),
      };
    return unclear(errorCode);
  }
  return unclear('UNREADABLE_ANSWER');
}

function unclear(errorCode: string): Verdict {
  return { kind: 'unclear', providerMessageId: null, errorCode, errorMessage: null };
}

/** Twilio's own message can hold the phone number, so people get the code and where it is explained. */
function errorText(errorCode: string | null): string | null {
  return errorCode && /^\d+$/.test(errorCode)
    ? `Twilio error ${errorCode}: https://www.twilio.com/docs/api/errors/${errorCode}`
    : null;
}
