import twilio, { type Twilio } from 'twilio';
import type { AccountNumber, AccountNumbers, Finding } from '../provider';
import { isHttpFailure } from './http-client';

/** A number's entry is about 1.5 kB, and an answer of 1 MB is the longest that is read. */
const PAGE_SIZE = 200;
/** Far more than an account has whose numbers people give to campaigns; 26 requests at most. */
const MOST_NUMBERS = 5_000;

const UNREADABLE: Finding = {
  code: 'UNREADABLE_ANSWER',
  message: 'What answered is not Twilio, or not as we know it. Is TWILIO_API_BASE_URL right?',
};

/** Asks for the account itself: that it can be read says that SID and token are right, and what is in it says the rest. */
export async function checkAccount(client: Twilio, accountSid: string): Promise<{ ok: boolean; findings: Finding[] }> {
  try {
    const { sid, status, type } = await client.api.v2010.accounts(accountSid).fetch();
    if (typeof sid !== 'string' || typeof status !== 'string') return { ok: false, findings: [UNREADABLE] };
    if (status === 'suspended') {
      const message = 'The account is suspended. The Twilio console says why, and how to lift it.';
      return { ok: false, findings: [{ code: 'ACCOUNT_SUSPENDED', message }] };
    }
    if (status !== 'active') {
      return { ok: false, findings: [{ code: 'ACCOUNT_CLOSED', message: 'The account is closed.' }] };
    }
    if (type !== 'Trial') return { ok: true, findings: [] };
    const message =
      'This is a trial account: it texts only numbers that were verified at Twilio, and puts words of its own before each text.';
    return { ok: true, findings: [{ code: 'TRIAL_ACCOUNT', message }] };
  } catch (error) {
    return { ok: false, findings: [findingOf(error)] };
  }
}

/** The account's numbers in Twilio's order; what is not a phone number in E.164, such as a short code, is left out. */
export async function listNumbers(client: Twilio): Promise<AccountNumbers> {
  try {
    const listed = await client.incomingPhoneNumbers.list({ pageSize: PAGE_SIZE, limit: MOST_NUMBERS + 1 });
    const numbers = listed.slice(0, MOST_NUMBERS).map((number): AccountNumber => {
      const { phoneNumber, friendlyName, capabilities, smsUrl, smsMethod, smsApplicationSid } = number;
      return {
        phoneNumber: String(phoneNumber),
        friendlyName: typeof friendlyName === 'string' ? friendlyName : '',
        smsCapable: capabilities?.sms === true,
        // An application takes the place of the address, and what comes by GET is no webhook of ours.
        smsUrl: smsApplicationSid || smsMethod === 'GET' || !smsUrl ? null : String(smsUrl),
      };
    });
    return {
      ok: true,
      numbers: numbers.filter((number) => /^\+[1-9]\d{6,14}$/.test(number.phoneNumber)),
      complete: listed.length <= MOST_NUMBERS,
    };
  } catch (error) {
    return { ok: false, finding: findingOf(error) };
  }
}

/** What went wrong when Twilio was asked, in our words: Twilio's own message may quote what was asked for. */
export function findingOf(error: unknown): Finding {
  if (isHttpFailure(error)) {
    return { code: 'NOT_REACHABLE', message: `Twilio did not answer (${error.code}). Try again later.` };
  }
  if (!(error instanceof twilio.RestException)) return UNREADABLE;
  const { status, code } = error;
  if (status === 401 || code === 20003) {
    const message =
      'Twilio refuses this account SID with this auth token: one of them is wrong, or the account is suspended. ' +
      'Copy both from the Twilio console; an API key does not serve here, as it signs no webhooks.';
    return { code: 'CREDENTIALS_REFUSED', message };
  }
  if (code === 20008) {
    const message = 'These are test credentials of Twilio, which send nothing. Take the live ones.';
    return { code: 'TEST_CREDENTIALS', message };
  }
  if (code === 20005) return { code: 'ACCOUNT_SUSPENDED', message: 'Twilio says that the account is not active.' };
  if (status === 404) return { code: 'ACCOUNT_NOT_FOUND', message: 'Twilio has no account with this SID.' };
  if (status === 429) {
    return {
      code: 'TOO_MANY_REQUESTS',
      message: 'Twilio has too many requests of this account. Try again in a minute.',
    };
  }
  const words = Number.isInteger(code) ? `HTTP ${status}, its code ${code}` : `HTTP ${status}`;
  return { code: 'UNEXPECTED_ANSWER', message: `Twilio answered with ${words}.` };
}
