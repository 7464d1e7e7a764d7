import { createLog } from '../../src/log';
import { stopOnSignal } from '../../src/process';
import { serveCommands } from '../commands';
import { type Spread, spreadOf } from '../figures';
import { CountingPages, type Counts } from './pages';
import { type Arriving, offerTexts } from './texts';

/** Pages and the leads' provider: a process of its own, so that its work delays no server. */

export interface LiveSettings extends Pick<Arriving, 'apiUrl' | 'settings'> {
  keys: string[];
}

export interface Offered {
  perSecond: number;
  /** How long webhooks took. */
  webhookMs: Spread;
  /** From the webhook answered to a page told, over all pages; below zero the page was first. */
  toldAfterMs: Spread;
  failures: number;
}

const settings = JSON.parse(process.argv[2] ?? '') as LiveSettings;
let pages: CountingPages | undefined;
/** When each text was told, by what it says: once for each page. */
let toldAt = new Map<string, number[]>();

function told(body: string): void {
  const times = toldAt.get(body);
  if (times === undefined) toldAt.set(body, [performance.now()]);
  else times.push(performance.now());
}

const commands = {
  async connect(count: number): Promise<void> {
    pages = new CountingPages(settings.apiUrl, settings.keys, count, told);
    await pages.connect();
  },
  /** Offers texts. @param order with pages that lose their connection each so many milliseconds; 0: none does */
  async offer(order: Pick<Arriving, 'from' | 'perSecond'> & { cutEveryMs: number }): Promise<Offered> {
    toldAt = new Map();
    if (order.cutEveryMs > 0) pages?.cutAtRandom(order.cutEveryMs);
    const { answeredAt, latenciesMs, failures, seconds } = await offerTexts({ ...settings, ...order });
    pages?.stopCutting();
    // What is still on its way: the next command asks for it.
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const after = [...toldAt].flatMap(([body, times]) => times.map((at) => at - (answeredAt.get(body) ?? at)));
    const perSecond = latenciesMs.length / seconds;
    return { perSecond, webhookMs: spreadOf(latenciesMs), toldAfterMs: spreadOf(after), failures };
  },
  count: (expected: string[]): Counts | undefined => pages?.count(expected),
  end: (): void => pages?.end(),
};
export type LiveCommands = typeof commands;

const SETTLE_MS = 2_000;

serveCommands(commands);
stopOnSignal(createLog('live', 'warn'), async () => pages?.end());
process.send?.({ type: 'ready' });
