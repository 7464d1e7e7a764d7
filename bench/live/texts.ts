import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { signedPost } from '../../src/dev/carrier/signing';
import type { LoadSettings } from '../load/job';
import { twilioForm } from '../load/offers';

/** Texts that arrive at a steady rate, whatever becomes of them. */
export interface Arriving {
  /** Where the webhooks go, and for which address they are signed. */
  apiUrl: string;
  settings: Pick<LoadSettings, 'accountSid' | 'authToken' | 'ourNumber'>;
  /** The sender of each text, in turn; each text says its number, `Text 7`. */
  from: string[];
  perSecond: number;
}

export interface Arrived {
  /** When each text's webhook was answered, by what it says; as `performance.now()` has it. */
  answeredAt: Map<string, number>;
  /** How long each webhook took, in milliseconds. */
  latenciesMs: number[];
  failures: number;
  seconds: number;
}

/** Offers them all, each at its time; resolves when all are answered. */
export async function offerTexts({ apiUrl, settings, from, perSecond }: Arriving): Promise<Arrived> {
  const address = new URL('/webhooks/twilio/sms', apiUrl);
  const pool = new Pool(address.origin, { connections: 50, pipelining: 1 });
  const posts = from.map((phone, index) => {
    const body = `Text ${index}`;
    return { body, post: signedPost(settings.authToken, address.href, twilioForm(settings, phone, body)) };
  });
  const arrived: Arrived = { answeredAt: new Map(), latenciesMs: [], failures: 0, seconds: 0 };
  const begun = performance.now();
  await Promise.all(
    posts.map(async ({ body, post }, index) => {
      await pause(begun + (index * 1_000) / perSecond - performance.now());
      const offeredAt = performance.now();
      const answer = await pool.request({
        method: 'POST',
        path: address.pathname,
        headers: post.headers,
        body: post.body,
      });
      await answer.body.dump();
      const at = performance.now();
      arrived.answeredAt.set(body, at);
      arrived.latenciesMs.push(at - offeredAt);
      if (answer.statusCode !== 200) arrived.failures++;
    }),
  );
  arrived.seconds = (performance.now() - begun) / 1_000;
  await pool.close();
  return arrived;
}
