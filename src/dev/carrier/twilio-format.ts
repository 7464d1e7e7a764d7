import type { CarrierMessage } from './messages';
import { segmentCount } from './segments';

export const API_VERSION = '2010-04-01';

/** A refusal in Twilio's terms. */
export interface TwilioError {
  httpStatus: number;
  code: number;
  message: string;
}

export function errorJson({ httpStatus, code, message }: TwilioError) {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status: httpStatus };
}

export function notFound(path: string): TwilioError {
  return { httpStatus: 404, code: 20404, message: `The requested resource ${path} was not found` };
}

/** The Message resource as Twilio's REST API shows it, whole seconds and numbers in strings included. */
export function messageJson(message: CarrierMessage) {
  const { accountSid } = message;
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === null ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: null,
    from: message.from,
    messaging_service_sid: null,
    num_media: '0',
    num_segments: String(segmentCount(message.body)),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

function rfc2822(iso: string): string {
  return new Date(iso).toUTCString().replace('GMT', '+0000');
}
