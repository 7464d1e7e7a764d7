import { agentTestRoutes } from './agent-tests';
import { descriptionRoutes } from './description';
import { interactionRoutes } from './interactions';
import { leadImportRoutes } from './lead-imports';
import { leadRoutes } from './leads';
import type { Route } from './route';
import { smsRoutes } from './sms';

/** Every route of the API, in the order in which its description shows them. */
export const ALL_ROUTES: readonly Route[] = [
  smsRoutes,
  interactionRoutes,
  leadRoutes,
  leadImportRoutes,
  agentTestRoutes,
  descriptionRoutes,
].flatMap((routes) => Object.values(routes) as unknown as Route[]);
