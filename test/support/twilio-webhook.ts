import twilio from 'twilio';

/**
 * Posts a webhook as Twilio does, or as somebody who knows an auth token.
 * @param url as the provider calls it, query included
 * @returns the HTTP status
 */
export async function postSigned(url: string, authToken: string, form: Record<string, string>): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(authToken, url, form),
    },
    body: new URLSearchParams(form),
  });
  await response.arrayBuffer();
  return response.status;
}
