import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { TurnPayload } from '../../src/domain/turn-payload';

/** A request that reached the agent's webhook with a right signature. */
export interface AgentRequest {
  webhookId: string;
  payload: TurnPayload;
  /** Milliseconds since 1970. */
  at: number;
}

export interface AgentResponse {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Closes the connection instead of answering. */
  hangUp?: boolean;
}

/** What the agent does with a turn. It may take its time: the answer waits for the promise. */
export type AgentScript = (request: AgentRequest) => AgentResponse | Promise<AgentResponse>;

/** An AI agent whose answers the test decides; it refuses what is not signed with its secret. */
export interface ScriptedAgent {
  url: string;
  requests: AgentRequest[];
  /** Requests with a wrong signature; there should be none. */
  refused: number;
  answer(script: AgentScript): void;
  /** Forgets what it was asked, and answers as at first. */
  startOver(): void;
  stop(): Promise<void>;
}

export async function startScriptedAgent(secret: string): Promise<ScriptedAgent> {
  const webhook = new Webhook(secret);
  const echo: AgentScript = ({ payload }) => ({ body: { reply: `You said: ${payload.message.combinedText}` } });
  let script = echo;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (!signed(webhook, body, request.headers)) {
        agent.refused++;
        return void response.writeHead(401).end();
      }
      const received = { webhookId: String(request.headers['webhook-id']), payload: JSON.parse(body), at: Date.now() };
      agent.requests.push(received);
      const { status = 200, body: answer = {}, headers = {}, hangUp = false } = await script(received);
      if (hangUp) return void request.socket.destroy();
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent: ScriptedAgent = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms`,
    requests: [],
    refused: 0,
    answer: (next) => {
      script = next;
    },
    startOver: () => {
      script = echo;
      agent.requests.length = 0;
      agent.refused = 0;
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return agent;
}

function signed(webhook: Webhook, body: string, headers: IncomingHttpHeaders): boolean {
  try {
    webhook.verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}
