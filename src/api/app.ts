import express, { type Express, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { Announcer } from '../db/announcer';
import type { Pool } from '../db/pool';
import type { Logger } from '../log';
import type { Metrics } from '../metrics';
import type { Providers } from '../providers/registry';
import { answerNotFound, createErrorAnswer } from './answer-error';
import { createGuard } from './authenticate';
import { ALL_ROUTES } from './contract/all-routes';
import type { Live } from './live';
import { measuredAs, measureRequests } from './measure-requests';
import type { NotificationListener } from './notification-listener';
import { type AgentTestDependencies, serveAgentTests } from './routes/agent-tests';
import { serveApiKeys } from './routes/api-keys';
import { serveCallers } from './routes/callers';
import { serveCampaigns } from './routes/campaigns';
import { codecRoutes } from './routes/codec';
import { serveConsent } from './routes/consent';
import { serveDescription } from './routes/description';
import { serveDoNotContact } from './routes/do-not-contact';
import { docsRoutes } from './routes/docs';
import { serveEvents } from './routes/events';
import { serveEvidence } from './routes/evidence';
import { healthRoutes } from './routes/health';
import { serveInteractions } from './routes/interactions';
import { serveLeadImports } from './routes/lead-imports';
import { serveLeads } from './routes/leads';
import { serveOverview } from './routes/overview';
import { servePeople } from './routes/people';
import { servePhoneNumbers } from './routes/phone-numbers';
import { serveProviderAccounts } from './routes/provider-accounts';
import { serveQuietHours } from './routes/quiet-hours';
import { serveScheduledTexts } from './routes/scheduled-texts';
import { serveSession } from './routes/session';
import { serveSms } from './routes/sms';
import { serveAgents } from './routes/sms-agents';
import { serveTenant } from './routes/tenant';
import { serveThread } from './routes/thread';
import { serveUnconfirmed } from './routes/unconfirmed';
import { serveUnroutedMessages } from './routes/unrouted-messages';
import { webRoutes } from './routes/web';
import { webhookRoutes } from './routes/webhooks';
import { serveWorkflow, type WorkflowDependencies } from './routes/workflow';
import { Api } from './serve';
import type { Signaller } from './signaller';

export interface AppDependencies extends AgentTestDependencies, WorkflowDependencies {
  pool: Pool;
  providers: Providers;
  signaller: Signaller;
  listener: NotificationListener;
  announcer: Announcer;
  live: Live;
  log: Logger;
  metrics: Metrics;
  publicUrl: string;
  sendWaitMs: number;
  /** Requests a minute of one key or session; 0: any number. */
  apiRateLimit: number;
  /** Seals a secret for keeping in Postgres. */
  sealSecret(secret: string): Buffer;
  /** The codec endpoint is there only when a token is configured. */
  codec: { token: string; uiOrigin: string } | null;
  checkTemporal(): Promise<void>;
  /** Where the bundled page is; null: the API alone. */
  webRoot: string | null;
}

/** The whole HTTP surface. Webhooks stand before the rest: they are most of the traffic and need the least. */
export function createApp(deps: AppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  // Who calls is whom a proxy in our own network says it speaks for: failed sign-ins are counted by address, and behind a
  // proxy all would have one. From anywhere else the header is a claim that anybody can make, and is not looked at.
  app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
  app.use(measureRequests(deps.metrics));
  app.use(helmet());
  // What leads and people wrote is in these answers: no browser keeps it beyond the session.
  app.use(['/api', '/temporal'], notKept);
  app.use('/webhooks', measuredAs('/webhooks/{provider}/{kind}'), webhookRoutes(deps));
  app.use(healthRoutes(deps));
  app.use('/docs', measuredAs('/docs'), docsRoutes());
  const { codec } = deps;
  if (codec !== null)
    app.use('/temporal/codec', measuredAs('/temporal/codec'), codecRoutes({ pool: deps.pool, ...codec }));
  app.use('/api/v1', apiRouter(deps));
  if (deps.webRoot !== null) app.use(measuredAs('page'), webRoutes(deps.webRoot));
  app.use(answerNotFound);
  app.use(createErrorAnswer(deps.log, deps.metrics));
  return app;
}

const notKept: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

function apiRouter(deps: AppDependencies): Router {
  const router = Router();
  const guard = createGuard(deps);
  const api = new Api(router, guard);
  serveSms(api, deps);
  serveScheduledTexts(api, deps);
  serveInteractions(api, deps);
  serveEvents(api, deps);
  serveThread(api, deps);
  serveUnconfirmed(api, deps);
  serveWorkflow(api, deps);
  serveOverview(api, deps);
  serveLeads(api, deps);
  serveDoNotContact(api, deps);
  serveConsent(api, deps);
  serveQuietHours(api, deps);
  serveEvidence(api, deps);
  serveCampaigns(api, deps);
  servePhoneNumbers(api, deps);
  serveAgents(api, deps);
  serveTenant(api, deps);
  serveProviderAccounts(api, deps);
  serveUnroutedMessages(api, deps);
  serveLeadImports(api, deps);
  serveAgentTests(api, deps);
  serveSession(api, deps);
  servePeople(api, deps);
  serveCallers(api, deps);
  serveApiKeys(api, deps);
  serveDescription(api);
  const missing = ALL_ROUTES.filter((route) => !api.served.has(route)).map((route) => route.operationId);
  if (missing.length > 0) throw new Error(`described and not served: ${missing.join(', ')}`);
  if (api.served.size > ALL_ROUTES.length)
    throw new Error('a route is served that contract/all-routes.ts does not list');
  // What is not there is not told to strangers.
  router.use(guard('operator'), answerNotFound);
  return router;
}
