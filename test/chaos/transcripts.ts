import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiCall } from '../support/api-client';
import type { ObservedConversation, ObservedMessage } from './observations';

const LOOK_EVERY_MS = 1_000;
const PAGE = 500;

/** Reads all conversations through the public API. */
export async function readConversations(call: ApiCall): Promise<ObservedConversation[]> {
  const conversations: ObservedConversation[] = [];
  for (const interactionId of await listIds(call)) conversations.push(await readConversation(call, interactionId));
  return conversations;
}

/**
 * Waits until nothing is on its way any more, as far as the public API tells, or until the time is up: whatever still is then, is
 * for the checker to name. @returns all conversations, and how long it took
 */
export async function readAtRest(
  call: ApiCall,
  limitMs: number,
): Promise<{ conversations: ObservedConversation[]; tookMs: number }> {
  const begun = Date.now();
  const open = new Set(await listIds(call));
  for (;;) {
    for (const interactionId of open) {
      if (isAtRest(await readConversation(call, interactionId))) open.delete(interactionId);
    }
    const tookMs = Date.now() - begun;
    if (open.size === 0 || tookMs > limitMs) return { conversations: await readConversations(call), tookMs };
    await sleep(LOOK_EVERY_MS);
  }
}

function isAtRest({ turn, messages }: ObservedConversation): boolean {
  return (
    (turn === null || turn === 'waiting') && messages.every(({ state }) => state !== 'queued' && state !== 'sending')
  );
}

async function listIds(call: ApiCall): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const page = await read(call, `/api/v1/interactions?limit=100${cursor}`);
    for (const { interactionId } of page.items) ids.push(interactionId);
    cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : '';
  } while (cursor !== '');
  return ids;
}

async function readConversation(call: ApiCall, interactionId: string): Promise<ObservedConversation> {
  const path = `/api/v1/interactions/${interactionId}`;
  const messages: ObservedMessage[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: { messages: ObservedMessage[]; next: number | null } = await read(
      call,
      `${path}/messages?limit=${PAGE}&after=${after}`,
    );
    messages.push(...page.messages);
    after = page.next;
  }
  const { phone, telephony, transcript, turn } = await read(call, path);
  return { interactionId, phone, ourNumber: telephony.phoneNumber, turn: turn?.state ?? null, messages, transcript };
}

// biome-ignore lint/suspicious/noExplicitAny: an answer as it comes over the wire
async function read(call: ApiCall, path: string): Promise<any> {
  const answer = await call('GET', path);
  if (answer.status !== 200) throw new Error(`${path.split('?')[0]} was answered ${answer.status}`);
  return answer.body.data;
}
