import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import type { ChangesData } from '../../src/api/contract/events';
import { HEAD, LISTS, type ListData, MESSAGES, type MessagesData, NEWEST } from '../../src/web/live/cache-keys';
import { LiveCaches } from '../../src/web/live/live-caches';
import { eventually } from '../support/eventually';
import { changedRow, message, textTold } from './changes';

const clients: { client: QueryClient; stop(): void }[] = [];

function startCaches(): { client: QueryClient; caches: LiveCaches } {
  const client = new QueryClient();
  const caches = new LiveCaches(client, () => false);
  clients.push({ client, stop: caches.follow() });
  return { client, caches };
}

afterEach(() => {
  for (const { client, stop } of clients.splice(0)) {
    stop();
    client.clear();
  }
});

const arrival = (name: string, minute: number): ChangesData =>
  textTold(changedRow(name, minute), { messageId: `msg_${minute}`, seq: minute, minute });
const pageOf = (...names: string[]) => ({
  items: names.map((name) => ({ ...changedRow(name[0]!, Number(name.slice(1))), unread: 0 })),
  next: null,
});
const rowsOf = (client: QueryClient, filters = {}) =>
  client
    .getQueryData<ListData>([LISTS, filters])!
    .pages.flatMap((page) => page.items)
    .map(({ interactionId, unread }) => `${interactionId}:${unread}`);

test('a change is in an answer that was asked for before it and knows nothing of it', async () => {
  const { client, caches } = startCaches();
  let answer: (page: ReturnType<typeof pageOf>) => void = () => {};
  const asked = client.fetchInfiniteQuery({
    queryKey: [LISTS, {}],
    queryFn: () => new Promise<ReturnType<typeof pageOf>>((resolve) => (answer = resolve)),
    initialPageParam: null,
  });
  caches.apply(arrival('b', 10));
  answer(pageOf('a9', 'b8'));
  await asked;
  expect(rowsOf(client)).toEqual(['b:1', 'a:0']);
});

test('a change that an answer holds already is not counted again', async () => {
  const { client, caches } = startCaches();
  let answer: (page: ReturnType<typeof pageOf>) => void = () => {};
  const asked = client.fetchInfiniteQuery({
    queryKey: [LISTS, {}],
    queryFn: () => new Promise<ReturnType<typeof pageOf>>((resolve) => (answer = resolve)),
    initialPageParam: null,
  });
  caches.apply(arrival('b', 10));
  const page = pageOf('b10', 'a9');
  page.items[0]!.unread = 1;
  answer(page);
  await asked;
  expect(rowsOf(client)).toEqual(['b:1', 'a:0']);
});

test('a list that is asked for again keeps what came meanwhile', async () => {
  const { client, caches } = startCaches();
  const answers: ((page: ReturnType<typeof pageOf>) => void)[] = [];
  const observer = new InfiniteQueryObserver(client, {
    queryKey: [LISTS, {}],
    queryFn: () => new Promise<ReturnType<typeof pageOf>>((resolve) => answers.push(resolve)),
    initialPageParam: null as string | null,
    getNextPageParam: () => null,
  });
  const leave = observer.subscribe(() => {});
  answers[0]!(pageOf('a9', 'b8'));
  await eventually(() => expect(observer.getCurrentResult().isSuccess).toBe(true));
  const again = observer.refetch();
  caches.apply(arrival('b', 10));
  expect(rowsOf(client)).toEqual(['b:1', 'a:0']);
  answers.at(-1)!(pageOf('a9', 'b8'));
  await again;
  expect(rowsOf(client)).toEqual(['b:1', 'a:0']);
  leave();
});

test('each list takes what fits its filters', () => {
  const { client, caches } = startCaches();
  for (const filters of [{}, { status: 'completed' }]) {
    client.setQueryData<ListData>([LISTS, filters], { pages: [pageOf('a9')], pageParams: [null] });
  }
  caches.apply(arrival('n', 10));
  expect(rowsOf(client)).toEqual(['n:1', 'a:0']);
  expect(rowsOf(client, { status: 'completed' })).toEqual(['a:0']);
});

test('texts come into the thread that they belong to, and its head is asked for again', async () => {
  const { client, caches } = startCaches();
  for (const id of ['a', 'b']) {
    client.setQueryData<MessagesData>([MESSAGES, id], {
      pages: [{ messages: [message({ messageId: `msg_of_${id}`, seq: 1 })], next: null, previous: null }],
      pageParams: [NEWEST],
    });
  }
  const asked = client.fetchQuery({ queryKey: [HEAD, 'a'], queryFn: async () => ({ lastSeq: 1, unread: 0 }) });
  await asked;
  caches.apply(arrival('a', 10));
  const textsOf = (id: string) => client.getQueryData<MessagesData>([MESSAGES, id])!.pages[0]!.messages.length;
  expect([textsOf('a'), textsOf('b')]).toEqual([2, 1]);
  expect(client.getQueryData([HEAD, 'a'])).toMatchObject({ lastSeq: 10, unread: 1 });
});
