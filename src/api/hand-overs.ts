import { setTimeout as sleep } from 'node:timers/promises';
import { isBeingHandedOver } from '../db/consent';
import type { Queryable } from '../db/pool';
import { HAND_OVER_WITHIN_MS } from '../domain/delivery';

const LOOK_EVERY_MS = 25;

/**
 * Waits for texts to a phone that were claimed before its opt-out was committed, so that after the opt-out's webhook is
 * answered nothing is handed to a provider any more. Bounded: no claim is used for longer than `HAND_OVER_WITHIN_MS`
 * (activities/deliver-message.ts), and a worker that was killed ends no attempt. The opt-out itself is safe already.
 * While Postgres cannot tell, a text may well be on its way.
 */
export async function handOversEnded(db: Queryable, tenantId: string, leadNumber: string): Promise<void> {
  const until = Date.now() + HAND_OVER_WITHIN_MS;
  while (Date.now() < until && (await isBeingHandedOver(db, tenantId, leadNumber).catch(() => true))) {
    await sleep(LOOK_EVERY_MS);
  }
}
