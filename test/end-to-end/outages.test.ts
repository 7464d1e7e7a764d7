import { eventually } from '../support/eventually';
import { type Parley, phoneShows, startParley } from '../support/parley';

describe('while Temporal is stopped', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ ownTemporal: {} });
  });
  afterAll(() => parley?.stop());

  test('webhooks answer 200, and everything is handled when it is back', async () => {
    await parley.temporal!.kill();
    for (const text of ['One', 'Two']) expect(await parley.text(text)).toBe(200);
    const stranger = '+12025550198';
    expect(await parley.text('Three', { from: stranger })).toBe(200);
    expect(await parley.call('GET', '/readyz')).toMatchObject({ status: 200, body: { temporal: 'unreachable' } });
    const answer = await parley.send(
      { leadId: 'lead_demo_omar', message: 'Sent meanwhile' },
      { Prefer: 'respond-async' },
    );
    expect(answer).toMatchObject({ status: 202, body: { data: { status: 'queued' } } });
    expect(parley.phone()).toEqual([]);

    await parley.temporal!.start();
    if (!parley.worker.running) await parley.worker.start(); // as a supervisor would
    expect(await phoneShows(parley, 1)).toEqual(['You said: One\nTwo']);
    expect(await phoneShows(parley, 1, stranger)).toEqual(['You said: Three']);
    expect(await phoneShows(parley, 1, '+12025550144')).toEqual(['Sent meanwhile']);
    await eventually(async () => {
      const { rows } = await parley.pool.query(
        'select 1 from events where after_seq is not null and signalled_at is null',
      );
      expect(rows).toEqual([]);
    });
  });
});

describe('while Postgres is stopped', () => {
  let parley: Parley;
  beforeAll(async () => {
    parley = await startParley({ ownPostgres: true });
  });
  afterAll(() => parley?.stop());

  test('webhooks and sends answer 503, both processes survive, and all goes on when it is back', async () => {
    await parley.text('Before');
    expect(await phoneShows(parley, 1)).toEqual(['You said: Before']);
    parley.postgres!.kill();

    await eventually(async () =>
      expect(await parley.text('Lost to us', { messageSid: `SM${'a'.repeat(32)}` })).toBe(503),
    );
    const send = await parley.send({ leadId: 'lead_demo_omar', message: 'Nothing is recorded' });
    expect(send).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } });
    expect(send.headers.get('retry-after')).toBe('5');
    expect(await parley.call('GET', '/readyz')).toMatchObject({ status: 503, body: { postgres: 'unreachable' } });
    expect(await parley.call('GET', '/healthz')).toMatchObject({ status: 200 });

    await parley.postgres!.start();
    expect([parley.api.running, parley.worker.running]).toEqual([true, true]);
    // The provider tries again, as a 503 asks it to.
    expect(await parley.text('Lost to us', { messageSid: `SM${'a'.repeat(32)}` })).toBe(200);
    expect(await phoneShows(parley, 2)).toEqual(['You said: Before', 'You said: Lost to us']);
    expect(parley.phone('+12025550144')).toEqual([]);
  });
});
