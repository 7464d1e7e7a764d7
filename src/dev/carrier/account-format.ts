import { createHash } from 'node:crypto';
import type { CarrierAccount, CarrierNumber } from './accounts';
import { pageAsked, pageFrame } from './paging';
import { API_VERSION } from './twilio-format';

/** When every simulated account and number began. */
const BEGAN = 'Thu, 01 Jan 2026 00:00:00 +0000';

/** The Account resource as Twilio's REST API shows it, its token included: that is Twilio's way. */
export function accountJson({ accountSid, authToken, friendlyName, status, type }: CarrierAccount) {
  const uri = `/${API_VERSION}/Accounts/${accountSid}`;
  return {
    auth_token: authToken,
    date_created: BEGAN,
    date_updated: BEGAN,
    friendly_name: friendlyName,
    owner_account_sid: accountSid,
    sid: accountSid,
    status,
    subresource_uris: {
      incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`,
      messages: `${uri}/Messages.json`,
    },
    type,
    uri: `${uri}.json`,
  };
}

/** One page of `GET IncomingPhoneNumbers.json`. @throws ListError */
export function numberPage(account: CarrierAccount, query: URLSearchParams, path: string) {
  const { page, size } = pageAsked(query);
  const numbers = account.numbers ?? [];
  const shown = numbers.slice(page * size, (page + 1) * size);
  const more = numbers.length > (page + 1) * size;
  return {
    ...pageFrame(query, path, { page, size, shown: shown.length, more, token: `PA${numbers.length}` }),
    incoming_phone_numbers: shown.map((number) => numberJson(account, number)),
  };
}

function numberJson({ accountSid, inboundUrl }: CarrierAccount, number: CarrierNumber) {
  const { phoneNumber, friendlyName, sms, smsUrl } = number;
  const sid = `PN${createHash('md5').update(`${accountSid}${phoneNumber}`).digest('hex')}`;
  return {
    account_sid: accountSid,
    address_requirements: 'none',
    address_sid: null,
    api_version: API_VERSION,
    beta: false,
    bundle_sid: null,
    capabilities: { voice: true, sms: sms ?? true, mms: sms ?? true, fax: false },
    date_created: BEGAN,
    date_updated: BEGAN,
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    friendly_name: friendlyName ?? phoneNumber,
    identity_sid: null,
    origin: 'twilio',
    phone_number: phoneNumber,
    sid,
    sms_application_sid: '',
    sms_fallback_method: 'POST',
    sms_fallback_url: '',
    sms_method: 'POST',
    sms_url: smsUrl ?? inboundUrl,
    status: 'in-use',
    status_callback: '',
    status_callback_method: 'POST',
    trunk_sid: null,
    uri: `/${API_VERSION}/Accounts/${accountSid}/IncomingPhoneNumbers/${sid}.json`,
    voice_application_sid: '',
    voice_caller_id_lookup: false,
    voice_fallback_method: 'POST',
    voice_fallback_url: null,
    voice_method: 'POST',
    voice_receive_mode: 'voice',
    voice_url: null,
  };
}
