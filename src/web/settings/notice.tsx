import type { ReactNode } from 'react';
import classes from './notice.module.css';

/** A calm box for how something went. A problem is read out at once, where `role` says so. */
export function Notice(props: {
  tone: 'good' | 'warning' | 'danger';
  title?: string;
  role?: 'alert' | 'status';
  children?: ReactNode;
}) {
  const { tone, title, role, children } = props;
  return (
    <div className={`${classes.notice} ${classes[tone]}`} role={role}>
      {title && <p className={classes.title}>{title}</p>}
      {children}
    </div>
  );
}
