import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Navigate,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { conversationsSearchOf } from '../conversations/filters';
import { whyOf } from '../conversations/why/why-about';
import { rangeOf } from '../overview/range';
import { settingsFiltersOf } from '../settings/filters';
import { AccountPage } from './account-page';
import { BrokenPart, Waiting } from './failure';
import { Frame } from './frame';
import { queryClient, sessionQuery } from './queries';
import { parseSearch, stringifySearch } from './search-params';
import { SessionGate } from './session';
import { SignInPage } from './sign-in-page';

const root = createRootRoute({
  loader: () => queryClient.ensureQueryData(sessionQuery),
  component: () => (
    <SessionGate otherwise={<SignInPage />}>
      <Frame />
    </SessionGate>
  ),
  errorComponent: BrokenPart,
  pendingComponent: () => <Waiting what="Loading" />,
  notFoundComponent: NotHere,
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: () => <Navigate to="/conversations" replace />,
});

const conversations = createRoute({
  getParentRoute: () => root,
  path: '/conversations',
  validateSearch: conversationsSearchOf,
  component: lazyRouteComponent(() => import('../conversations/conversations-page'), 'ConversationsPage'),
});

/** Nothing is chosen: on a desk the thread's place says so, on a phone the list has the screen. */
const noConversation = createRoute({
  getParentRoute: () => conversations,
  path: '/',
  component: lazyRouteComponent(() => import('../conversations/no-conversation'), 'NoConversation'),
});

const conversation = createRoute({
  getParentRoute: () => conversations,
  path: '$interactionId',
  validateSearch: whyOf,
  component: lazyRouteComponent(() => import('../conversations/conversation'), 'Conversation'),
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  validateSearch: rangeOf,
  component: lazyRouteComponent(() => import('../overview/overview-page'), 'OverviewPage'),
});

const account = createRoute({ getParentRoute: () => root, path: '/account', component: AccountPage });

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: settingsFiltersOf,
  component: lazyRouteComponent(() => import('../settings/settings-page'), 'SettingsPage'),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$section', params: { section: 'campaigns' } });
  },
});

const settingsSection = createRoute({
  getParentRoute: () => settings,
  path: '$section',
  component: lazyRouteComponent(() => import('../settings/settings-section'), 'SettingsSection'),
});

/** One thing of a section: its id, or `new`. */
const settingsThing = createRoute({
  getParentRoute: () => settings,
  path: '$section/$id',
  component: lazyRouteComponent(() => import('../settings/settings-section'), 'SettingsSection'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    conversations.addChildren([noConversation, conversation]),
    overview,
    account,
    settings.addChildren([settingsHome, settingsSection, settingsThing]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPart,
  defaultPendingComponent: () => <Waiting what="Loading" />,
  scrollRestoration: false,
  parseSearch,
  stringifySearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function NotHere() {
  return (
    <div style={{ padding: '2rem' }}>
      <h1>There is nothing here</h1>
      <p>
        The address may be wrong. <Link to="/conversations">Go to the conversations</Link>
      </p>
      <Outlet />
    </div>
  );
}
