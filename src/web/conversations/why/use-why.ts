import { useNavigate, useSearch } from '@tanstack/react-router';
import type { WhyAbout } from './why-about';

/**
 * "Why?" of the conversation that is open, and what it is about, which is in the address: a link opens the same.
 * @returns `askWhy` opens it; `closeWhy` closes it
 */
export function useWhy(): { why: WhyAbout | undefined; askWhy: (about: WhyAbout) => void; closeWhy: () => void } {
  const { why } = useSearch({ from: '/conversations/$interactionId' });
  const navigate = useNavigate({ from: '/conversations/$interactionId' });
  return {
    why,
    askWhy: (about) => navigate({ search: (search) => ({ ...search, why: about }), replace: why !== undefined }),
    closeWhy: () => navigate({ search: ({ why: _, ...filters }) => filters, replace: true }),
  };
}
