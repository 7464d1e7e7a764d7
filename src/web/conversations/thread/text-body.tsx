import { memo } from 'react';
import { piecesOf } from './links';
import classes from './thread.module.css';

/** What somebody wrote, as it was written; its safe links can be followed. */
export const TextBody = memo(function TextBody({ text }: { text: string }) {
  let at = 0;
  return (
    <p className={classes.body} dir="auto">
      {piecesOf(text).map((piece) => {
        const key = at;
        at += piece.text.length;
        if (piece.href === undefined) return <span key={key}>{piece.text}</span>;
        return (
          <a key={key} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        );
      })}
    </p>
  );
});
