import { eventually } from '../support/eventually';
import { formOf } from '../support/http-recorder';
import { callSimulator, LEAD, type Setup, setUp } from './carrier-setup';

const OTHER_LEAD = '+13105550199';

describe('the faults of the carrier simulator', () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp();
  });
  afterEach(() => setup.stop());

  const creates = () => setup.carrier.log().filter((entry) => entry.type === 'create');
  const bodiesOnPhone = () => setup.carrier.messages(LEAD).map((message) => message.body);

  it('drop-after-accept: the caller hears nothing, the phone shows the text and the reports come', async () => {
    setup.carrier.setFault({ kind: 'drop-after-accept' });
    await expect(setup.send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'delivered']));
    expect(bodiesOnPhone()).toEqual(['See you at 10']);
    const [create] = creates();
    expect(create).toMatchObject({ outcome: 'dropped-after-accept', faults: ['drop-after-accept'] });
    expect(create).not.toHaveProperty('httpStatus');
    const [found] = await setup.client.messages.list({ to: LEAD });
    expect(found?.sid).toBe(create?.messageSid);
  });

  it('drop-before-accept: the caller hears nothing and nothing was taken, as often as it was asked', async () => {
    setup.carrier.setFault({ kind: 'drop-before-accept', times: 2 });
    await expect(setup.send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(setup.send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(bodiesOnPhone()).toEqual([]);
    await setup.send({ body: 'third time lucky' });
    expect(bodiesOnPhone()).toEqual(['third time lucky']);
    expect(creates().map((entry) => entry.outcome)).toEqual([
      'dropped-before-accept',
      'dropped-before-accept',
      'accepted',
    ]);
  });

  it.each([
    [{ httpStatus: 429, retryAfter: 7 }, 20429],
    [{ httpStatus: 500 }, 20500],
    [{ httpStatus: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient' }, 21610],
  ])('status: answers %j and takes nothing', async (fault, code) => {
    setup.carrier.setFault({ kind: 'status', ...fault });
    await expect(setup.send()).rejects.toMatchObject({ status: fault.httpStatus, code });
    expect(bodiesOnPhone()).toEqual([]);
    expect(creates()).toMatchObject([{ outcome: 'refused', httpStatus: fault.httpStatus, code }]);
  });

  it('status: names the seconds to wait, and can lie about a text that it took', async () => {
    setup.carrier.setFault({ kind: 'status', httpStatus: 503, retryAfter: 7, taken: true });
    const [account, token] = [setup.client.username, setup.client.password];
    const response = await fetch(`${setup.carrier.url}/2010-04-01/Accounts/${account}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${account}:${token}`).toString('base64')}` },
      body: new URLSearchParams({ To: LEAD, From: '+18335645667', Body: 'taken' }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    expect(bodiesOnPhone()).toEqual(['taken']);
    expect(creates()).toMatchObject([{ outcome: 'accepted', httpStatus: 503, messageSid: expect.any(String) }]);
  });

  it('delay: takes the text at once and answers late', async () => {
    setup.carrier.setFault({ kind: 'delay', ms: 200 });
    const begun = Date.now();
    const sending = setup.send();
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'delivered']));
    expect((await sending).status).toBe('queued');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(195);
  });

  it('fail-delivery: takes the text and reports later that it was not delivered, with the code', async () => {
    setup.carrier.setFault({ kind: 'fail-delivery', code: 30003 });
    const message = await setup.send();
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'undelivered']));
    expect(formOf(setup.product.requests[0]!)).not.toHaveProperty('ErrorCode');
    expect(formOf(setup.product.requests[1]!)).toMatchObject({ ErrorCode: '30003' });
    expect(await setup.client.messages(message.sid).fetch()).toMatchObject({ status: 'undelivered', errorCode: 30003 });
  });

  it('no-reports: the text is delivered and nobody is told', async () => {
    setup.carrier.setFault({ kind: 'no-reports' });
    const message = await setup.send();
    await eventually(async () => expect((await setup.client.messages(message.sid).fetch()).status).toBe('delivered'));
    expect(setup.product.requests).toEqual([]);
  });

  it('reports-twice: each report comes again', async () => {
    setup.carrier.setFault({ kind: 'reports-twice' });
    await setup.send();
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'sent', 'delivered', 'delivered']));
  });

  it('reports-backwards: delivered is reported before sent, and the text stays delivered', async () => {
    setup.carrier.setFault({ kind: 'reports-backwards' });
    const message = await setup.send();
    await eventually(() => expect(setup.reported()).toEqual(['delivered', 'sent']));
    expect((await setup.client.messages(message.sid).fetch()).status).toBe('delivered');
  });

  it('report-first: the report is there before the answer', async () => {
    setup.carrier.setFault({ kind: 'report-first' });
    await setup.send();
    expect(setup.reported()[0]).toBe('sent');
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'delivered']));
  });

  it('dark: no request is answered until the fault is cleared', async () => {
    const message = await setup.send({ body: 'before' });
    setup.carrier.setFault({ kind: 'dark' });
    await expect(setup.send({ body: 'in the dark' })).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(setup.client.messages(message.sid).fetch()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(setup.client.messages.list()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await callSimulator(setup.carrier, 'DELETE', '/faults');
    await setup.send({ body: 'after' });
    expect(bodiesOnPhone()).toEqual(['before', 'after']);
    expect(setup.carrier.log().map((entry) => entry.type)).toEqual(
      expect.arrayContaining(['create', 'fault-set', 'lookup', 'faults-cleared']),
    );
  });

  it('strikes only the phone it is for, and several faults strike one text together', async () => {
    setup.carrier.setFault({ kind: 'drop-after-accept', to: LEAD, times: 0 });
    setup.carrier.setFault({ kind: 'no-reports', to: LEAD });
    await setup.send({ to: OTHER_LEAD });
    await expect(setup.send()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await eventually(() => expect(setup.carrier.messages(LEAD)).toMatchObject([{ status: 'delivered' }]));
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'delivered']));
    expect(creates()[1]?.faults).toEqual(['no-reports', 'drop-after-accept']);
    expect(setup.carrier.faults()).toMatchObject([{ kind: 'drop-after-accept', remaining: null }]);
  });

  it.each([
    [{ kind: 'explode' }, 'kind: must be one of: drop-after-accept, drop-before-accept, status, delay'],
    [{}, 'kind: must be one of'],
    [{ kind: 'status' }, 'httpStatus'],
    [{ kind: 'delay', ms: -1 }, 'ms'],
    [{ kind: 'no-reports', oftn: 2 }, 'oftn'],
    [{ kind: 'dark', to: LEAD }, 'to'],
  ])('refuses the fault %j and says why', async (fault, reason) => {
    const { status, body } = await callSimulator(setup.carrier, 'POST', '/faults', fault);
    expect(status).toBe(400);
    expect(body.error).toContain(reason);
    expect((await callSimulator(setup.carrier, 'GET', '/faults')).body).toEqual({ faults: [] });
  });

  it('takes a fault over HTTP and lists it until it has struck', async () => {
    const set = await callSimulator(setup.carrier, 'POST', '/faults', { kind: 'delay', ms: 1 });
    expect(set).toMatchObject({ status: 201, body: { fault: { kind: 'delay', ms: 1, times: 1, remaining: 1 } } });
    expect((await callSimulator(setup.carrier, 'GET', '/faults')).body.faults).toHaveLength(1);
    await setup.send();
    expect((await callSimulator(setup.carrier, 'GET', '/faults')).body.faults).toEqual([]);
  });
});
