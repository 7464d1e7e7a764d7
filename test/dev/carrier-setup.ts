import twilio from 'twilio';
import { type Carrier, type CarrierOptions, startCarrier } from '../../src/dev/carrier/carrier';
import { formOf, type HttpRecorder, type RecordedRequest, startHttpRecorder } from '../support/http-recorder';
import { twilioClientAt } from '../support/twilio-client';

export const ACCOUNT_SID = `AC${'0'.repeat(31)}1`;
export const AUTH_TOKEN = 'a-token-for-tests';
export const OURS = '+18335645667';
export const LEAD = '+12125551234';

export interface Setup {
  carrier: Carrier;
  client: twilio.Twilio;
  /** The product's side: status callbacks and inbound webhooks end here. */
  product: HttpRecorder;
  /** Creates a message to the lead with the product's callback. */
  send(fields?: { to?: string; from?: string; body?: string }): ReturnType<twilio.Twilio['messages']['create']>;
  /** The statuses reported to the product, in the order of their arrival. */
  reported(): string[];
  stop(): Promise<void>;
}

export async function setUp(options: Partial<CarrierOptions> = {}): Promise<Setup> {
  const product = await startHttpRecorder();
  const carrier = await startCarrier({
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    inboundUrl: `${product.url}/webhooks/twilio/sms`,
    reportDelayMs: 5,
    ...options,
  });
  const client = twilioClientAt(carrier.url, ACCOUNT_SID, AUTH_TOKEN);
  return {
    carrier,
    client,
    product,
    send: (fields) =>
      client.messages.create({
        to: LEAD,
        from: OURS,
        body: 'See you at 10',
        statusCallback: `${product.url}/webhooks/twilio/status?message=msg_1`,
        ...fields,
      }),
    reported: () => product.requests.filter(isReport).map((request) => formOf(request).MessageStatus ?? ''),
    stop: async () => {
      await carrier.stop();
      await product.stop();
    },
  };
}

/** Whether Twilio's own check takes the request for one of Twilio's. */
export function isSigned(request: RecordedRequest, authToken = AUTH_TOKEN): boolean {
  const signature = String(request.headers['x-twilio-signature']);
  return twilio.validateRequest(authToken, signature, request.url, formOf(request));
}

export async function callSimulator(carrier: Carrier, method: string, path: string, body?: unknown) {
  const response = await fetch(`${carrier.url}/simulator${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

function isReport(request: RecordedRequest): boolean {
  return request.url.includes('/status');
}
