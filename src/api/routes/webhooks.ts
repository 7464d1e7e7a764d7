import express, { type Request, type Response, Router } from 'express';
import { ingestInbound, ingestReport } from '../../db/ingest';
import type { Pool } from '../../db/pool';
import { looksLikeId } from '../../domain/ids';
import type { Logger } from '../../log';
import type { Provider, WebhookEvent } from '../../providers/provider';
import type { Providers } from '../../providers/registry';
import { ApiError } from '../errors';
import type { Signaller } from '../signaller';

/** Far above any provider's form, far below what could hurt. */
const LARGEST_BODY = '64kb';

/**
 * What providers call: `/webhooks/{provider}/sms` with a lead's text, `/webhooks/{provider}/status?messageId=` with a
 * report. Verified on the raw body, committed in one transaction, then answered; Temporal is told afterwards.
 */
export function webhookRoutes(deps: {
  pool: Pool;
  providers: Providers;
  signaller: Signaller;
  log: Logger;
  publicUrl: string;
}): Router {
  const router = Router();
  router.use(express.raw({ type: () => true, limit: LARGEST_BODY }));

  const verified = (request: Request<{ provider: string }>): { provider: Provider; event: WebhookEvent } => {
    const provider = deps.providers.get(request.params.provider);
    if (provider === undefined) throw new ApiError('NOT_FOUND');
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = request.headers as Record<string, string | undefined>;
    const webhook = { url: deps.publicUrl + request.originalUrl, rawBody, headers };
    if (!provider.verify(webhook)) {
      deps.log.warn({ provider: provider.name }, 'a webhook with a bad signature was refused');
      throw new ApiError('BAD_SIGNATURE');
    }
    const event = provider.events(webhook);
    if (event === null) throw new ApiError('MALFORMED_WEBHOOK');
    return { provider, event };
  };

  router.post('/:provider/sms', async (request, response) => {
    const { provider, event } = verified(request);
    if (event.type === 'inbound') {
      const { providerMessageId, from, to, body } = event;
      const result = await ingestInbound(deps.pool, { provider: provider.name, providerMessageId, from, to, body });
      if (result.outcome === 'recorded') deps.signaller.offer([result.fact]);
      if (result.outcome === 'unrouted')
        deps.log.warn({ provider: provider.name }, 'a text came to a number nobody owns');
    }
    acknowledge(response, provider);
  });

  router.post('/:provider/status', async (request, response) => {
    const { provider, event } = verified(request);
    const messageId = String(request.query.messageId ?? '');
    if (event.type === 'report' && event.state !== null && looksLikeId('message', messageId)) {
      const { providerMessageId, status, state, errorCode, errorMessage } = event;
      const report = { messageId, providerMessageId, status, state, errorCode, errorMessage };
      const fact = await ingestReport(deps.pool, report);
      if (fact === 'unknown') deps.log.warn({ messageId }, 'a report about a message that is not ours');
      else if (fact !== null) deps.signaller.offer([fact]);
    }
    acknowledge(response, provider);
  });

  return router;
}

function acknowledge(response: Response, provider: Provider): void {
  const { status, contentType, body } = provider.acknowledgement;
  response.status(status).type(contentType).send(body);
}
