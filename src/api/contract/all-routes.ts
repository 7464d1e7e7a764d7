import { apiKeyRoutes } from './api-keys';
import { descriptionRoutes } from './description';
import { interactionRoutes } from './interactions';
import { leadRoutes } from './leads';
import { personRoutes } from './people';
import type { Route } from './route';
import { sessionRoutes } from './session';
import { smsRoutes } from './sms';

/** Every route of the API, in the order in which its description shows them. */
export const ALL_ROUTES: readonly Route[] = [
  smsRoutes,
  interactionRoutes,
  leadRoutes,
  sessionRoutes,
  personRoutes,
  apiKeyRoutes,
  descriptionRoutes,
].flatMap((routes) => Object.values(routes) as unknown as Route[]);
