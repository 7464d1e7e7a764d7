import { BUGS, type BugName, type DeliberateBug } from './deliberate-bugs';
import { DirectedRuns } from './directed-runs';
import { mutateBuild } from './mutated-build';
import type { Violation } from './observations';
import { startWorld } from './world';

type Judgement = Map<BugName, Violation[]>;

/** Those that may run side by side; the others come after them. */
async function judge(bugs: readonly DeliberateBug[], build?: ReturnType<typeof mutateBuild>): Promise<Judgement> {
  const world = await startWorld({ leads: bugs.length, workers: 1, ownServers: false, build: build?.folder });
  try {
    await build?.mutateDatabase(world.parley.pool);
    const runs = new DirectedRuns(world);
    await Promise.all(bugs.filter(({ alone }) => !alone).map(({ name }) => runs.run(name)));
    for (const { name } of bugs.filter(({ alone }) => alone)) await runs.run(name);
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
  const alone = BUGS.filter((bug) => bug.alone).map((bug) => [bug]);
  mutated = [BUGS.filter((bug) => !bug.alone), ...alone].map((bugs) => ({
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
  const { judgement } = mutated.find(({ bugs }) => bugs.some((bug) => bug.name === name))!;
  const found = (await judgement).get(name) ?? [];
  expect([...new Set(found.map((violation) => violation.rule))]).toEqual([rule]);
});

test('a bug that does not fit the code any more is an error', () => {
  const [bug] = BUGS;
  const edits = [{ ...bug!.edits[0]!, from: 'what stands nowhere' }];
  expect(() => mutateBuild([{ ...bug!, edits }])).toThrow('does not fit');
});
