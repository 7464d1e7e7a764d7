/** What an agent's secret is for. */
export function SecretWords() {
  return (
    <>
      Give it to the agent. With it the agent checks that a request came from Parley and was not changed on the way:
      each carries a signature in the header <code>webhook-signature</code>, as Standard Webhooks describe it.
    </>
  );
}
