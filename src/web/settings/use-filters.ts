import { useNavigate, useSearch } from '@tanstack/react-router';
import type { SettingsFilters } from './filters';

/** The filters of the list that is shown, and how to change some of them; the way back is not filled with each letter. */
export function useFilters(): [SettingsFilters, (change: SettingsFilters) => void] {
  const filters = useSearch({ from: '/settings' });
  const navigate = useNavigate();
  const change = (some: SettingsFilters) => {
    void navigate({ to: '.', search: { ...filters, ...some }, replace: true });
  };
  return [filters, change];
}
