import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CarrierOptions } from '../../src/dev/carrier/carrier';
import { LEAD, OURS, type Setup, setUp } from './carrier-setup';

/** Like Twilio's default: single words, answered by the carrier, with 21610 for what is sent afterwards. */
describe('the carrier’s own handling of STOP', () => {
  let setup: Setup;
  const begin = async (options: Partial<CarrierOptions> = {}) => {
    setup = await setUp(options);
  };
  afterEach(() => setup?.stop());
  const write = (body: string, more: { optOutType?: 'STOP' | 'START' | 'HELP'; to?: string } = {}) =>
    setup.carrier.text({ from: LEAD, to: OURS, body, ...more });
  const onPhone = () =>
    setup.carrier
      .messages(LEAD)
      .filter(({ direction }) => direction === 'to-phone')
      .map(({ body }) => body);
  const refused = { status: 400, code: 21610 };

  test.each(['STOP', ' stop ', 'Quit', 'REVOKE', 'optout'])('%j is answered on the phone and blocks', async (body) => {
    await begin();
    await write(body);
    expect(onPhone()).toEqual([expect.stringMatching(/unsubscribed/)]);
    await expect(setup.send()).rejects.toMatchObject(refused);
    // The product hears of it as of any text, and no list shows the carrier's answer.
    expect(setup.product.requests).toHaveLength(1);
    expect(await setup.client.messages.list({ to: LEAD })).toEqual([]);
  });

  test.each(['please stop', 'opt out', 'Stop.', 'Arrêt'])('%j is no word of its', async (body) => {
    await begin();
    await write(body);
    expect(onPhone()).toEqual([]);
    await setup.send();
  });

  test.each(['START', 'yes', 'UNSTOP'])('%j ends it, and is nothing to others', async (body) => {
    await begin();
    await write(body);
    expect(onPhone()).toEqual([]);
    await write('STOP');
    await write(body);
    expect(onPhone()).toEqual([expect.stringMatching(/unsubscribed/), expect.stringMatching(/re-subscribed/)]);
    await setup.send();
  });

  test('STOP is answered once, HELP each time; another number of ours is not blocked', async () => {
    await begin();
    for (const body of ['STOP', 'STOP', 'HELP', 'info']) await write(body);
    expect(onPhone()).toHaveLength(3);
    await setup.send({ from: '+18335640000' });
  });

  test('Advanced Opt-Out’s word counts whatever the text is', async () => {
    await begin();
    await write('Schluss jetzt', { optOutType: 'STOP' });
    await expect(setup.send()).rejects.toMatchObject(refused);
  });

  test('can be switched off for an account', async () => {
    await begin({ optOutHandling: false });
    await write('STOP');
    expect(onPhone()).toEqual([]);
    await setup.send();
  });

  test('is remembered over a restart', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-carrier-'));
    try {
      const dataFile = path.join(folder, 'carrier.jsonl');
      await begin({ dataFile });
      await write('STOP');
      await setup.stop();
      await begin({ dataFile });
      await expect(setup.send()).rejects.toMatchObject(refused);
      expect(onPhone()).toHaveLength(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
