import { readDoubtful, recordUnconfirmed, recordVerdict } from '../src/db/deliveries';
import type { Evidence } from '../src/domain/conversation-events';
import type { ActivityDependencies } from './dependencies';

/**
 * Finds out what became of a text whose sending is in doubt: by a report that has come, else by the provider's own list.
 * It is never sent again from here. After the last look without evidence the message is `unconfirmed`.
 */
export function createSettleMessage(deps: ActivityDependencies) {
  return async function settleMessage(input: {
    tenantId: string;
    messageId: string;
    lastLook: boolean;
  }): Promise<Evidence> {
    const { tenantId, messageId, lastLook } = input;
    const doubtful = await readDoubtful(deps.pool, tenantId, messageId);
    if (doubtful.state === 'queued') return 'not-taken'; // the attempt in doubt was alive, and ended without being taken
    if (doubtful.state !== 'sending') return 'settled';

    const found = await lookUp(deps, messageId, doubtful);
    if (found !== null) {
      const { providerMessageId, errorCode, state } = found;
      await recordVerdict(deps.pool, {
        tenantId,
        messageId,
        attempt: doubtful.attempt,
        kind: 'accepted',
        providerMessageId,
        errorCode,
        errorMessage: null,
        state,
        notify: true,
      });
      return 'settled';
    }
    if (!lastLook) return 'none';
    const state = await recordUnconfirmed(deps.pool, tenantId, messageId);
    return state === 'unconfirmed' ? 'unconfirmed' : 'settled';
  };
}

async function lookUp(
  deps: ActivityDependencies,
  messageId: string,
  doubtful: Awaited<ReturnType<typeof readDoubtful>>,
) {
  const provider = deps.providers.for(doubtful.provider, doubtful.account);
  if (typeof provider === 'string') {
    deps.log.warn({ messageId, provider: doubtful.provider, reason: provider }, 'there is no account to look with');
    return null;
  }
  const { from, to, body, attemptedAt, knownProviderMessageIds } = doubtful;
  const text = { from, to, body, statusCallbackUrl: deps.statusCallbackUrl(provider.name, messageId) };
  try {
    return await provider.find(text, attemptedAt, new Set(knownProviderMessageIds));
  } catch {
    return null; // the provider cannot be asked now: no evidence yet, the next look may find it
  }
}
