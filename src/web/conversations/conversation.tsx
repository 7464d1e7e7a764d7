import { useParams } from '@tanstack/react-router';

/** A conversation: its thread and, beside it, its lead. */
export function Conversation() {
  const { interactionId } = useParams({ from: '/conversations/$interactionId' });
  return <section aria-label="Conversation">{interactionId}</section>;
}
