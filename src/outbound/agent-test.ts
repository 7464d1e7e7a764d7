import type { TurnPayload } from '../domain/turn-payload';
import { readAnswer } from './agent-answer';
import { type Finding, findingsOf } from './agent-findings';
import { turnRequest } from './agent-webhook';
import { type HttpCall, HttpFailure, type HttpResponse } from './http';

/** What came of a turn that was made up to see whether an agent answers it. */
export interface AgentTest {
  request: { url: string; headers: Record<string, string>; body: string };
  /** Null when there was no whole answer. */
  response: { status: number; headers: Record<string, string>; body: string } | null;
  durationMs: number;
  /** What it would mean for a real turn. */
  outcome: 'replied' | 'taken' | 'unreachable' | 'refused';
  reply?: string;
  findings: Finding[];
}

/** Those of the answer's headers that say something about it. */
const SHOWN_HEADERS = ['content-type', 'location', 'retry-after', 'server', 'www-authenticate'];
const LONGEST_SHOWN = 4_000;

/**
 * Asks an agent about a made-up turn, in the form and with the signature of a real one, and says what is wrong with what
 * it answers. The agent's secrets are not in the result, not even when its answer holds them.
 * @param turn `secrets`: as for `askAgent`; none: nothing is sent
 */
export async function testAgent(
  call: HttpCall,
  turn: { url: string; secrets: readonly string[]; payload: TurnPayload },
  publicUrl: string,
): Promise<AgentTest> {
  const { url, secrets, payload } = turn;
  const request = turnRequest(url, secrets, payload);
  const shown = { url, headers: request.headers, body: request.body };
  if (secrets.length === 0) {
    const message =
      "This agent's secret cannot be opened: PARLEY_SECRET_KEY is not the one of then. Rotate the secret.";
    const findings: Finding[] = [{ code: 'SECRET_UNREADABLE', severity: 'error', message }];
    return { request: shown, response: null, durationMs: 0, outcome: 'refused', findings };
  }
  const started = performance.now();
  const said = await call(request).catch((error: unknown) => {
    if (error instanceof HttpFailure) return error;
    throw error;
  });
  const durationMs = Math.round(performance.now() - started);
  const findings = findingsOf({ url, publicUrl, said, durationMs });
  if (said instanceof HttpFailure) {
    // What a real turn would not be tried again for.
    const outcome = said.code === 'ADDRESS_REFUSED' ? 'refused' : 'unreachable';
    return { request: shown, response: null, durationMs, outcome, findings };
  }
  const answer = readAnswer(said, Date.now());
  const reply = answer.kind === 'replied' ? { reply: withoutSecrets(answer.reply, secrets) } : {};
  const response = shownResponse(said, secrets);
  return { request: shown, response, durationMs, outcome: answer.kind, ...reply, findings };
}

function shownResponse({ status, headers, body }: HttpResponse, secrets: readonly string[]) {
  const some = Object.entries(headers).filter(([name]) => SHOWN_HEADERS.includes(name));
  return {
    status,
    headers: Object.fromEntries(some.map(([name, value]) => [name, shownText(value, secrets)])),
    body: shownText(body, secrets),
  };
}

/** A text as it is shown: without secrets, cut off at a length, and not in the middle of a character. */
function shownText(text: string, secrets: readonly string[]): string {
  return withoutSecrets(text, secrets)
    .slice(0, LONGEST_SHOWN)
    .replace(/[\uD800-\uDBFF]$/, '');
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret.replace(/^whsec_/, ''), '[secret]'), text);
}
