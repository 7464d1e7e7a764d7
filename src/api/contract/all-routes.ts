import { agentTestRoutes } from './agent-tests';
import { apiKeyRoutes } from './api-keys';
import { callerRoutes } from './callers';
import { campaignRoutes } from './campaigns';
import { consentRoutes } from './consent';
import { descriptionRoutes } from './description';
import { doNotContactRoutes } from './do-not-contact';
import { eventRoutes } from './events';
import { evidenceRoutes } from './evidence';
import { interactionRoutes } from './interactions';
import { leadImportRoutes } from './lead-imports';
import { leadRoutes } from './leads';
import { overviewRoutes } from './overview';
import { personRoutes } from './people';
import { phoneNumberRoutes } from './phone-numbers';
import { providerAccountRoutes } from './provider-accounts';
import { quietHoursRoutes } from './quiet-hours';
import type { Route } from './route';
import { scheduledTextRoutes } from './scheduled-texts';
import { sessionRoutes } from './session';
import { smsRoutes } from './sms';
import { agentRoutes } from './sms-agents';
import { tenantRoutes } from './tenant';
import { threadRoutes } from './thread';
import { unconfirmedRoutes } from './unconfirmed';
import { unroutedMessageRoutes } from './unrouted-messages';
import { workflowRoutes } from './workflow';

/** By what they are about, in the order in which the description shows them. */
const GROUPS = [
  smsRoutes,
  scheduledTextRoutes,
  interactionRoutes,
  eventRoutes,
  threadRoutes,
  unconfirmedRoutes,
  workflowRoutes,
  overviewRoutes,
  leadRoutes,
  leadImportRoutes,
  doNotContactRoutes,
  consentRoutes,
  quietHoursRoutes,
  evidenceRoutes,
  campaignRoutes,
  phoneNumberRoutes,
  agentRoutes,
  agentTestRoutes,
  sessionRoutes,
  personRoutes,
  callerRoutes,
  apiKeyRoutes,
  tenantRoutes,
  providerAccountRoutes,
  unroutedMessageRoutes,
  descriptionRoutes,
] as const;

/** Every route of the API. */
export const ALL_ROUTES: readonly Route[] = GROUPS.flatMap((routes) => Object.values(routes) as unknown as Route[]);

type RoutesIn<Group> = Group extends unknown ? Group[keyof Group] : never;

/** The type of any of them, each with its own method, path and schemas: for the page, which calls routes by these. */
export type KnownRoute = RoutesIn<(typeof GROUPS)[number]>;
