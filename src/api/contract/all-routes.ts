import { agentTestRoutes } from './agent-tests';
import { apiKeyRoutes } from './api-keys';
import { campaignRoutes } from './campaigns';
import { consentRoutes } from './consent';
import { descriptionRoutes } from './description';
import { doNotContactRoutes } from './do-not-contact';
import { evidenceRoutes } from './evidence';
import { interactionRoutes } from './interactions';
import { leadImportRoutes } from './lead-imports';
import { leadRoutes } from './leads';
import { personRoutes } from './people';
import { phoneNumberRoutes } from './phone-numbers';
import { providerAccountRoutes } from './provider-accounts';
import type { Route } from './route';
import { sessionRoutes } from './session';
import { smsRoutes } from './sms';
import { agentRoutes } from './sms-agents';
import { tenantRoutes } from './tenant';
import { unroutedMessageRoutes } from './unrouted-messages';

/** Every route of the API, in the order in which its description shows them. */
export const ALL_ROUTES: readonly Route[] = [
  smsRoutes,
  interactionRoutes,
  leadRoutes,
  leadImportRoutes,
  doNotContactRoutes,
  consentRoutes,
  evidenceRoutes,
  campaignRoutes,
  phoneNumberRoutes,
  agentRoutes,
  agentTestRoutes,
  sessionRoutes,
  personRoutes,
  apiKeyRoutes,
  tenantRoutes,
  providerAccountRoutes,
  unroutedMessageRoutes,
  descriptionRoutes,
].flatMap((routes) => Object.values(routes) as unknown as Route[]);
