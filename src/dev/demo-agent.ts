import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino, { type Logger } from 'pino';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { answerTo } from './demo-agent-answers';

/**
 * An agent that answers texts, without a model: the shortest honest example of what Parley asks of one.
 *
 *  1. Parley POSTs what the lead wrote, with the whole conversation. Check the signature before believing any of it.
 *  2. Reply in one of two ways: in the response, `{"reply": "..."}`, when the answer is at hand; or answer 202 and call
 *     Parley's send endpoint later, when finding the answer takes time. Name the `turnId` then.
 *  3. Parley repeats a request that it saw no answer to, with the same `webhook-id`. Give the same answer again.
 */

export interface DemoAgentOptions {
  /** 0 (the default): any free one. */
  port?: number;
  host?: string;
  /** The agent's secret, shown once when it was created: `whsec_` and base64. */
  secret: string;
  /** Where Parley is, and a key for its API: for the replies that come later. */
  apiUrl: string;
  apiKey: string;
  log?: Logger;
}

/** The part of Parley's request that this agent reads. */
const turnSchema = z.object({
  turnId: z.string(),
  message: z.object({ combinedText: z.string() }),
  lead: z.object({ leadId: z.string(), firstName: z.string().default('') }),
  interaction: z.object({ interactionId: z.string() }),
});
type Turn = z.output<typeof turnSchema>;

/** What the webhook answers: a status, and the reply where it is given at once. */
interface WebhookAnswer {
  status: 200 | 202;
  body: { reply?: string };
}

/** A repeat comes within minutes; this many turns back is far enough to recognise it. */
const REMEMBERED_TURNS = 1_000;
/** The whole conversation is in the body, so it is larger than a text. */
const BODY_LIMIT = '5mb';
const API_LIMIT_MS = 15_000;

/** Starts the agent; its webhook is `POST {url}/sms`. Rejects when the port is taken. */
export async function startDemoAgent(options: DemoAgentOptions): Promise<{ url: string; stop(): Promise<void> }> {
  const log = options.log ?? pino({ name: 'demo-agent' });
  const webhook = new Webhook(options.secret);
  const answers = new Map<string, WebhookAnswer>();
  const replying = new Set<Promise<void>>();

  /** Sends the reply by Parley's API, after the webhook has been answered. */
  const replyLater = (request: string, turn: Turn, text: string) => {
    const reply = sendReply(options, turn, text)
      .then((refusal) => {
        if (!refusal) return;
        // Forgotten, so that a repeat of the webhook tries again. `turnId` keeps that from becoming a second text.
        answers.delete(request);
        // Ids and codes only: texts and numbers do not belong in a log.
        log.warn({ turnId: turn.turnId, ...refusal }, 'reply not sent');
      })
      .finally(() => replying.delete(reply));
    replying.add(reply);
  };

  const app = express();
  app.disable('x-powered-by');

  // The signature is over the bytes as they came, so the body is not parsed before it was checked.
  app.post('/sms', express.raw({ type: () => true, limit: BODY_LIMIT }), (req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body.toString('utf8') : '';
    const webhookId = req.get('webhook-id') ?? '';
    if (!isSigned(webhook, body, req.headers)) {
      res.status(401).json({ error: 'signature not valid' });
      return;
    }

    const turn = parseTurn(body);
    if (!turn) {
      res.status(400).json({ error: 'body not understood' });
      return;
    }
    // A repeat may hold more than the first request did: what the lead wrote meanwhile.
    const request = `${webhookId} ${turn.message.combinedText}`;
    const known = answers.get(request);
    if (known) {
      res.status(known.status).json(known.body);
      return;
    }

    const { text, by } = answerTo(turn.message.combinedText, turn.lead.firstName);
    const answer: WebhookAnswer = by === 'api' ? { status: 202, body: {} } : { status: 200, body: { reply: text } };
    remember(answers, request, answer);
    res.status(answer.status).json(answer.body);
    if (by === 'api') replyLater(request, turn, text);
  });

  app.get('/', (_req, res) => {
    res.type('text/plain').send('Parley demo agent. Its webhook: POST /sms\n');
  });

  const host = options.host ?? '127.0.0.1';
  const server = await new Promise<Server>((resolve, reject) => {
    const starting: Server = app.listen(options.port ?? 0, host, (error?: Error) =>
      error ? reject(error) : resolve(starting),
    );
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await Promise.all(replying);
    },
  };
}

function isSigned(webhook: Webhook, body: string, headers: NodeJS.Dict<string | string[]>): boolean {
  try {
    webhook.verify(body, headers as Record<string, string>, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function parseTurn(body: string): Turn | undefined {
  try {
    return turnSchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

function remember(answers: Map<string, WebhookAnswer>, webhookId: string, answer: WebhookAnswer): void {
  answers.set(webhookId, answer);
  const oldest = answers.keys().next();
  if (answers.size > REMEMBERED_TURNS && !oldest.done) answers.delete(oldest.value);
}

const refusalSchema = z.object({ error: z.object({ code: z.string() }) });

/** Answers nothing when Parley took the reply, else the status and code of its refusal. Does not throw. */
async function sendReply(options: DemoAgentOptions, turn: Turn, text: string) {
  try {
    const response = await fetch(`${options.apiUrl}/api/v1/sms/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-API-Key': options.apiKey },
      body: JSON.stringify({
        leadId: turn.lead.leadId,
        message: text,
        interactionId: turn.interaction.interactionId,
        source: 'sms_agent',
        turnId: turn.turnId,
      }),
      signal: AbortSignal.timeout(API_LIMIT_MS),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return undefined;
    const refusal = refusalSchema.safeParse(answer);
    return { status: response.status, code: refusal.success ? refusal.data.error.code : 'UNKNOWN' };
  } catch (error) {
    return { code: error instanceof Error ? codeOf(error) : 'UNKNOWN' };
  }
}

/** `fetch` says what went wrong in the error's cause: ECONNREFUSED and the like. */
function codeOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.name;
}
