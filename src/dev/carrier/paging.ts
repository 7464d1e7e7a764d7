import type { TwilioError } from './twilio-format';

const DEFAULT_PAGE_SIZE = 50;
const MAX_PAGE_SIZE = 1_000;

/** Said when a list is asked for in terms that Twilio would not take. */
export class ListError extends Error {
  override name = 'ListError';

  toTwilio(): TwilioError {
    return { httpStatus: 400, code: 20001, message: this.message };
  }
}

/** Which page is asked for. @throws ListError */
export function pageAsked(query: URLSearchParams): { page: number; size: number } {
  const size = Math.min(wholeNumber(query, 'PageSize', DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE);
  return { page: wholeNumber(query, 'Page', 0), size };
}

/**
 * What stands around a page's entries at Twilio.
 * @param token what later pages give back, so that they go on in the list as it was
 */
export function pageFrame(
  query: URLSearchParams,
  path: string,
  { page, size, shown, more, token }: { page: number; size: number; shown: number; more: boolean; token: string },
) {
  const start = page * size;
  const uriOf = (number: number) => {
    const params = new URLSearchParams(query);
    params.set('PageSize', String(size));
    params.set('Page', String(number));
    if (number > 0) params.set('PageToken', token);
    else params.delete('PageToken');
    return `${path}?${params}`;
  };
  return {
    first_page_uri: uriOf(0),
    next_page_uri: more ? uriOf(page + 1) : null,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    uri: uriOf(page),
    page,
    page_size: size,
    start,
    end: start + Math.max(shown - 1, 0),
  };
}

function wholeNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new ListError(`Invalid ${name}: write a whole number`);
  return Number.parseInt(text, 10);
}
