import express, { type Request, type Response, Router } from 'express';
import type { Announcer } from '../../db/announcer';
import { ingestInbound, ingestReport } from '../../db/ingest';
import type { Pool } from '../../db/pool';
import { looksLikeId } from '../../domain/ids';
import type { Logger } from '../../log';
import type { Metrics } from '../../metrics';
import type { Provider, WebhookEvent } from '../../providers/provider';
import { PROVIDERS_KNOWN, type Providers } from '../../providers/registry';
import { ApiError } from '../errors';
import { handOversEnded } from '../hand-overs';
import type { Signaller } from '../signaller';
import { type Speaker, verifySpeaker } from '../verify-webhook';

/** Far above any provider's form, far below what could hurt. */
const LARGEST_BODY = '64kb';

export interface WebhookDependencies {
  pool: Pool;
  providers: Providers;
  signaller: Signaller;
  announcer: Announcer;
  log: Logger;
  metrics: Pick<Metrics, 'webhooks' | 'consentEvents'>;
  publicUrl: string;
}

type EventOf<Type extends WebhookEvent['type']> = Extract<WebhookEvent, { type: Type }>;

/**
 * What providers call: `/webhooks/{provider}/sms` with a lead's text, `/webhooks/{provider}/status?messageId=` with a
 * report. Verified on the raw body, committed in one transaction, then answered; Temporal is told afterwards.
 */
export function webhookRoutes(deps: WebhookDependencies): Router {
  const router = Router();
  router.use(express.raw({ type: () => true, limit: LARGEST_BODY }));

  const verified = async (request: Request<{ provider: string }>): Promise<Speaker & { event: WebhookEvent }> => {
    const name = request.params.provider;
    if (!PROVIDERS_KNOWN.includes(name)) throw new ApiError('NOT_FOUND');
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = request.headers as Record<string, string | undefined>;
    const webhook = { url: deps.publicUrl + request.originalUrl, rawBody, headers };
    const speaker = await verifySpeaker(deps, name, webhook);
    if (speaker === null) {
      deps.metrics.webhooks.inc({ provider: name, outcome: 'bad_signature' });
      deps.log.warn({ provider: name }, 'a webhook with a bad signature was refused');
      throw new ApiError('BAD_SIGNATURE');
    }
    const event = speaker.provider.events(webhook);
    if (event === null) {
      deps.metrics.webhooks.inc({ provider: name, outcome: 'malformed' });
      throw new ApiError('MALFORMED_WEBHOOK');
    }
    return { ...speaker, event };
  };

  // Both addresses take both kinds: a wrong one in the provider's console must not lose a text.
  router.post('/:provider/:kind', async (request, response) => {
    if (!['sms', 'status'].includes(request.params.kind)) throw new ApiError('NOT_FOUND');
    const { event, ...speaker } = await verified(request);
    const outcome =
      event.type === 'inbound'
        ? await takeText(deps, speaker, event)
        : await takeReport(deps, speaker, String(request.query.messageId ?? ''), event);
    deps.metrics.webhooks.inc({ provider: speaker.provider.name, outcome });
    acknowledge(response, speaker.provider);
  });

  return router;
}

async function takeText(
  deps: WebhookDependencies,
  { provider, speaksFor }: Speaker,
  event: EventOf<'inbound'>,
): Promise<'recorded' | 'duplicate' | 'unrouted'> {
  const { type: _, ...text } = event;
  const providerAnswers = provider.answersKeyword(event.body);
  const result = await ingestInbound(deps.pool, { ...text, provider: provider.name, speaksFor, providerAnswers });
  if (result.outcome === 'recorded') {
    const { fact, more } = result;
    const { consent } = fact.data;
    deps.signaller.offer([fact, ...more]);
    if (typeof consent === 'string') deps.metrics.consentEvents.inc({ kind: consent, origin: 'keyword' });
  }
  if (result.outcome === 'unrouted') deps.log.warn({ provider: provider.name }, 'a text came to a number nobody owns');
  // Also when it came before: the api that recorded it may have died before it could answer, or still be waiting here.
  else if (result.optOutOf !== null) await handOversEnded(deps.pool, result.optOutOf, event.from);
  return result.outcome;
}

async function takeReport(
  deps: WebhookDependencies,
  { speaksFor }: Speaker,
  messageId: string,
  event: EventOf<'report'>,
): Promise<'reported' | 'unknown_message'> {
  const { type: _, ...told } = event;
  const report = { ...told, messageId, speaksFor };
  const fact = looksLikeId('message', messageId) ? await ingestReport(deps.pool, report) : 'unknown';
  if (fact === 'unknown') {
    deps.log.warn({ providerMessageId: event.providerMessageId }, 'a report about a message that is not ours');
    return 'unknown_message';
  }
  if (event.optedOut) deps.metrics.consentEvents.inc({ kind: 'opted_out', origin: 'provider' });
  if (fact !== null) deps.signaller.offer([fact]);
  else deps.announcer.announce();
  return 'reported';
}

function acknowledge(response: Response, provider: Provider): void {
  const { status, contentType, body } = provider.acknowledgement;
  response.status(status).type(contentType).send(body);
}
