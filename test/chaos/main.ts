import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runChaos } from './chaos-run';
import { check } from './checker';
import { BUGS } from './deliberate-bugs';
import { mutateBuild } from './mutated-build';
import { FULL } from './options';
import { summaryOf, violationLine } from './summary';

/** What `--keep` writes and `--judge` reads. */
const OBSERVATIONS = 'observations.json';

const HELP = `npm run chaos [-- options]

Parley with two workers, while its processes and servers are killed at random and the carrier misbehaves. Then everything comes to
rest, and what carrier, agent and callers saw is held against what the API tells. Ends with 1 when a promise was broken.

  --seed 1              plans the same again; the moments differ, as no two runs are equally fast
  --exchanges ${FULL.exchanges}      goes on until so many turns were answered …
  --kills ${FULL.kills}           … and so many processes were killed
  --leads ${FULL.leads}
  --limit ${FULL.limitMs / 60_000}            minutes, at most
  --bug ${BUGS.map((_, place) => place + 1).join('|')}     in programs with that deliberate bug
${BUGS.map(({ name }, place) => `                          ${place + 1}  ${name}`).join('\n')}
  --keep folder         writes everything that was seen there
  --judge folder        only judges what was kept there`;

const SCHEMA = {
  seed: { type: 'string' },
  exchanges: { type: 'string' },
  kills: { type: 'string' },
  leads: { type: 'string' },
  limit: { type: 'string' },
  bug: { type: 'string' },
  keep: { type: 'string' },
  judge: { type: 'string' },
  help: { type: 'boolean' },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: SCHEMA });
  if (values.help) return console.log(HELP);
  if (values.judge !== undefined) {
    const violations = check(JSON.parse(readFileSync(path.join(values.judge, OBSERVATIONS), 'utf8')));
    console.log([`violations: ${violations.length}`, ...violations.map(violationLine)].join('\n'));
    process.exit(violations.length === 0 ? 0 : 1);
  }
  const number = (name: Exclude<keyof typeof SCHEMA, 'keep' | 'judge' | 'help'>, usual: number): number => {
    const value = values[name] === undefined ? usual : Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1`);
    return value;
  };
  const seed = number('seed', 1 + Math.floor(Math.random() * 1_000_000));
  console.error(`  seed ${seed}`);
  const options = {
    ...{ seed, exchanges: number('exchanges', FULL.exchanges), kills: number('kills', FULL.kills) },
    ...{
      leads: number('leads', FULL.leads),
      limitMs: number('limit', FULL.limitMs / 60_000) * 60_000,
      restLimitMs: FULL.restLimitMs,
      longestCalmMs: FULL.longestCalmMs,
    },
  };
  // Progress goes to stderr: stdout is the summary's.
  const bug = values.bug === undefined ? [] : BUGS.slice(number('bug', 1) - 1, number('bug', 1));
  // A copy in either case: a run takes minutes, in which somebody may build.
  const build = mutateBuild(bug);
  const say = (line: string) => console.error(`  ${line}`);
  const result = await runChaos(options, say, build).finally(() => build.remove());
  console.log(summaryOf(result).join('\n'));
  if (values.keep !== undefined) {
    mkdirSync(values.keep, { recursive: true });
    writeFileSync(path.join(values.keep, OBSERVATIONS), JSON.stringify(result.observations));
    writeFileSync(path.join(values.keep, 'programs.log'), result.output);
  }
  const { exchanges, kills, violations } = result;
  const killed = Object.values(kills).reduce((sum, count) => sum + count, 0);
  const enough = exchanges >= options.exchanges && killed >= options.kills;
  if (!enough)
    console.log(`  It did not come to ${options.exchanges} exchanges and ${options.kills} kills in its time.`);
  process.exit(violations.length === 0 && enough ? 0 : 1);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
