import { useEffect, useState } from 'react';
import { serverNow } from '../../api/server-clock';
import classes from './thread.module.css';
import { type Turn, turnWords } from './turn-words';

const TICK_MS = 250;

/** What the agent is about to do, at the end of the thread: the batch window's countdown, then its answer. */
export function TurnLine({ turn }: { turn: Turn }) {
  const [now, setNow] = useState(serverNow);
  const ticking = turn.state === 'collecting';
  useEffect(() => {
    setNow(serverNow());
    if (!ticking) return;
    const timer = setInterval(() => setNow(serverNow()), TICK_MS);
    return () => clearInterval(timer);
  }, [ticking]);
  const { words, busy, over } = turnWords(turn, now);
  return (
    <div className={classes.turn} data-busy={busy}>
      {over === undefined ? (
        <span className={classes.dots} aria-hidden>
          <i />
          <i />
          <i />
        </span>
      ) : (
        <svg className={classes.window} viewBox="0 0 20 20" aria-hidden="true">
          <circle cx="10" cy="10" r="8" />
          <circle cx="10" cy="10" r="8" pathLength={1} strokeDasharray={`${1 - over} 1`} />
        </svg>
      )}
      <span>{words}</span>
    </div>
  );
}
