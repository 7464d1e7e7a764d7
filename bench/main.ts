import { Stack, Stopping } from '../src/dev/stack';
import { measureAccepts } from './accepts';
import { measureBurst } from './burst';
import { measureExchanges } from './exchanges';
import { countHistories } from './histories';
import { measureLists } from './lists';
import { measureLive } from './live';
import { HELP, type Options, readOptions } from './options';
import { measurePage } from './page';
import { reportOf } from './report';
import { bareSide, parleySide } from './sides';
import { startBenchStack } from './stack';
import type { Measured } from './targets';

/** `npm run bench`: Parley measured beside the bare engine and a floor, on this machine, in one run. */

/** npm and the terminal both pass Ctrl-C on, so one key press may arrive twice. */
const SAME_KEY_PRESS_MS = 1_000;
/** What the programs last said, shown when something failed. */
const KEPT_LINES = 40;

/** Progress goes to stderr: stdout is the report's. */
const say = (line: string) => console.error(`  ${line}`);
const lastWords: string[] = [];

function log(line: string): void {
  lastWords.push(line);
  if (lastWords.length > KEPT_LINES) lastWords.shift();
}

async function measure(options: Options, stack: Stack): Promise<Measured> {
  say('starting a stack of its own');
  const bench = await startBenchStack(options, stack, { say, log });
  const sides = { parley: parleySide(bench), bare: bareSide(bench) };
  const { parts } = options;
  const measured: Measured = {};
  if (parts.has('a') || parts.has('d')) measured.exchanges = await measureExchanges(bench, sides);
  if (parts.has('c')) measured.histories = await countHistories(bench, sides);
  if (parts.has('b')) measured.accepts = await measureAccepts(bench, sides);
  if (parts.has('h')) measured.burst = await measureBurst(bench, sides);
  if (parts.has('f')) measured.live = await measureLive(bench);
  // Last: what it fills the database with would be in the others' way.
  if (parts.has('e')) measured.lists = await measureLists(bench);
  if (parts.has('g')) measured.page = await measurePage(bench);
  return measured;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) return console.log(HELP);
  const stack = new Stack();
  const end = async (code: number) => {
    await stack.stop(say);
    process.exit(code);
  };

  let asked = 0;
  const stop = () => {
    if (asked === 0) {
      asked = Date.now();
      say('stopping… (once more kills it)');
      void end(130);
    } else if (Date.now() - asked > SAME_KEY_PRESS_MS) {
      stack.kill();
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(signal, stop);

  try {
    const measured = await measure(options, stack);
    await stack.stop(say);
    const { lines, json } = reportOf(options, measured);
    console.log(lines.join('\n'));
    if (options.json) console.log(JSON.stringify(json));
    process.exit(0);
  } catch (error) {
    // What failed because it is being stopped is no failure.
    if (error instanceof Stopping || stack.stopping) return;
    console.error(`\nThe bench failed: ${error instanceof Error ? error.stack : error}`);
    if (lastWords.length > 0) console.error(['The programs said last:', ...lastWords].join('\n  '));
    await end(1);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
