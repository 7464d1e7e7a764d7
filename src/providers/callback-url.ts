/**
 * Where a provider reports a message's state: our own message id is in it, so a report can be matched even when the
 * answer to the send was lost.
 */
export function statusCallbackUrl(publicUrl: string, provider: string, messageId: string): string {
  return `${publicUrl}/webhooks/${provider}/status?messageId=${messageId}`;
}
