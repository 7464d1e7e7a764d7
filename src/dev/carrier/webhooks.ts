import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Form, WebhookTry } from './record';
import { signedPost } from './signing';

/** Twilio gives a webhook 15 s in all; the connection 5 s of it. */
const ANSWER_LIMIT_MS = 15_000;
const CONNECT_LIMIT_MS = 5_000;
const FIRST_BACKOFF_MS = 100;

interface Delivery {
  /** Signs the webhook. */
  authToken: string;
  url: string;
  form: Form;
  tries: number;
  headers?: Record<string, string>;
  onTry: (result: WebhookTry) => void;
}

/** Calls the product's webhooks, signed, and again after a failed connection or a 5xx while tries are left. */
export class Webhooks {
  private readonly agent = new Agent({ connect: { timeout: CONNECT_LIMIT_MS } });

  constructor(private readonly stopping: AbortSignal) {}

  get isStopping(): boolean {
    return this.stopping.aborted;
  }

  /** Answers what the last try came to, or undefined where the carrier was stopped before there was one. */
  async deliver({ authToken, url, form, tries, headers, onTry }: Delivery): Promise<WebhookTry | undefined> {
    const post = signedPost(authToken, url, form);
    let result: WebhookTry | undefined;
    for (let attempt = 1; attempt <= tries; attempt++) {
      if (attempt > 1) await this.pause(FIRST_BACKOFF_MS * 2 ** (attempt - 2));
      const outcome = await this.send(post.url, { ...headers, ...post.headers }, post.body);
      if (this.stopping.aborted) break;
      result = { url: post.url, attempt, ...outcome };
      onTry(result);
      if (result.httpStatus !== null && result.httpStatus < 500) break;
    }
    return result;
  }

  /** Waits, or returns at once when the carrier is being stopped. */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.stopping }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async send(url: string, headers: Record<string, string>, body: string) {
    try {
      const answer = await request(url, {
        method: 'POST',
        headers,
        body,
        dispatcher: this.agent,
        signal: this.stopping,
        headersTimeout: ANSWER_LIMIT_MS,
        bodyTimeout: ANSWER_LIMIT_MS,
      });
      await answer.body.dump();
      return { httpStatus: answer.statusCode };
    } catch (error) {
      return { httpStatus: null, error: codeOf(error) };
    }
  }
}

/** Never the message of an error: it may quote the address or more. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
