import { STATE_LABELS } from '../../words/labels';
import type { Row } from './list-query';

/** The newest text in one line. */
export interface Preview {
  /** Whose it is, for those who cannot see the arrow. */
  from: 'From the lead' | 'From us' | null;
  /** What became of it, where somebody would want to know: it did not arrive, or has not left yet. */
  state: string | null;
  isTrouble: boolean;
  text: string;
}

const TROUBLE: readonly string[] = ['failed', 'undelivered', 'unconfirmed', 'withheld'];
const ON_ITS_WAY: readonly string[] = ['queued', 'sending'];

export function previewOf({ lastMessage }: Pick<Row, 'lastMessage'>): Preview {
  if (lastMessage === null) return { from: null, state: null, isTrouble: false, text: 'No texts yet' };
  const { direction, state, message } = lastMessage;
  const isTrouble = TROUBLE.includes(state);
  return {
    from: direction === 'inbound' ? 'From the lead' : 'From us',
    state: isTrouble || ON_ITS_WAY.includes(state) ? STATE_LABELS[state] : null,
    isTrouble,
    text: message.replaceAll(/\s+/g, ' '),
  };
}

/** At most two letters for a lead; none where only a number is known. */
export function initialsOf({ firstName, lastName }: Row['lead']): string {
  return [firstName, lastName].map((name) => [...name.trim()][0]?.toUpperCase() ?? '').join('');
}

/** How much is unread, as short as a mark has room for. */
export function unreadLabel(unread: number): string {
  return unread > 99 ? '99+' : String(unread);
}
