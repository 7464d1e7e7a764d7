import { BUGS, type BugName, type DeliberateBug } from './deliberate-bugs';
import { DirectedRuns } from './directed-runs';
import { mutateBuild } from './mutated-build';
import type { Violation } from './observations';
import { startWorld } from './world';

type Judgement = Map<BugName, Violation[]>;

/** Those that wait run side by side; one that kills a process comes after them. */
async function judge(bugs: readonly DeliberateBug[], build?: ReturnType<typeof mutateBuild>): Promise<Judgement> {
  const world = await startWorld({ leads: bugs.length, workers: 1, ownServers: false, build: build?.folder });
  try {
    await build?.mutateDatabase(world.parley.pool);
    const runs = new DirectedRuns(world);
    await Promise.all(bugs.filter(({ kills }) => !kills).map(({ name }) => runs.run(name)));
    for (const { name } of bugs.filter(({ kills }) => kills)) await runs.run(name);
    return await runs.judge();
  } finally {
    await world.stop();
  }
}

async function judgeMutated(bugs: readonly DeliberateBug[]): Promise<Judgement> {
  const build = mutateBuild(bugs);
  try {
    return await judge(bugs, build);
  } finally {
    build.remove();
  }
}

// Bugs in one build are in places that have nothing to do with each other, and each has a lead of its own; a build takes
// longer to start than a bug to come out.
let product: Promise<Judgement>;
let mutated: { bugs: readonly DeliberateBug[]; judgement: Promise<Judgement> }[];

beforeAll(() => {
  product = judge(BUGS);
  const afterwards = product.catch(() => {});
  mutated = [BUGS.filter(({ kills }) => !kills), BUGS.filter(({ kills }) => kills)].map((bugs) => ({
    bugs,
    judgement: afterwards.then(() => judgeMutated(bugs)),
  }));
  for (const { judgement } of mutated) judgement.catch(() => {}); // its tests tell
});
afterAll(() => Promise.allSettled([product, ...mutated.map(({ judgement }) => judgement)]));

test.each(BUGS)('in the product the checker finds nothing of: $name', async ({ name }) => {
  expect((await product).get(name)).toEqual([]);
});

test.each(BUGS)('in a test build it finds: $name, as $rule', async ({ name, rule }) => {
  const { bugs, judgement } = mutated.find((build) => build.bugs.some((bug) => bug.name === name))!;
  const found = new Set(((await judgement).get(name) ?? []).map((violation) => violation.rule));
  // A run can meet another's bug: on a slow machine a webhook of any lead may time out, and come twice.
  for (const other of bugs) if (other.rule !== rule) found.delete(other.rule);
  expect([...found]).toEqual([rule]);
});

test('a bug that does not fit the code any more is an error', () => {
  const [bug] = BUGS;
  const edits = [{ ...bug!.edits[0]!, from: 'what stands nowhere' }];
  expect(() => mutateBuild([{ ...bug!, edits }])).toThrow('does not fit');
});
