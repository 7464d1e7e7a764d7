/** How a try to ask the agent failed, by the codes of `turn_attempts.outcome`. */
const FAILED: Record<string, string> = {
  TIMEOUT: 'The agent gave no whole answer in time.',
  ADDRESS_REFUSED: "The agent's address may not be called. An admin has to change it.",
  SECRET_UNREADABLE: "The agent's secret cannot be read. An admin has to make a new one.",
  ANSWER_TOO_LARGE: "The agent's answer was too large to read.",
  HTML_PAGE: 'The agent answered with a web page, as a server in front of it does when something is wrong.',
  NOT_JSON: "The agent's answer was not JSON, so it cannot be told whether it took the question.",
  NOT_UTF8: "The agent's answer was not UTF-8, so its letters cannot be read.",
  REPLY_NOT_TEXT: "The agent's reply was no text.",
  REPLY_EMPTY: "The agent's reply was empty.",
  REPLY_TOO_LONG: "The agent's reply was longer than a text may be.",
  REPLY_LENGTH: "The agent's reply was empty or too long to send.", // of before both had a name
  ECONNREFUSED: "Nothing listened at the agent's address.",
  ENOTFOUND: "The name of the agent's host is not known.",
  EAI_AGAIN: "The name of the agent's host could not be looked up.",
  UND_ERR_CONNECT_TIMEOUT: 'There was no connection to the agent in time.',
  ECONNRESET: 'The agent broke the connection off before its answer was whole.',
  UND_ERR_SOCKET: 'The agent broke the connection off before its answer was whole.',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'The agent broke the connection off before its answer was whole.',
  HTTP_401: 'The agent refused the request (401): most likely its check of the signature failed.',
  HTTP_403: 'The agent refused the request (403): most likely its check of the signature failed.',
  HTTP_404: "Nothing is at the agent's address (404).",
  HTTP_410: 'The agent said that it is gone (410).',
  HTTP_429: 'The agent takes no more questions just now (429).',
};

/** How a try to ask the agent ended, as a sentence; a code that is not known stands in it. */
export function attemptEnd(outcome = ''): string {
  if (Object.hasOwn(FAILED, outcome)) return FAILED[outcome]!;
  if (/^Z_/.test(outcome)) return "The agent's answer was compressed and could not be unpacked.";
  const status = /^HTTP_(\d+)$/.exec(outcome)?.[1];
  if (status?.startsWith('3')) return `The agent answered with a redirect (${status}), which is not followed.`;
  return status ? `The agent answered with the error ${status}.` : `The agent could not be reached (${outcome}).`;
}
