import { Button } from '@mantine/core';
import { segmentation } from '../../../domain/segments';
import classes from './composer.module.css';
import { replaceable, visible, withLookAlikes } from './look-alikes';

/** The API takes texts up to this length, in UTF-16 units, as `length` counts them. */
export const LONGEST_TEXT = 1_600;
/** So many forcing characters are shown; a text in another script has many more. */
const SHOWN = 8;

/** What a text costs: characters, encoding, segments; and which characters make it cost more. */
export function TextCount({ text, onReplace }: { text: string; onReplace: (text: string) => void }) {
  const { encoding, segments, forcing } = segmentation(text);
  const count = `${text.length.toLocaleString()} of ${LONGEST_TEXT.toLocaleString()} characters`;
  const cost = text === '' ? '' : ` · ${encoding === 'GSM-7' ? 'GSM-7' : 'Unicode'} · ${segmentWords(segments)}`;
  const canReplace = replaceable(forcing);
  return (
    <div className={classes.count}>
      <span>
        {count}
        {cost}
      </span>
      {forcing.length > 0 && (
        <span className={classes.forcing}>
          <span>Unicode because of </span>
          {forcing.slice(0, SHOWN).map((character) => (
            <code key={character} className={classes.character}>
              {visible(character)}
            </code>
          ))}
          {forcing.length > SHOWN && <span> and {forcing.length - SHOWN} more</span>}
          {canReplace.length > 0 && (
            <Button size="compact-xs" variant="subtle" onClick={() => onReplace(withLookAlikes(text))}>
              {replaceWords(text, canReplace.length < forcing.length)}
            </Button>
          )}
        </span>
      )}
    </div>
  );
}

/** What replacing brings, where it brings something. */
function replaceWords(text: string, partly: boolean): string {
  const before = segmentation(text).segments;
  const after = segmentation(withLookAlikes(text)).segments;
  const what = partly ? 'Replace those with look-alikes' : 'Replace them';
  return after < before ? `${what}: ${segmentWords(after)} instead of ${before}` : what;
}

export function segmentWords(segments: number): string {
  return segments === 1 ? '1 segment' : `${segments} segments`;
}
