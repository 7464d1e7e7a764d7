import { IconMoon } from '@tabler/icons-react';
import { serverNow } from '../../api/server-clock';
import { useMinute } from '../../words/minute';
import { dayTimeLabel } from '../../words/times';
import { leadTimeLabel, quietNow } from './lead-time';
import type { LeadClock } from './queries';
import classes from './schedule.module.css';

/** Said before one sends: it is quiet where the lead is, and until when a text waits. Always there, so that it is heard. */
export function QuietNotice({ clock }: { clock: LeadClock | undefined }) {
  useMinute(); // anew twice a minute
  const now = serverNow();
  const until = clock === undefined ? null : quietNow(clock, now);
  return (
    <div role="status">
      {clock !== undefined && until !== null && (
        <p className={classes.quiet}>
          <IconMoon size={16} aria-hidden />
          <span>
            {itIsQuiet(clock, now)} What you send now waits until {dayTimeLabel(until, now)}, by your clock.
          </span>
        </p>
      )}
    </div>
  );
}

function itIsQuiet(clock: LeadClock, now: number): string {
  const theirs = leadTimeLabel(clock, now);
  if (theirs !== null) return `It is ${theirs} where the lead is, and quiet hours.`;
  return 'The lead’s time zone is not known, and in one of those that it may be in there are quiet hours.';
}
