import { type CarrierAccount, numberOf } from './accounts';
import { phoneNumber } from './faults';
import type { OptOuts } from './opt-outs';
import type { Form } from './record';
import type { TwilioError } from './twilio-format';

const MAX_BODY_CHARACTERS = 1_600;

/** Why Twilio would refuse to create this message: the first of its rules that is broken, or nothing. */
export function refusalOf(form: Form, account: CarrierAccount, optOuts: OptOuts): TwilioError | undefined {
  const { To: to, From: from, Body: body, StatusCallback: statusCallback } = form;
  if (!to) return refuse(21604, "A 'To' phone number is required.");
  if (!isPhoneNumber(to)) return refuse(21211, `Invalid 'To' Phone Number: ${masked(to)}`);
  if (!from) return refuse(21603, "A 'From' phone number is required.");
  if (!isPhoneNumber(from)) return refuse(21212, `Invalid From Number (caller ID): ${masked(from)}`);
  if (from === to) return refuse(21266, "'To' and 'From' number cannot be the same");
  const owned = numberOf(account, from);
  if (account.numbers && (owned === undefined || owned.sms === false)) {
    return refuse(21606, `The 'From' phone number ${masked(from)} is not a valid, message-capable Twilio phone number`);
  }
  if (!body) return refuse(21602, 'Message body is required.');
  if ([...body].length > MAX_BODY_CHARACTERS) {
    return refuse(21617, `The concatenated message body exceeds the ${MAX_BODY_CHARACTERS} character limit`);
  }
  if (statusCallback && !isWebAddress(statusCallback)) {
    return refuse(21609, "The 'StatusCallback' URL is not a valid URL.");
  }
  if (optOuts.block(to, from)) return refuse(21610, 'Attempt to send to unsubscribed recipient');
  return undefined;
}

function refuse(code: number, message: string): TwilioError {
  return { httpStatus: 400, code, message };
}

function isPhoneNumber(text: string): boolean {
  return phoneNumber.safeParse(text).success;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Twilio repeats numbers in its messages with the last four digits hidden; callers must cope with that much. */
function masked(text: string): string {
  return text.replace(/.{1,4}$/, 'XXXX');
}
