import type { Pool } from 'pg';
import { freePort } from '../../src/dev/ports';
import { THINGS } from '../support/api-things';
import { type ApiUnderTest, startApi, type TenantUnderTest } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { cutPages, LivePage } from '../support/live-page';
import { ProgramUnderTest } from '../support/program-under-test';

/** Nothing is missed and nothing comes twice: whatever the order of commits, the breaks, and the process that is asked. */
let parley: ApiUnderTest;
let pool: Pool;
let own: TenantUnderTest;
let second: ProgramUnderTest;
/** Of two api processes on one database. */
let apiUrls: string[];
beforeAll(async () => {
  parley = await startApi({ LOG_LEVEL: 'warn' });
  pool = parley.pool;
  const port = await freePort();
  second = new ProgramUnderTest('dist/src/api/main.js', { ...parley.env, PORT: String(port) });
  await second.start();
  apiUrls = [parley.apiUrl, `http://127.0.0.1:${port}`];
});
afterAll(async () => {
  await second?.kill();
  await parley?.stop();
});
beforeEach(async () => {
  own = await parley.newTenant();
});
afterEach(cutPages);

const conversations = (count: number) =>
  Promise.all(Array.from({ length: count }, () => THINGS.interactionId!.make(pool, own)));

const APPEND = `select seq from append_event($1, $2, 'turn-asked', '{}', false)`;

interface Writing {
  /** As `LivePage.events` has it. */
  event: string;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Writes an event in a transaction that stays open. */
async function begin(interactionId: string): Promise<Writing> {
  const client = await pool.connect();
  await client.query('begin');
  const { rows } = await client.query(APPEND, [own.tenantId, interactionId]);
  const end = (how: string) => async () => {
    await client.query(how);
    client.release();
  };
  return { event: `${interactionId}/${rows[0].seq}`, commit: end('commit'), rollback: end('rollback') };
}

async function happen(interactionId: string): Promise<string> {
  const writing = await begin(interactionId);
  await writing.commit();
  return writing.event;
}

/** Every position that a page had, with what had been told by then. */
function positionsOf(page: LivePage): { id: string; told: number }[] {
  let told = 0;
  return page.frames.flatMap((frame) => {
    if (frame.event === 'presence') return [];
    if (frame.event === 'changes') told += frame.data.events.length;
    return [{ id: frame.id, told }];
  });
}

test('what was written first and committed last is told when it is committed, before and after a break', async () => {
  const [held = '', other = '', gone = ''] = await conversations(3);
  const page = await new LivePage(apiUrls[0]!, own.operatorKey).connect();
  const open = await begin(held);
  const undone = await begin(gone);
  const events = [await happen(other), await happen(other)];
  await page.shows(events);

  // A page that leaves now has a position at which one transaction was running.
  const away = await new LivePage(apiUrls[1]!, own.operatorKey).connect(page.source.lastEventId);
  away.cut();
  events.push(await happen(other));
  await page.shows(events);
  await open.commit();
  await undone.rollback();
  events.push(open.event);
  await page.shows(events);
  await away.connect();
  await away.shows(events.slice(2));
  expect(away.of('hello').at(-1)?.resumed).toBe(true);
});

test('from every position that a page ever had, what follows is told, and nothing else', async () => {
  const ids = await conversations(6);
  const page = await new LivePage(apiUrls[0]!, own.operatorKey).connect();
  const events: string[] = [];
  const open: Writing[] = [];
  for (let round = 0; round < 40; round++) {
    const id = ids[round % ids.length]!;
    // Every third stays open until six others have been committed; its conversation is not written to meanwhile.
    if (round % 3 === 0 && !open.some(({ event }) => event.startsWith(id))) open.push(await begin(id));
    else if (!open.some(({ event }) => event.startsWith(id))) events.push(await happen(id));
    if (open.length === 3) {
      const writing = open.splice(round % 2, 1)[0]!;
      if (round % 5 === 0) await writing.rollback();
      else {
        await writing.commit();
        events.push(writing.event);
      }
    }
    if (round % 4 === 0) await page.shows(events);
  }
  for (const writing of open) {
    await writing.commit();
    events.push(writing.event);
  }
  await page.shows(events);

  const positions = positionsOf(page);
  expect(positions.length).toBeGreaterThan(10);
  await Promise.all(
    positions.map(async ({ id, told }, index) => {
      const resumed = await new LivePage(apiUrls[index % 2]!, own.adminKey).connect(id);
      await resumed.shows(page.events.slice(told));
      expect(resumed.of('reset')).toEqual([]);
    }),
  );
});

test('many writers, and pages that are cut at random and resume at one process or the other', async () => {
  const ids = await conversations(12);
  const pages = Array.from({ length: 12 }, (_, index) => new LivePage(apiUrls[index % 2]!, own.operatorKey));
  await Promise.all(pages.map((page) => page.connect()));
  const steady = pages.slice(0, 2);
  const events: string[] = [];
  let writing = true;
  const random = seeded(20_260_215);

  const writers = ids.slice(0, 6).map(async (_, writer) => {
    for (let round = 0; round < 60; round++) {
      const id = ids[(writer * 2 + (round % 2)) % ids.length]!; // two conversations of its own: no writer waits for another
      const open = await begin(id);
      await moment(random() * 12);
      if (random() < 0.2) await open.rollback();
      else {
        await open.commit();
        events.push(open.event);
      }
    }
  });
  // A page of this kind has one life after another, at any of the processes, and keeps what it was told.
  const wanderers = pages.slice(2).map(async (page) => {
    let current = page;
    const told: string[] = [];
    while (writing) {
      await moment(random() * 250);
      current.cut();
      told.push(...current.events);
      const next = new LivePage(apiUrls[random() < 0.5 ? 0 : 1]!, own.operatorKey);
      await next.connect(current.source.lastEventId);
      current = next;
    }
    return { told, current };
  });
  await Promise.all(writers);
  writing = false;
  for (const { told, current } of await Promise.all(wanderers))
    await eventually(() => expect([...told, ...current.events].sort()).toEqual([...events].sort()));
  for (const page of steady) await page.shows(events);
  expect(pages.flatMap((page) => page.of('reset'))).toEqual([]);
});

test("each conversation's events come in their order", async () => {
  const ids = await conversations(3);
  const page = await new LivePage(apiUrls[1]!, own.operatorKey).connect();
  const events = (await Promise.all(ids.map(async (id) => Array.from({ length: 30 }, () => happen(id))))).flat();
  await page.shows(await Promise.all(events));
  for (const id of ids) {
    const numbers = page.events.filter((event) => event.startsWith(id)).map((event) => Number(event.split('/')[1]));
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  }
});

test('rows of another cluster, with numbers that this one has not reached, are not told and hold nothing up', async () => {
  const [id = ''] = await conversations(1);
  await happen(id);
  await pool.query(`update events set xid = '9000000000000000000' where interaction_id = $1`, [id]);
  const page = await new LivePage(apiUrls[0]!, own.operatorKey).connect();
  await page.shows([]);
  await page.shows([await happen(id)]);
});

const moment = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Random numbers below one that are the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
