import { descriptionRoutes } from './description';
import { interactionRoutes } from './interactions';
import { leadRoutes } from './leads';
import { providerAccountRoutes } from './provider-accounts';
import type { Route } from './route';
import { smsRoutes } from './sms';
import { unroutedMessageRoutes } from './unrouted-messages';

/** Every route of the API, in the order in which its description shows them. */
export const ALL_ROUTES: readonly Route[] = [
  smsRoutes,
  interactionRoutes,
  leadRoutes,
  providerAccountRoutes,
  unroutedMessageRoutes,
  descriptionRoutes,
].flatMap((routes) => Object.values(routes) as unknown as Route[]);
