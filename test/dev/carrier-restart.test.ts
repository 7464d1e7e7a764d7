import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { callSimulator, LEAD, OURS, type Setup, setUp } from './carrier-setup';

const OTHER_LEAD = '+13105550199';

describe('a carrier simulator with a data file', () => {
  let folder: string;
  let dataFile: string;
  let setup: Setup;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-carrier-'));
    dataFile = join(folder, 'state', 'carrier.jsonl');
    setup = await setUp({ dataFile });
  });
  afterEach(async () => {
    await setup.stop();
    rmSync(folder, { recursive: true });
  });

  async function restart() {
    await setup.stop();
    setup = await setUp({ dataFile });
  }

  it('shows each phone its texts, and keeps them and the record over a restart', async () => {
    const { sid } = await setup.send({ body: 'for the lead' });
    await setup.send({ to: OTHER_LEAD, body: 'for another' });
    await setup.carrier.text({ from: LEAD, to: OURS, body: 'thanks' });
    await eventually(() => expect(setup.reported()).toHaveLength(4));
    const log = setup.carrier.log();
    await restart();

    const { body } = await callSimulator(setup.carrier, 'GET', `/messages?phone=${LEAD}`);
    expect(body.messages).toMatchObject([
      { messageSid: sid, direction: 'to-phone', from: OURS, to: LEAD, body: 'for the lead', status: 'delivered' },
      { direction: 'from-phone', from: LEAD, body: 'thanks', status: 'received' },
    ]);
    expect(setup.carrier.log().slice(0, log.length)).toEqual(log);
    expect(await setup.client.messages(sid).fetch()).toMatchObject({ status: 'delivered' });
    expect(setup.carrier.log().map((entry) => entry.seq)).toEqual(
      [...log.keys(), log.length].map((index) => index + 1),
    );
  });

  it('reports after the restart what it had not come to before', async () => {
    await setup.stop();
    setup = await setUp({ dataFile, reportDelayMs: 60_000 });
    setup.carrier.setFault({ kind: 'fail-delivery', code: 30003 });
    const { sid } = await setup.send();
    await restart();
    await eventually(async () =>
      expect(await setup.client.messages(sid).fetch()).toMatchObject({ status: 'undelivered', errorCode: 30003 }),
    );
    expect(setup.carrier.messages()).toHaveLength(1);
  });

  it('reads past the half line that a killed process left', async () => {
    await setup.send({ body: 'one' });
    await setup.stop();
    appendFileSync(dataFile, '{"message":{"sid":"SM1","bo');
    setup = await setUp({ dataFile });
    await setup.send({ body: 'two' });
    await restart();
    expect(setup.carrier.messages().map((message) => message.body)).toEqual(['one', 'two']);
  });
});
