import { HttpFailure } from '../../src/outbound/http';
import { type ProviderCases, TEXT } from './contract';
import { ACCOUNT_SID, AUTH_TOKEN, error, json, TEXTED, URL_CALLED, webhook, withField, without } from './twilio-wire';

/** An account and a number as Twilio shows them. */
const account = (parts: Record<string, unknown> = {}) =>
  json(200, {
    sid: ACCOUNT_SID,
    auth_token: AUTH_TOKEN,
    friendly_name: 'Dental',
    owner_account_sid: ACCOUNT_SID,
    status: 'active',
    type: 'Full',
    ...parts,
  });
const number = (parts: Record<string, unknown> = {}) => ({
  sid: `PN${'a'.repeat(32)}`,
  phone_number: TEXT.from,
  friendly_name: '(833) 564-5667',
  capabilities: { voice: true, sms: true, mms: false },
  sms_url: URL_CALLED,
  sms_method: 'POST',
  sms_application_sid: '',
  ...parts,
});
const numberPage = (numbers: unknown[], next: string | null = null) =>
  json(200, { incoming_phone_numbers: numbers, page: 0, next_page_uri: next });
const LISTED = { phoneNumber: TEXT.from, friendlyName: '(833) 564-5667', smsCapable: true, smsUrl: URL_CALLED };

/** What Twilio says of an account and its numbers, and what a webhook says of whose it is. */
export const accountCases: Pick<ProviderCases, 'accounts' | 'accountIds' | 'checks' | 'numbers'> = {
  accounts: [
    { what: 'a lead’s text', webhook: webhook(TEXTED), accountId: ACCOUNT_SID },
    { what: 'one that is not signed', webhook: webhook(TEXTED, { signature: '' }), accountId: ACCOUNT_SID },
    { what: 'none', webhook: webhook(without('AccountSid')), accountId: null },
    { what: 'nonsense', webhook: webhook(withField('AccountSid', 'AC1')), accountId: null },
    { what: 'two', webhook: webhook([...TEXTED, ['AccountSid', ACCOUNT_SID]]), accountId: null },
    {
      what: 'a body that is no form',
      webhook: { ...webhook([]), rawBody: Buffer.from([0xff, 0x25]) },
      accountId: null,
    },
  ],
  accountIds: [
    { accountId: ACCOUNT_SID, right: true },
    { accountId: '', right: false },
    { accountId: ACCOUNT_SID.slice(0, -1), right: false },
    { accountId: `${ACCOUNT_SID}0`, right: false },
    { accountId: ACCOUNT_SID.replace('AC', 'SK'), right: false },
    { accountId: `${ACCOUNT_SID}\n`, right: false },
  ],
  checks: [
    { what: 'works', answer: account(), ok: true, codes: [] },
    { what: 'is a trial', answer: account({ type: 'Trial' }), ok: true, codes: ['TRIAL_ACCOUNT'] },
    { what: 'is suspended', answer: account({ status: 'suspended' }), ok: false, codes: ['ACCOUNT_SUSPENDED'] },
    { what: 'is closed', answer: account({ status: 'closed' }), ok: false, codes: ['ACCOUNT_CLOSED'] },
    { what: 'has another SID or token', answer: error(401, 20003), ok: false, codes: ['CREDENTIALS_REFUSED'] },
    { what: 'has test credentials', answer: error(403, 20008), ok: false, codes: ['TEST_CREDENTIALS'] },
    { what: 'is not active', answer: error(403, 20005), ok: false, codes: ['ACCOUNT_SUSPENDED'] },
    { what: 'is not there', answer: error(404, 20404), ok: false, codes: ['ACCOUNT_NOT_FOUND'] },
    { what: 'is asked too often', answer: error(429, 20429), ok: false, codes: ['TOO_MANY_REQUESTS'] },
    { what: 'an error we do not know', answer: error(500, 20500), ok: false, codes: ['UNEXPECTED_ANSWER'] },
    { what: 'a page of HTML', answer: json(200, '<html>'), ok: false, codes: ['UNREADABLE_ANSWER'] },
    { what: 'half an account', answer: json(200, { sid: ACCOUNT_SID }), ok: false, codes: ['UNREADABLE_ANSWER'] },
    { what: 'not reached', answer: new HttpFailure('ECONNREFUSED', 'no'), ok: false, codes: ['NOT_REACHABLE'] },
    { what: 'no answer', answer: new HttpFailure('TIMEOUT', 'maybe'), ok: false, codes: ['NOT_REACHABLE'] },
  ],
  numbers: [
    { what: 'one', answers: [numberPage([number()])], listed: { ok: true, complete: true, numbers: [LISTED] } },
    { what: 'none', answers: [numberPage([])], listed: { ok: true, complete: true, numbers: [] } },
    {
      what: 'on two pages',
      answers: [
        numberPage([number()], `/2010-04-01/Accounts/${ACCOUNT_SID}/IncomingPhoneNumbers.json?Page=1&PageToken=x`),
        numberPage([number({ phone_number: '+18335645668' })]),
      ],
      listed: { ok: true, complete: true, numbers: [LISTED, { ...LISTED, phoneNumber: '+18335645668' }] },
    },
    {
      what: 'one that speaks only',
      answers: [numberPage([number({ capabilities: { voice: true } })])],
      listed: { ok: true, complete: true, numbers: [{ ...LISTED, smsCapable: false }] },
    },
    ...[{ sms_url: '' }, { sms_url: null }, { sms_method: 'GET' }, { sms_application_sid: 'AP1' }].map((parts) => ({
      what: `one whose texts are not posted: ${JSON.stringify(parts)}`,
      answers: [numberPage([number(parts)])],
      listed: { ok: true as const, complete: true, numbers: [{ ...LISTED, smsUrl: null }] },
    })),
    {
      what: 'not a short code, nor half an entry',
      answers: [numberPage([number({ phone_number: '89203' }), {}])],
      listed: { ok: true, complete: true, numbers: [] },
    },
    {
      what: 'of an account that is refused',
      answers: [error(401, 20003)],
      listed: { ok: false, code: 'CREDENTIALS_REFUSED' },
    },
    {
      what: 'of a provider that is not reached',
      answers: [new HttpFailure('ECONNREFUSED', 'no')],
      listed: { ok: false, code: 'NOT_REACHABLE' },
    },
    {
      what: 'whose second page fails',
      answers: [numberPage([number()], '/2010-04-01/x?Page=1'), error(500, 20500)],
      listed: { ok: false, code: 'UNEXPECTED_ANSWER' },
    },
  ],
};
