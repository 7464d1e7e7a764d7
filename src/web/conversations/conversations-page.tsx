import { Outlet } from '@tanstack/react-router';
import classes from './conversations-page.module.css';

/** The three panels: the list stays while threads come and go beside it. */
export function ConversationsPage() {
  return (
    <div className={classes.panels}>
      <section className={classes.list} aria-label="List of conversations" />
      <Outlet />
    </div>
  );
}
