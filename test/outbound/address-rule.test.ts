import '../support/one-realm';
import { type AddressRule, createAddressRule } from '../../src/outbound/address-rule';
import { askAgent } from '../../src/outbound/agent-webhook';
import { createHttpCall, type HttpFailure } from '../../src/outbound/http';
import { startHttpRecorder } from '../support/http-recorder';

const nothing = createAddressRule([]);

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback, another one', '127.8.8.8'],
  ['this host', '0.0.0.0'],
  ['private', '10.0.0.1'],
  ['private', '172.16.5.4'],
  ['private', '192.168.1.1'],
  ['shared by carriers', '100.64.0.1'],
  ['link-local, where clouds keep their metadata', '169.254.169.254'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['for documents', '192.0.2.1'],
  ['IPv6 loopback', '::1'],
  ['IPv6 unspecified', '::'],
  ['IPv6 link-local', 'fe80::1'],
  ['IPv6 unique local', 'fd00::1'],
  ['IPv6 with a private IPv4 in it', '::ffff:10.0.0.1'],
  ['IPv6 with a private IPv4 behind NAT64', '64:ff9b::a00:1'],
  ['no address', 'localhost'],
])('an address that is %s (%s) may not be called', (_what, address) => {
  expect(nothing.allowsAddress(address)).toBe(false);
});

test.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])(
  'a public address (%s) may',
  (address) => {
    expect(nothing.allowsAddress(address)).toBe(true);
  },
);

test('what the operator allows may be called: a range, a name, and nothing beside them', () => {
  const rule = createAddressRule(['10.20.0.0/16', '::1/128', 'agent.internal']);
  expect(['10.20.3.4', '10.21.3.4', '::1', '127.0.0.1'].map(rule.allowsAddress)).toEqual([true, false, true, false]);
  expect(['agent.internal', 'AGENT.internal', 'other.internal'].map(rule.allowsHost)).toEqual([true, true, false]);
});

test.each(['10.0.0.1', 'http://agent.internal', '10.0.0.0/99', '*'])('%s is neither a name nor a range', (wrong) => {
  expect(() => createAddressRule([wrong])).toThrow('AGENT_WEBHOOK_ALLOW');
});

describe('a call', () => {
  const codeOf = async (url: string, rule: AddressRule): Promise<string> => {
    const call = createHttpCall(5_000, rule);
    try {
      const { status } = await call({ method: 'POST', url, headers: {}, body: '{}' });
      return `HTTP_${status}`;
    } catch (error) {
      const { code, reached } = error as HttpFailure;
      return `${code} ${reached}`;
    } finally {
      await call.close();
    }
  };

  test('to this machine is refused before anything is sent, however the address is written', async () => {
    const inside = await startHttpRecorder();
    try {
      const { port } = new URL(inside.url);
      for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '127.1', '[::1]', '[::ffff:127.0.0.1]']) {
        expect([host, await codeOf(`http://${host}:${port}/`, nothing)]).toEqual([host, 'ADDRESS_REFUSED no']);
      }
      expect(inside.requests).toEqual([]);
    } finally {
      await inside.stop();
    }
  });

  test('is made where the operator allows it, by name or by range', async () => {
    const inside = await startHttpRecorder();
    try {
      const { port } = new URL(inside.url);
      inside.answerNext({ status: 200, body: {} });
      inside.answerNext({ status: 200, body: {} });
      expect(await codeOf(`http://127.0.0.1:${port}/`, createAddressRule(['127.0.0.0/8']))).toBe('HTTP_200');
      expect(await codeOf(`http://localhost:${port}/`, createAddressRule(['localhost']))).toBe('HTTP_200');
    } finally {
      await inside.stop();
    }
  });

  test('that is refused ends a turn at once: asking again would not help', async () => {
    const call = createHttpCall(5_000, nothing);
    const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
    const turn = { turnId: 'turn_1' } as Parameters<typeof askAgent>[3];
    expect(await askAgent(call, 'http://169.254.169.254/latest/meta-data', [secret], turn)).toEqual({
      kind: 'refused',
      reason: 'ADDRESS_REFUSED',
      httpStatus: null,
    });
    await call.close();
  });
});
