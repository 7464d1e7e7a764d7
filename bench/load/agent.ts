import { createServer, type Server } from 'node:http';
import { request } from 'undici';
import type { TurnPayload } from '../../src/domain/turn-payload';
import type { Asked, LoadSettings } from './job';

/** A text that says this is answered by the API instead of in the webhook's response. */
export const BY_API = 'Please answer by the API.';

const REPLY = 'We are open Monday to Friday from 9 am to 6 pm, and on Saturday from 10 am to 2 pm.';

/**
 * The agent under measurement: answers at once and notes when it was asked. It checks no signature, as that is the cost of
 * somebody else's machine.
 */
export function startAgent(settings: LoadSettings, onAsked: (asked: Asked) => void): Promise<Server> {
  const server = createServer((req, res) => {
    const at = Date.now();
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const turn = JSON.parse(Buffer.concat(chunks).toString('utf8')) as TurnPayload;
      const byApi = turn.message.combinedText.includes(BY_API);
      res.writeHead(byApi ? 202 : 200, { 'content-type': 'application/json' });
      res.end(JSON.stringify(byApi ? {} : { reply: REPLY }));
      if (byApi) void replyByApi(settings, turn);
      onAsked({ phone: turn.message.senderPhone, lateMs: at - windowEnd(turn, settings.windowMs) });
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.agentPort, '127.0.0.1', () => resolve(server));
  });
}

/** A window ends so long after the last text was committed: the transcript has that time, to the millisecond. */
function windowEnd(turn: TurnPayload, windowMs: number): number {
  const last = turn.interaction.transcript.findLast((entry) => entry.role === 'user');
  return Date.parse(last?.timestamp ?? '') + windowMs;
}

async function replyByApi({ apiUrl, apiKey }: LoadSettings, turn: TurnPayload): Promise<void> {
  const { lead, interaction, turnId } = turn;
  const answer = await request(`${apiUrl}/api/v1/sms/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({
      leadId: lead.leadId,
      interactionId: interaction.interactionId,
      message: REPLY,
      source: 'sms_agent',
      turnId,
    }),
  });
  const body = await answer.body.text();
  if (answer.statusCode !== 200) console.warn(`the reply by the API was answered ${answer.statusCode}: ${body}`);
}
