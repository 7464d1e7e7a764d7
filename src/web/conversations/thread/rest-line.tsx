import { IconPlayerPause } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { serverNow } from '../../api/server-clock';
import { restWords } from './rest-words';
import classes from './thread.module.css';

/** The longest that a browser's timer can wait. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** That the agent leaves the conversation to people for a while, at the end of the thread. */
export function RestLine({ until }: { until: string }) {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const left = Date.parse(until) - serverNow();
    if (left <= 0) return;
    const timer = setTimeout(() => setNow(serverNow()), Math.min(left + 50, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  }, [until]);
  return (
    <div className={classes.turn}>
      <IconPlayerPause size={16} aria-hidden />
      <span>{restWords(until, now)}</span>
    </div>
  );
}
