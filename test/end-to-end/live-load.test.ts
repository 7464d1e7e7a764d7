import { CountingPages } from '../../bench/live/pages';
import { offerTexts } from '../../bench/live/texts';
import { phone } from '../../bench/people';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { eventually } from '../support/eventually';
import { createTenant } from '../support/tenant';

/** What `npm run bench -- --only f` does for longer and with 200 pages; here only that all is told once, not how quickly. */
const PAGES = 40;
const PER_SECOND = 100;
const TEXTS = 500;

let parley: ApiUnderTest;
beforeAll(async () => {
  parley = await startApi({ LOG_LEVEL: 'warn' });
});
afterAll(() => parley?.stop());

test('forty pages, cut off at random, miss nothing of a hundred texts a second and are told nothing twice', async () => {
  const { tenantId, ourNumber } = await createTenant(parley.pool);
  const key = await parley.keyOf(tenantId, 'operator');
  const pages = new CountingPages(parley.apiUrl, [key], PAGES);
  try {
    await pages.connect();
    pages.cutAtRandom(50);
    const { TWILIO_ACCOUNT_SID: accountSid = '', TWILIO_AUTH_TOKEN: authToken = '' } = parley.env;
    const from = Array.from({ length: TEXTS }, (_, index) => phone(index % 100));
    const settings = { accountSid, authToken, ourNumber };
    const { failures } = await offerTexts({ apiUrl: parley.apiUrl, settings, from, perSecond: PER_SECOND });
    pages.stopCutting();
    expect(failures).toBe(0);
    const { rows } = await parley.pool.query<{ event: string }>(
      `select interaction_id || '/' || seq as event from events where tenant_id = $1`,
      [tenantId],
    );
    const events = rows.map(({ event }) => event);
    expect(events.length).toBeGreaterThanOrEqual(TEXTS);
    await eventually(() => expect(pages.count(events).missed).toBe(0), { limitMs: 30_000 });
    const { told, doubled, resets, cuts } = pages.count(events);
    expect({ told, doubled, resets }).toEqual({ told: PAGES * events.length, doubled: 0, resets: 0 });
    expect(cuts).toBeGreaterThan(20);
  } finally {
    pages.end();
  }
}, 120_000);
