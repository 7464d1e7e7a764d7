import type { Locator, Page } from '@playwright/test';

/** The phone page as somebody uses it. */
export function phonePage(page: Page, carrierUrl: string) {
  const thread = page.getByRole('region', { name: /^Texts/ });
  const box = page.getByRole('textbox', { name: 'Text', exact: true });
  return {
    thread,
    box,
    open: (place: Record<string, string> = {}) => page.goto(`${carrierUrl}/?${new URLSearchParams(place)}`),
    write: async (body: string) => {
      await box.fill(body);
      await box.press('Enter');
    },
    /** A text in the open conversation, with what became of it. */
    text: (body: string): Locator => thread.getByRole('listitem').filter({ hasText: body }),
    phone: (name: string): Locator => page.getByRole('navigation', { name: 'Phones' }).getByRole('link', { name }),
    conversation: (number: string): Locator =>
      page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: readable(number) }),
    faults: page.getByRole('complementary', { name: 'Faults' }),
  };
}

/** `+12025550143` as the page shows it. */
function readable(number: string): string {
  return number.replace(/^\+1(...)(...)(....)$/, '($1) $2-$3');
}
