import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Pool } from '../db/pool';
import type { Logger } from '../log';
import type { Providers } from '../providers/registry';
import { answerNotFound, createErrorAnswer } from './answer-error';
import { createAuthenticate } from './authenticate';
import type { MessageListener } from './message-listener';
import { codecRoutes } from './routes/codec';
import { healthRoutes } from './routes/health';
import { interactionRoutes } from './routes/interactions';
import { smsRoutes } from './routes/sms';
import { webhookRoutes } from './routes/webhooks';
import type { Signaller } from './signaller';

export interface AppDependencies {
  pool: Pool;
  providers: Providers;
  signaller: Signaller;
  listener: MessageListener;
  log: Logger;
  publicUrl: string;
  sendWaitMs: number;
  /** The codec endpoint is there only when a token is configured. */
  codec: { token: string; uiOrigin: string } | null;
  checkTemporal(): Promise<void>;
}

/** A text of 1,600 characters is at most 10 kB of JSON; nothing here needs more. */
const LARGEST_BODY = '64kb';

/** The whole HTTP surface. Webhooks stand first: they are most of the traffic and need the least. */
export function createApp(deps: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use('/webhooks', webhookRoutes(deps));
  app.use(helmet());
  app.use(healthRoutes(deps));
  if (deps.codec !== null) app.use('/temporal/codec', codecRoutes({ pool: deps.pool, ...deps.codec }));
  app.use(
    '/api/v1',
    createAuthenticate(deps.pool),
    express.json({ limit: LARGEST_BODY, type: () => true }),
    smsRoutes(deps),
    interactionRoutes(deps),
  );
  app.use(answerNotFound);
  app.use(createErrorAnswer(deps.log));
  return app;
}
