import { notifications } from '@mantine/notifications';

const SHOWN_MS = 3_000;

/** Says in the corner, for a moment, that something is done. */
export function confirmQuietly(message: string): void {
  notifications.show({ message, color: 'parley', autoClose: SHOWN_MS, closeButtonProps: { 'aria-label': 'Close' } });
}
