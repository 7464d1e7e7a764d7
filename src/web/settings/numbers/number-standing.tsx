import type { Answer } from '../../api/operations';
import { wholeLabel } from '../../words/times';
import { Notice } from '../notice';

type OurNumber = Answer<'GET /phone-numbers/{phoneNumber}'>;

/** What a person has to know of how a number does: that its texts wait, or that lost ones cannot be looked for. */
export function NumberStanding({ number: { segmentsWaiting, inboundSweep } }: { number: OurNumber }) {
  const { problem } = inboundSweep;
  return (
    <>
      {segmentsWaiting > 0 && (
        <Notice tone="warning">
          {segmentsWaiting === 1 ? '1 segment waits' : `${segmentsWaiting} segments wait`} for its sending rate.
        </Notice>
      )}
      {problem && (
        <Notice tone="danger">
          Since {wholeLabel(problem.since)} its provider cannot be asked for texts that did not arrive.{' '}
          {problem.message}
        </Notice>
      )}
    </>
  );
}
