import { Outlet, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ConnectionBanner } from '../live/connection-banner';
import { LiveProvider, useTellPresence } from '../live/live';
import { NewTextAnnouncer } from '../live/new-text-announcer';
import classes from './conversations-page.module.css';
import { filtersOf } from './filters';
import { ListPanel } from './list/list-panel';
import { useReadKeeper } from './list/read-keeper';

const NewConversation = lazy(() => import('./new-conversation/new-conversation'));

/** The three panels: the list stays while threads come and go beside it. */
export function ConversationsPage() {
  return (
    <LiveProvider>
      <Panels />
    </LiveProvider>
  );
}

function Panels() {
  const search = useSearch({ from: '/conversations' });
  const { interactionId: openId = null } = useParams({ strict: false });
  useReadKeeper(openId);
  useTellPresence(openId);
  return (
    <div className={classes.panels} data-open={openId !== null || undefined}>
      <ListPanel filters={filtersOf({ ...search })} openId={openId} />
      <div className={classes.conversation}>
        <Outlet />
      </div>
      <ConnectionBanner />
      <NewTextAnnouncer />
      {(search.new || search.lead) && (
        <Suspense fallback={null}>
          <NewConversation leadId={search.lead} />
        </Suspense>
      )}
    </div>
  );
}
