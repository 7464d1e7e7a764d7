import type { ApiCall } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { newNumber } from '../support/tenant';
import { created } from './build-world';

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi();
});
afterAll(() => parley?.stop());

// biome-ignore lint/suspicious/noExplicitAny: items as they come over the wire; tests say what must be in them
type Item = any;

/** All pages of a list, one after another; `between` happens after each. */
async function walk(call: ApiCall, path: string, between: () => Promise<unknown> = async () => {}): Promise<Item[]> {
  const items: Item[] = [];
  let cursor = '';
  do {
    const page = await created(call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=3${cursor}`));
    items.push(...page.items);
    cursor = page.next && `&cursor=${page.next}`;
    await between();
  } while (cursor);
  return items;
}

/** A tenant with two campaigns of different clients and offers, each with leads that wrote, oldest first. */
async function busyTenant() {
  const tenant = await parley.newTenant();
  const call = tenant.admin;
  const conversations: { interactionId: string; leadId: string; phone: string; to: string }[] = [];
  const campaigns: { campaignId: string; phoneNumber: string }[] = [];
  for (const [name, clientId, offerId] of [
    ['Spring', 'client_1', 'offer_1'],
    ['Autumn', 'client_2', 'offer_1'],
  ]) {
    const phoneNumber = newNumber();
    await created(call('POST', '/api/v1/phone-numbers', { phoneNumber, provider: 'twilio' }));
    const campaign = { name, clientId, offerId, phoneNumber };
    campaigns.push(await created(call('POST', '/api/v1/campaigns', campaign)));
  }
  for (let place = 0; place < 8; place++) {
    const { campaignId, phoneNumber: to } = campaigns[place % 2]!;
    const phone = newNumber();
    const lead = { firstName: `Jane ${place}`, lastName: place < 2 ? 'O’Hara' : 'Doe', phone, campaignId };
    const { leadId } = await created(call('POST', '/api/v1/leads', lead));
    await parley.text({ from: phone, to, body: `Text ${place}` });
    const [{ interactionId }] = await created(call('GET', `/api/v1/interactions/lead/${leadId}`));
    conversations.push({ interactionId, leadId, phone, to });
  }
  return { ...tenant, call, conversations, campaigns };
}

const ids = (items: Item[]) => items.map((item) => item.interactionId);

describe('the list of conversations', () => {
  test('has the newest activity first, with lead, campaign and last text', async () => {
    const { call, conversations } = await busyTenant();
    await parley.text({ from: conversations[2]!.phone, to: conversations[2]!.to, body: 'Me again' });
    const items = await walk(call, '/api/v1/interactions');
    const order = [2, 7, 6, 5, 4, 3, 1, 0].map((place) => conversations[place]!.interactionId);
    expect(ids(items)).toEqual(order);
    expect(items[0]).toMatchObject({
      lead: { firstName: 'Jane 2', lastName: 'Doe', status: 'new' },
      campaignName: 'Spring',
      clientId: 'client_1',
      lastMessage: { message: 'Me again', direction: 'inbound', source: 'inbound', state: 'received' },
      status: 'in_progress',
    });
  });

  test('is stable under inserts: what comes while one pages makes nothing come twice or be left out', async () => {
    const { call, conversations, campaigns } = await busyTenant();
    const items = await walk(call, '/api/v1/interactions', () =>
      parley.text({ from: newNumber(), to: campaigns[0]!.phoneNumber, body: 'New here' }),
    );
    expect(ids(items)).toEqual(conversations.map(({ interactionId }) => interactionId).reverse());
  });

  test('of another tenant is empty', async () => {
    const [, other] = [await busyTenant(), await parley.newTenant()];
    expect(await created(other.admin('GET', '/api/v1/interactions'))).toEqual({ items: [], next: null });
  });

  const FILTERS: [
    what: string,
    query: (own: Awaited<ReturnType<typeof busyTenant>>) => Record<string, string>,
    places: number[],
  ][] = [
    ['campaign', ({ campaigns }) => ({ campaignId: campaigns[1]!.campaignId }), [7, 5, 3, 1]],
    ['client', () => ({ clientId: 'client_1' }), [6, 4, 2, 0]],
    ['offer', () => ({ offerId: 'offer_1' }), [7, 6, 5, 4, 3, 2, 1, 0]],
    ['an offer that nobody has', () => ({ offerId: 'offer_9' }), []],
    ['status', () => ({ status: 'follow_up' }), [3]],
    ['a part of a name', () => ({ search: 'hara' }), [1, 0]],
    ['first and last name', () => ({ search: 'jane 4 DOE' }), [4]],
    ['a part of a number', ({ conversations }) => ({ search: conversations[5]!.phone.slice(-5) }), [5]],
    ['a whole number', ({ conversations }) => ({ search: conversations[6]!.phone }), [6]],
    ['a conversation’s id', ({ conversations }) => ({ search: conversations[2]!.interactionId }), [2]],
    ['a lead’s id', ({ conversations }) => ({ search: conversations[2]!.leadId }), [2]],
    ['like’s own signs, as themselves', () => ({ search: 'j%e' }), []],
    ['campaign and status', ({ campaigns }) => ({ campaignId: campaigns[1]!.campaignId, status: 'follow_up' }), [3]],
    ['campaign and a name', ({ campaigns }) => ({ campaignId: campaigns[1]!.campaignId, search: 'hara' }), [1]],
    ['a time that has not come', () => ({ from: '2100-01-01T00:00:00Z' }), []],
    [
      'all of the past',
      () => ({ from: '2020-01-01T00:00:00+02:00', to: '2100-01-01T00:00:00Z' }),
      [7, 6, 5, 4, 3, 2, 1, 0],
    ],
  ];
  test.each(FILTERS)('is filtered by %s', async (_what, query, places) => {
    const own = await busyTenant();
    const third = own.conversations[3]!.interactionId;
    await created(own.call('PATCH', `/api/v1/interactions/${third}`, { status: 'follow_up' }));
    const items = await walk(own.call, `/api/v1/interactions?${new URLSearchParams(query(own))}`);
    expect(ids(items)).toEqual(places.map((place) => own.conversations[place]!.interactionId));
  });

  test('is filtered by the time of the newest text, its end left out', async () => {
    const { call, conversations } = await busyTenant();
    const all = await walk(call, '/api/v1/interactions');
    const at = (place: number) =>
      all.find((item) => item.interactionId === conversations[place]!.interactionId).lastActivityAt;
    const items = await walk(call, `/api/v1/interactions?from=${at(2)}&to=${at(5)}`);
    expect(ids(items)).toEqual([4, 3, 2].map((place) => conversations[place]!.interactionId));
  });
});

describe('lists of settings', () => {
  test('of leads are filtered, searched and paged, newest first', async () => {
    const { call, conversations, campaigns } = await busyTenant();
    const newest = conversations.map(({ leadId }) => leadId).reverse();
    const leads = async (query: string) => (await walk(call, `/api/v1/leads${query}`)).map((lead) => lead.leadId);
    expect(await leads('')).toEqual(newest);
    expect(await leads(`?campaignId=${campaigns[0]!.campaignId}`)).toEqual(
      [0, 2, 4, 6].map((at) => newest[7 - at]).reverse(),
    );
    expect(await leads('?search=hara')).toEqual(newest.slice(-2));
    await created(call('PATCH', `/api/v1/leads/${newest[0]}`, { archived: true, isTest: true, status: 'signed' }));
    expect(await leads('')).toEqual(newest.slice(1));
    expect(await leads('?archived=true&isTest=true&status=signed')).toEqual([newest[0]]);
  });

  test('of campaigns, numbers and agents are filtered', async () => {
    const { call, campaigns } = await busyTenant();
    const [spring] = campaigns;
    await created(call('PATCH', `/api/v1/campaigns/${spring!.campaignId}`, { status: 'archived' }));
    const agent = { name: 'Ada', webhookUrl: 'https://agent.example', isTest: true };
    await created(call('POST', '/api/v1/sms-agents', agent));
    const expected: [path: string, count: number][] = [
      ['/campaigns?status=active', 1],
      ['/campaigns?search=spr', 1],
      ['/campaigns?clientId=client_2', 1],
      ['/campaigns?hasNumber=false', 0],
      ['/phone-numbers', 2],
      ['/phone-numbers?smsCapable=false', 0],
      ['/phone-numbers?provider=twilio', 2],
      ['/sms-agents?isTest=true&active=true', 1],
      ['/sms-agents?active=false', 0],
    ];
    for (const [path, count] of expected)
      expect([path, (await walk(call, `/api/v1${path}`)).length]).toEqual([path, count]);
  });

  test.each([
    ['a cursor that is none of ours', 'cursor=abc', 'cursor'],
    ['a cursor of another list', `cursor=${Buffer.from('[1]').toString('base64url')}`, 'cursor'],
    ['a page that is too large', 'limit=201', 'limit'],
    ['a page of nothing', 'limit=0', 'limit'],
    ['a search of one letter', 'search=a', 'search'],
    ['a filter that there is not', 'colour=red', 'colour'],
  ])('refuse %s', async (_what, query, field) => {
    const { admin } = await parley.newTenant();
    for (const path of ['/interactions', '/leads']) {
      const { status, body } = await admin('GET', `/api/v1${path}?${query}`);
      expect([status, body.error?.details?.[0]?.field]).toEqual([400, field]);
    }
  });

  test('refuse a cursor whose time is none', async () => {
    const { admin } = await parley.newTenant();
    const cursor = Buffer.from(JSON.stringify(['yesterday', 'int_1'])).toString('base64url');
    expect(await admin('GET', `/api/v1/interactions?cursor=${cursor}`)).toMatchObject({ status: 400 });
    const half = Buffer.from(JSON.stringify(['2026-01-01T00:00:00Z'])).toString('base64url');
    expect(await admin('GET', `/api/v1/interactions?cursor=${half}`)).toMatchObject({ status: 400 });
  });
});

describe('the timeline', () => {
  test('has everything that happened, in order and in pages', async () => {
    const { call, conversations } = await busyTenant();
    const path = `/api/v1/interactions/${conversations[0]!.interactionId}`;
    await created(call('PATCH', path, { status: 'qualified' }));
    const { events, next } = await created(call('GET', `${path}/timeline?limit=1`));
    expect(events).toMatchObject([{ seq: 1, type: 'inbound-message' }]);
    const rest = await created(call('GET', `${path}/timeline?after=${next}`));
    expect(rest).toMatchObject({ events: [{ seq: 2, type: 'status-set', data: { status: 'qualified' } }], next: null });
    expect(JSON.stringify([events, rest])).not.toContain(conversations[0]!.phone);
  });
});
