import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CarrierOptions } from '../../src/dev/carrier/carrier';
import { type EventStream, openEventStream } from '../support/event-stream';
import { eventually } from '../support/eventually';
import { callSimulator, LEAD, OURS, type Setup, setUp } from './carrier-setup';

const OTHER_LEAD = '+13105550199';
const JANE = { name: 'Jane Doe', phoneNumber: LEAD };

describe('the stream of the carrier simulator', () => {
  let folder: string;
  let setup: Setup;
  let options: Partial<CarrierOptions>;
  const streams: EventStream[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-carrier-'));
    options = { dataFile: join(folder, 'carrier.json'), phones: [JANE], numbers: [OURS] };
    setup = await setUp(options);
  });
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close();
    await setup.stop();
    rmSync(folder, { recursive: true });
  });

  async function follow(phones: string[] = [], lastEventId?: string): Promise<EventStream> {
    const query = new URLSearchParams(phones.map((phone): [string, string] => ['phone', phone]));
    const stream = await openEventStream(`${setup.carrier.url}/simulator/stream?${query}`, lastEventId);
    streams.push(stream);
    await stream.until('caught-up');
    return stream;
  }
  const bodies = (stream: EventStream) => stream.of('text').map(({ body }) => body);
  const lead = (body: string) => setup.carrier.text({ from: LEAD, to: OURS, body });

  it('tells of a text when it comes and of what becomes of it, in both directions', async () => {
    const stream = await follow([LEAD]);
    await setup.send({ body: 'x'.repeat(161) });
    await eventually(() => expect(setup.reported()).toEqual(['sent', 'delivered']));
    await eventually(() => expect(stream.of('text').at(-1)).toMatchObject({ status: 'delivered', segments: 2 }));
    setup.product.answerNext({ status: 503 });
    await lead('thanks');
    await eventually(() => expect(stream.of('text').at(-1)).toMatchObject({ body: 'thanks', webhookStatus: 503 }));
    const states = stream
      .of('text')
      .map(({ direction, status, webhookStatus }) => [direction, webhookStatus ?? status]);
    expect(states).toEqual([
      ['to-phone', 'queued'],
      ['to-phone', 'sent'],
      ['to-phone', 'delivered'],
      ['from-phone', 'received'],
      ['from-phone', 503],
    ]);
  });

  it('begins with what each phone has, and shows no other phone’s', async () => {
    await lead('one');
    await setup.carrier.text({ from: OTHER_LEAD, to: OURS, body: 'another’s' });
    await lead('two');
    const stream = await follow([LEAD]);
    await setup.carrier.text({ from: OTHER_LEAD, to: OURS, body: 'another’s again' });
    await lead('three');
    await eventually(() => expect(bodies(stream)).toEqual(['one', 'two', 'three', 'three']));
    expect(bodies(await follow())).toEqual(['one', 'another’s', 'two', 'another’s again', 'three']);
  });

  it('resumes with what is news since, also after a restart, and misses and repeats nothing', async () => {
    const first = await follow([LEAD]);
    await lead('seen');
    await eventually(() => expect(first.of('text')).toHaveLength(2));
    const position = first.lastId();
    first.close();
    await lead('missed');
    await setup.stop();
    setup = await setUp(options);
    const again = await follow([LEAD], position);
    await lead('live');
    await eventually(() => expect(bodies(again)).toEqual(['missed', 'live', 'live']));
    expect(again.of('reset')).toEqual([]);
  });

  it.each(['nonsense', '00000000-0000-0000-0000-000000000000.1', ''])(
    'says that all comes anew where the position %j is not one of its own',
    async (position) => {
      await lead('one');
      const stream = await follow([LEAD], position);
      expect({ reset: stream.of('reset'), bodies: bodies(stream) }).toEqual({ reset: [{}], bodies: ['one'] });
    },
  );

  it('says which faults wait, when one is set, strikes, or is cleared', async () => {
    const stream = await follow([LEAD]);
    const remaining = () =>
      stream.of('faults').map(({ faults }) => faults.map((fault: { remaining: number }) => fault.remaining));
    const { id } = setup.carrier.setFault({ kind: 'no-reports', times: 2 });
    await setup.send();
    setup.carrier.setFault({ kind: 'dark' });
    expect(await callSimulator(setup.carrier, 'DELETE', `/faults/${id}`)).toMatchObject({ status: 204 });
    expect(await callSimulator(setup.carrier, 'DELETE', `/faults/${id}`)).toMatchObject({ status: 404 });
    setup.carrier.clearFaults();
    await eventually(() => expect(remaining()).toEqual([[], [2], [1], [1, null], [null], []]));
  });

  it('offers the phones with a name, those that texted, and our numbers, and says when there is one more', async () => {
    await setup.carrier.text({ from: OTHER_LEAD, to: OURS, body: 'hello' });
    const stream = await follow([LEAD]);
    await setup.send({ to: '+13105550198' });
    await lead('a phone that is known');
    const numbers = [{ phoneNumber: OURS, friendlyName: '' }];
    await eventually(() =>
      expect(stream.of('phones')).toEqual([
        { known: [JANE], recent: [OTHER_LEAD], numbers },
        { known: [JANE], recent: ['+13105550198', OTHER_LEAD], numbers },
        expect.objectContaining({ known: [JANE] }),
      ]),
    );
  });

  it('tells what the carrier does, without the texts, and of this phone alone', async () => {
    const stream = await follow([LEAD]);
    await setup.carrier.text({ from: OTHER_LEAD, to: OURS, body: 'another’s' });
    setup.carrier.setFault({ kind: 'drop-after-accept' });
    await setup.send({ body: 'a private text' }).catch(() => undefined);
    await eventually(() =>
      expect(stream.of('note')).toMatchObject([
        { type: 'fault-set' },
        { type: 'create', outcome: 'dropped-after-accept', faults: ['drop-after-accept'] },
        { type: 'report', status: 'sent', httpStatus: 200 },
        { type: 'report', status: 'delivered', httpStatus: 200 },
      ]),
    );
    expect(JSON.stringify(stream.of('note'))).not.toMatch(/private text|\+1/);
  });

  it('refuses a phone that is no number', async () => {
    const answer = await callSimulator(setup.carrier, 'GET', '/stream?phone=12');
    expect(answer).toMatchObject({ status: 400, body: { fields: { 'phone.0': expect.stringContaining('E.164') } } });
  });

  it('does not keep the carrier from stopping', async () => {
    const stream = await follow();
    await setup.stop();
    await stream.ended;
    setup = await setUp(options);
  });
});
