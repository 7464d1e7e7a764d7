import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** What WCAG 2.2 AA asks for, and the good practice that axe knows beside it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it is now, one line each: the rule, and the elements that break it. */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  // As text: these tests know no browser's types. Half-way through an animation, colours are those of neither end.
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished))');
  // By the debugger's protocol, which the page's policy does not concern.
  await page.evaluate(AXE);
  const result = await page.evaluate(`axe.run(document, { runOnly: ${JSON.stringify(RULES)} })`);
  return (result as AxeResult).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

interface AxeResult {
  violations: { id: string; nodes: { html: string }[] }[];
}
