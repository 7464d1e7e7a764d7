import { type CDPSession, chromium, type Page } from '@playwright/test';
import { spreadOf } from './figures';
import { listTenant } from './list-tenant';
import type { BenchStack } from './stack';

/** (g): what the Conversations page takes in a browser, with the tenant of (e). */
export interface PageFigures {
  conversations: number;
  texts: number;
  list: ScrollFigures;
  thread: ScrollFigures;
}

/** What scrolling does to a page. */
export interface ScrollFigures {
  /** Rows, or texts, that were loaded in the end. */
  loaded: number;
  /** Milliseconds between frames while it was scrolled. */
  frameMs: { p50: number; p95: number; max: number };
  /** Megabytes of JavaScript's own memory after a collection, at first and in the end. */
  heapMb: [before: number, after: number];
  /** Elements of the document, at first and in the end. */
  elements: [before: number, after: number];
}

const WHEEL_PX = 900;
/** How many rows of the list are gone through. */
const ROWS = 2_000;
/** Pages that are asked for, at the least, before nothing new counts as the end. */
const PATIENCE_MS = 3_000;

/**
 * Scrolls through the list, and through the longest thread from its newest text to its first, as a wheel does.
 * The browser is that of the tests: PARLEY_CHROMIUM, or Playwright's own.
 */
export async function measurePage(bench: BenchStack): Promise<PageFigures> {
  const { apiUrl, say } = bench;
  const { sizes, session, longest } = await listTenant(bench);
  const browser = await chromium.launch({
    executablePath: process.env.PARLEY_CHROMIUM || undefined,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies([{ name: 'parley_session', value: session, url: apiUrl, sameSite: 'Lax' }]);
    const page = await context.newPage();
    say('(g) scrolling through the list');
    await page.goto(`${apiUrl}/conversations`);
    const list = await scroll(page, {
      shown: '[data-conversation]',
      keyOf: 'element.dataset.conversation',
      down: true,
      enough: Math.min(ROWS, sizes.conversations),
    });
    say('(g) scrolling through the longest thread');
    await page.goto(`${apiUrl}/conversations/${longest}`);
    const thread = await scroll(page, {
      shown: '[role="article"], article',
      keyOf: 'element.id || element.textContent',
      down: false,
      enough: Math.ceil(sizes.longest * 0.99),
    });
    return { conversations: sizes.conversations, texts: sizes.longest, list, thread };
  } finally {
    await browser.close();
  }
}

/** What is scrolled through: which elements are its items, and what tells one from another. */
interface Way {
  shown: string;
  keyOf: string;
  down: boolean;
  enough: number;
}

async function scroll(page: Page, { shown, keyOf, down, enough }: Way): Promise<ScrollFigures> {
  await page.locator(shown).first().waitFor();
  const cdp = await page.context().newCDPSession(page);
  // As text: the bench is compiled for Node, which has no document.
  await page.evaluate(`(() => {
    globalThis.seen = new Set(); globalThis.frames = []; let last = performance.now();
    const look = (now) => {
      frames.push(now - last); last = now;
      if (frames.length % 4 === 0) for (const element of document.querySelectorAll(${JSON.stringify(shown)})) seen.add(${keyOf});
      globalThis.looking = requestAnimationFrame(look);
    };
    globalThis.looking = requestAnimationFrame(look);
  })()`);
  const box = (await page.locator(shown).first().boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, 450);
  const before = await weigh(page, cdp);
  let loaded = 0;
  for (let since = Date.now(); loaded < enough && Date.now() - since < PATIENCE_MS; ) {
    await page.mouse.wheel(0, down ? WHEEL_PX : -WHEEL_PX);
    const now = await page.evaluate<number>('new Promise((done) => requestAnimationFrame(() => done(seen.size)))');
    if (now > loaded) since = Date.now();
    loaded = now;
  }
  const frames = await page.evaluate<number[]>('cancelAnimationFrame(looking), frames');
  await page.evaluate('seen = undefined, frames = undefined');
  const after = await weigh(page, cdp);
  const { p50, p95, max } = spreadOf(frames);
  return {
    loaded,
    frameMs: { p50, p95, max },
    heapMb: [before.heapMb, after.heapMb],
    elements: [before.elements, after.elements],
  };
}

async function weigh(page: Page, cdp: CDPSession): Promise<{ heapMb: number; elements: number }> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const elements = await page.evaluate<number>("document.getElementsByTagName('*').length");
  return { heapMb: Math.round(usedSize / 100_000) / 10, elements };
}
