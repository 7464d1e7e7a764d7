import { Skeleton } from '@mantine/core';
import classes from './conversation-list.module.css';

/** Where conversations will be. */
export function RowSkeletons({ count = 8 }: { count?: number }) {
  return (
    <div role="status">
      <span className="only-heard">Loading conversations…</span>
      {Array.from({ length: count }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={place} className={classes.skeleton} aria-hidden>
          <Skeleton circle height={36} />
          <div className={classes.skeletonWords}>
            <Skeleton height={10} width="45%" />
            <Skeleton height={10} width="85%" />
            <Skeleton height={8} width="60%" />
          </div>
        </div>
      ))}
    </div>
  );
}
