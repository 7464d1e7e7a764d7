import { dayTimeLabel, wholeLabel } from '../words/times';

/** A time as a list has room for; in full for who points at it. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={wholeLabel(at)}>
      {dayTimeLabel(at, Date.now())}
    </time>
  );
}
