import { readFileSync } from 'node:fs';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { type Parley, startParley } from '../../support/parley';

/**
 * What the specs of the Conversations page share: one whole stack for all of them, and people who have signed in. A spec
 * makes its own leads and conversations, so that none depends on what another left.
 */
export const test = base.extend<{ operator: Page; admin: Page }, { parley: Parley }>({
  parley: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from the pattern
    async ({}, use) => {
      const parley = await startParley({ ownPostgres: true, ownTemporal: {} });
      await use(parley);
      await parley.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  operator: async ({ parley, context, page }, use) => {
    await signInAs(parley, context, 'operator');
    await use(page);
  },
  admin: async ({ parley, context, page }, use) => {
    await signInAs(parley, context, 'admin');
    await use(page);
  },
});

export { expect };

/** Gives a browser the session of one of the demo's people, without the form. */
export async function signInAs(parley: Parley, context: BrowserContext, role: 'operator' | 'admin'): Promise<void> {
  const { email, password } = parley.people[role];
  const answer = await context.request.post(`${parley.apiUrl}/api/v1/session`, { data: { email, password } });
  expect(answer.status()).toBe(200);
}

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** What WCAG 2.2 AA asks for, and the good practice that axe knows beside it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Finding {
  id: string;
  help: string;
  nodes: { html: string; failureSummary: string }[];
}

/**
 * Fails with what axe finds against WCAG 2.2 AA on the page as it is now.
 * @param rules tags or names of rules: where all of it was looked at before, another scheme only needs `color-contrast`
 */
export async function expectAccessible(page: Page, rules: readonly string[] = RULES): Promise<void> {
  // As text: the tests are compiled for Node, without a browser's types. Half-way through an animation, colours are those of
  // neither end; what spins for ever is not waited for.
  await page.evaluate(`Promise.all(document.getAnimations().map((animation) =>
    animation.effect?.getComputedTiming().iterations === Infinity ? null : animation.finished.catch(() => null)))`);
  // By the debugger's protocol, which the page's policy does not concern.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })`,
  );
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.html}\n  ${node.failureSummary}`),
  );
  expect(lines.join('\n')).toBe('');
}

/** Fails when the page is wider than its window: on a phone one would have to push it about. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  const room = await page.evaluate<number>('window.innerWidth');
  expect(width).toBeLessThanOrEqual(room);
}

/** Both colour schemes, for tests that are run in each. */
export const SCHEMES = ['light', 'dark'] as const;
