/** What a list of the settings is narrowed to; in the address, so that the way back from a form leads to the same list. */
export interface SettingsFilters {
  search?: string;
  status?: string;
  campaignId?: string;
  /** Archived leads, revoked keys, or agents that are off: what a list leaves out or mixes in otherwise. */
  show?: string;
  /** What the form of a new phone number begins with. */
  phone?: string;
  provider?: string;
}

const NAMES = ['search', 'status', 'campaignId', 'show', 'phone', 'provider'] as const;

/** The filters of an address: what is not one of them is left out. */
export function settingsFiltersOf(search: Record<string, unknown>): SettingsFilters {
  const filters: SettingsFilters = {};
  for (const name of NAMES) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') filters[name] = value;
  }
  return filters;
}

const SHORTEST_SEARCH = 2;

/** What the API is asked to search for: it takes no single letter, which would find nearly everything. */
export function searchOf(filters: SettingsFilters): string | undefined {
  const words = filters.search?.trim() ?? '';
  return words.length >= SHORTEST_SEARCH ? words : undefined;
}
