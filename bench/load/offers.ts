import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'undici';
import { signedPost } from '../../src/dev/carrier/signing';
import { BARE_TASK_QUEUE, BARE_WORKFLOW, type BareInput, TEXT_SIGNAL } from '../bare/messages';
import type { Job, LoadSettings } from './job';

/** Offers the text with this number in the job; resolves when it was taken. */
export interface Offers {
  offer(index: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes a job's texts ready before its clock starts: what making and signing them costs is the provider's. */
export function prepareOffers(job: Job, settings: LoadSettings): Offers {
  return job.side === 'bare' ? bareSignals(job, settings) : webhooks(job, settings);
}

function webhooks(job: Job, settings: LoadSettings): Offers {
  // Signed for the address that people would call, sent to where it leads.
  const address = new URL('/webhooks/twilio/sms', settings.apiUrl);
  const port = job.side === 'parley' ? settings.apiPort : settings.floorPort;
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: job.atOnce, pipelining: 1 });
  const posts = job.from.map((phone) =>
    signedPost(settings.authToken, address.href, twilioForm(settings, phone, job.body)),
  );
  return {
    async offer(index) {
      const { headers, body } = posts[index]!;
      const answer = await pool.request({ method: 'POST', path: address.pathname, headers, body });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`the webhook was answered ${answer.statusCode}`);
    },
    close: () => pool.close(),
  };
}

/** An inbound text as Twilio sends it: all its fields count, as the signature is over all of them. */
export function twilioForm(
  { accountSid, ourNumber }: Pick<LoadSettings, 'accountSid' | 'ourNumber'>,
  phone: string,
  body: string,
): Record<string, string> {
  const sid = `SM${randomBytes(16).toString('hex')}`;
  const place = { ToState: 'DC', ToCity: '', ToZip: '', FromState: 'DC', FromCity: '', FromZip: '' };
  const ids = { SmsMessageSid: sid, SmsSid: sid, MessageSid: sid, AccountSid: accountSid, ApiVersion: '2010-04-01' };
  const text = { From: phone, To: ourNumber, Body: body, NumMedia: '0', NumSegments: '1', SmsStatus: 'received' };
  return { ToCountry: 'US', FromCountry: 'US', ...place, ...ids, ...text };
}

function bareSignals(job: Job, { temporalAddress, windowMs }: LoadSettings): Offers {
  const connection = Connection.lazy({ address: temporalAddress });
  const client = new Client({ connection });
  const input: BareInput = { windowMs };
  return {
    async offer(index) {
      await client.workflow.signalWithStart(BARE_WORKFLOW, {
        workflowId: job.from[index]!,
        taskQueue: BARE_TASK_QUEUE,
        workflowTaskTimeout: 5_000,
        args: [input],
        signal: TEXT_SIGNAL,
        signalArgs: [Date.now()],
      });
    },
    close: () => connection.close(),
  };
}
