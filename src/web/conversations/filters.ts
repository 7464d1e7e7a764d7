/** What the list of conversations is narrowed to; in the address bar, so that a link opens the same. */
export interface ListFilters {
  campaignId?: string;
  clientId?: string;
  offerId?: string;
  status?: string;
  /** A span of days by name, or `custom` with `from` and `to`. */
  days?: 'today' | 'yesterday' | '7' | '30' | 'custom';
  /** Days as YYYY-MM-DD in the person's zone. */
  from?: string;
  to?: string;
  search?: string;
  attention?: true;
}

const TEXTS = ['campaignId', 'clientId', 'offerId', 'status', 'search'] as const;
const DAYS = ['today', 'yesterday', '7', '30', 'custom'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The filters of an address: what is not one of them, or cannot be, is left out. */
export function filtersOf(search: Record<string, unknown>): ListFilters {
  const filters: ListFilters = {};
  for (const name of TEXTS) {
    const value = search[name];
    if (typeof value === 'string') filters[name] = value;
  }
  const days = DAYS.find((known) => known === search.days);
  if (days !== undefined) filters.days = days;
  for (const name of ['from', 'to'] as const) {
    const value = search[name];
    if (days === 'custom' && typeof value === 'string' && DAY.test(value)) filters[name] = value;
  }
  if (isOn(search.attention)) filters.attention = true;
  return filters;
}

/** What the address of the Conversations page says besides which conversation is open. */
export interface ConversationsSearch extends ListFilters {
  /** A new conversation is being written, with whom is open yet … */
  new?: true;
  /** … or it is this lead. */
  lead?: string;
}

export function conversationsSearchOf(search: Record<string, unknown>): ConversationsSearch {
  const known: ConversationsSearch = filtersOf(search);
  if (isOn(search.new)) known.new = true;
  if (typeof search.lead === 'string' && search.lead !== '') known.lead = search.lead;
  return known;
}

/** In the address it is text, in a link of the page's own it is not. */
function isOn(value: unknown): boolean {
  return value === true || value === 'true';
}
