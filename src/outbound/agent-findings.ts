import { contentOf, LONGEST_REPLY } from './agent-answer';
import { HttpFailure, type HttpResponse } from './http';

/** Something about a webhook that its author should know, in words to act on. */
export interface Finding {
  code: string;
  /** `error`: turns fail. `warning`: they may, or something is not as it should be. `info`: as it is meant, perhaps. */
  severity: 'error' | 'warning' | 'info';
  message: string;
}

/** What is known of one try to reach a webhook. */
export interface Try {
  url: string;
  /** Where this installation is reached. */
  publicUrl: string;
  said: HttpResponse | HttpFailure;
  durationMs: number;
}

const SLOW_MS = 10_000;

const error = (code: string, message: string): Finding => ({ code, severity: 'error', message });
const warning = (code: string, message: string): Finding => ({ code, severity: 'warning', message });
const info = (code: string, message: string): Finding => ({ code, severity: 'info', message });

/** What is wrong with a webhook, or worth knowing, the worst first; nothing: it replied as it should. */
export function findingsOf({ url, publicUrl, said, durationMs }: Try): Finding[] {
  const about = said instanceof HttpFailure ? [failureFinding(said.code)] : answerFindings(said);
  const findings = [...about, ...addressFindings(url, publicUrl)];
  if (!(said instanceof HttpFailure) && durationMs > SLOW_MS) {
    const seconds = Math.round(durationMs / 1000);
    findings.push(
      warning(
        'SLOW',
        `The answer took ${seconds} s. A lead waits for that long; answer 202 and reply through the API.`,
      ),
    );
  }
  const order = ['error', 'warning', 'info'];
  return findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** Codes of a connection that was not made, or broke; the first that fits. */
const FAILURES: [code: RegExp, finding: (code: string) => Finding][] = [
  [
    /^ADDRESS_REFUSED$/,
    () =>
      error(
        'ADDRESS_REFUSED',
        'This host is not public: Parley does not call private addresses. Who runs Parley can allow it by AGENT_WEBHOOK_ALLOW.',
      ),
  ],
  [
    /^ECONNREFUSED$/,
    () =>
      error(
        'CONNECTION_REFUSED',
        'Nothing listens at this host and port. Is the agent running, and is the port right?',
      ),
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    () => error('NAME_NOT_FOUND', 'The host name is not known to DNS as seen from Parley. Is it spelled right?'),
  ],
  [
    /^(EHOSTUNREACH|ENETUNREACH)$/,
    () =>
      error('NO_ROUTE', 'There is no way through the network to this host. Is it reachable from where Parley runs?'),
  ],
  [
    /^(UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/,
    () => error('CONNECT_TIMEOUT', 'No connection was made in 5 s. Does a firewall drop it, or is the host down?'),
  ],
  [
    /^(CERT_|ERR_TLS|ERR_SSL|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH|EPROTO)/,
    (code) =>
      error(
        'TLS_FAILED',
        `The encrypted connection failed (${code}). The certificate must be valid, be for this host name and come with its chain; a port that speaks plain HTTP needs http://.`,
      ),
  ],
  [
    /^TIMEOUT$/,
    () =>
      error(
        'TIMEOUT',
        'There was no whole answer in time (AGENT_TIMEOUT). Answer 202 at once and reply through the API.',
      ),
  ],
  [
    /^ANSWER_TOO_LARGE$/,
    () => error('ANSWER_TOO_LARGE', 'The answer is larger than 1 MB. It should be JSON with a reply, and little else.'),
  ],
  [
    /^Z_/,
    (code) =>
      error('NOT_UNPACKED', `The answer says that it is compressed, and cannot be unpacked (${code}). Send it plain.`),
  ],
  [
    /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/,
    () =>
      error(
        'CONNECTION_LOST',
        'The connection was closed before the answer was whole. Did the agent crash on this request?',
      ),
  ],
  [
    /^HPE_/,
    () =>
      error('NOT_HTTP', 'What answered does not speak HTTP. A port that speaks TLS needs https://; is the port right?'),
  ],
];

function failureFinding(code: string): Finding {
  const [, finding] = FAILURES.find(([pattern]) => pattern.test(code)) ?? [];
  return finding?.(code) ?? error('NO_ANSWER', `There was no usable answer (${code}).`);
}

function answerFindings(response: HttpResponse): Finding[] {
  const { status } = response;
  if (status >= 200 && status <= 299) return replyFindings(response);
  if (status >= 300 && status <= 399) {
    return [
      error(
        'REDIRECTED',
        `The answer is a redirect (${status}), which is not followed. Give the address where it leads.`,
      ),
    ];
  }
  switch (status) {
    case 401:
    case 403:
      return [
        error(
          'SIGNATURE_REFUSED',
          `The agent refused the request (${status}): most likely its signature check failed. Is its secret this agent's, the part after whsec_ read as base64? Is the check made over the body as it came, byte for byte, and is its clock right? A gateway in front of it may ask for a login of its own.`,
        ),
      ];
    case 404:
      return [
        error(
          'ADDRESS_NOT_FOUND',
          'Nothing is at this path (404). In n8n the workflow has to be active, and the address the production one, not /webhook-test/.',
        ),
      ];
    case 405:
      return [error('METHOD_NOT_ALLOWED', 'The address does not take POST (405).')];
    case 410:
      return [
        error(
          'GONE',
          'The answer 410 says that the agent wants no turns any more: each fails at once, without another try.',
        ),
      ];
    case 429:
      return [
        error(
          'TOO_MANY_REQUESTS',
          'The agent takes no more requests just now (429). Parley asks again, after Retry-After where it is given.',
        ),
      ];
  }
  if (status >= 500) {
    return [
      error(
        'AGENT_FAILED',
        `The agent answered ${status}: it failed at this request, and its log should say why. Parley asks again.`,
      ),
    ];
  }
  return [
    error(
      'UNUSABLE_STATUS',
      `The agent answered ${status}, which is neither a reply nor a "taken". Answer 200 or 202.`,
    ),
  ];
}

function replyFindings(response: HttpResponse): Finding[] {
  const later = 'Parley takes this for "I have the turn" and waits for a reply through the API';
  const content = contentOf(response);
  switch (content.kind) {
    case 'reply':
      return [];
    case 'unreadable':
      return [UNREADABLE[content.reason]];
    case 'unsendable':
      return [unsendableFinding(content.reason, content.length)];
  }
  switch (content.form) {
    case 'empty':
      return [info('NO_REPLY', `The answer is empty. ${later}.`)];
    case 'words':
      return [warning('NO_REPLY', `The answer is a few words. ${later}; to reply at once, answer {"reply": "…"}.`)];
    case 'list':
      return [
        warning(
          'ANSWER_IN_LIST',
          `The answer is a list. ${later}; to reply at once, answer the object alone: {"reply": "…"}.`,
        ),
      ];
    case 'object': {
      const finding = response.status === 202 ? info : warning;
      return [finding('NO_REPLY', `The answer holds no "reply". ${later}.`)];
    }
  }
}

const AGAIN = 'Parley cannot tell whether the agent has the turn, and asks again';

const UNREADABLE = {
  HTML_PAGE: error(
    'HTML_PAGE',
    `The answer is a web page, as a server in front of the agent sends when something is wrong. ${AGAIN}.`,
  ),
  NOT_JSON: error('NOT_JSON', `The answer is not JSON. ${AGAIN}; to reply, answer {"reply": "…"}.`),
  NOT_UTF8: error('NOT_UTF8', `The answer is not UTF-8, so its letters cannot be read. ${AGAIN}.`),
};

function unsendableFinding(reason: 'REPLY_NOT_TEXT' | 'REPLY_EMPTY' | 'REPLY_TOO_LONG', length: number): Finding {
  switch (reason) {
    case 'REPLY_NOT_TEXT':
      return error('REPLY_NOT_TEXT', '"reply" is no text: the turn fails. To say nothing, leave it out.');
    case 'REPLY_EMPTY':
      return error('REPLY_EMPTY', '"reply" is empty: the turn fails. To say nothing, leave it out.');
    case 'REPLY_TOO_LONG':
      return error(
        'REPLY_TOO_LONG',
        `"reply" has ${length} characters, and may have ${LONGEST_REPLY}: the turn fails.`,
      );
  }
}

function addressFindings(url: string, publicUrl: string): Finding[] {
  if (!URL.canParse(url)) return [];
  const { protocol, hostname } = new URL(url);
  const findings: Finding[] = [];
  if (protocol === 'http:' && !isPrivate(hostname)) {
    findings.push(
      warning(
        'NOT_ENCRYPTED',
        'The address is http:// at a public host: texts and numbers of leads cross the network in the open. Use https://.',
      ),
    );
  }
  if (isLoopback(hostname) && !isLoopback(new URL(publicUrl).hostname)) {
    findings.push(
      warning(
        'LOCAL_ADDRESS',
        'The address is "this machine", which for Parley is the one that Parley runs on. In a container that is the container.',
      ),
    );
  }
  return findings;
}

function isLoopback(host: string): boolean {
  return /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/.test(host);
}

/** Hosts of a network that is not everybody's: private addresses, and names that only such a network knows. */
function isPrivate(host: string): boolean {
  if (isLoopback(host)) return true;
  if (/^(10|192\.168|172\.(1[6-9]|2\d|3[01])|169\.254)\.[\d.]+$/.test(host)) return true;
  if (/^\[(f[cd]|fe[89ab])/.test(host)) return true;
  return !/[.:]/.test(host) || /\.(local|internal|lan|home|test)$/.test(host);
}
