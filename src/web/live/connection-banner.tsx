import { useEffect, useState } from 'react';
import classes from './connection-banner.module.css';
import { useLive } from './live';

/** A break shorter than this is nobody's concern. */
const QUIET_MS = 2_000;

/** Says when the page is not live any more. When it is again, what was missed has come, and the banner goes. */
export function ConnectionBanner() {
  const { state } = useLive();
  const [isShown, setShown] = useState(false);
  const isLost = state === 'lost';
  useEffect(() => {
    if (!isLost) return setShown(false);
    const timer = setTimeout(() => setShown(true), QUIET_MS);
    return () => clearTimeout(timer);
  }, [isLost]);
  return (
    <div role="status" className={classes.place}>
      {isShown && <p className={classes.banner}>Connection lost. Trying again…</p>}
    </div>
  );
}
