import twilio from 'twilio';

/** Twilio's own HTTP client, sent to another server. */
class RedirectedClient extends twilio.RequestClient {
  constructor(private readonly baseUrl: string) {
    super({ keepAlive: false });
  }

  override request: twilio.RequestClient['request'] = (options) =>
    twilio.RequestClient.prototype.request.call(this, {
      ...options,
      uri: options.uri.replace('https://api.twilio.com', this.baseUrl),
    }) as never;
}

/** The real SDK, talking to `baseUrl` instead of api.twilio.com. It does not retry. */
export function twilioClientAt(baseUrl: string, accountSid: string, authToken: string): twilio.Twilio {
  return twilio(accountSid, authToken, { httpClient: new RedirectedClient(baseUrl) });
}
