import type { Provider } from '../../src/providers/provider';
import { accountIdProblem, PROVIDERS_KNOWN, type ProviderSettings, Providers } from '../../src/providers/registry';
import { type ProviderCases, providerContract } from './contract';
import { twilioCases } from './twilio-cases';
import { webhook } from './twilio-wire';

/** A new provider's cases come here. */
const ALL: ProviderCases[] = [twilioCases];

const nobody = () => Promise.reject(new Error('nobody is asked'));
const noSecrets = () => {
  throw new Error('no secret is opened');
};

test('every provider of the registry has its cases', () => {
  const settings = Object.assign({}, ...ALL.map((cases) => cases.settings));
  const registered = new Providers(settings, nobody, noSecrets);
  expect(PROVIDERS_KNOWN).toEqual(ALL.map((cases) => cases.name));
  expect(registered.installed).toEqual(PROVIDERS_KNOWN);
  for (const name of PROVIDERS_KNOWN) expect(registered.installation(name)?.name).toBe(name);
});

describe('which account is used', () => {
  const without: ProviderSettings = { TWILIO_API_BASE_URL: 'https://twilio.example' };
  const accountId = `AC${'b'.repeat(32)}`;
  const seal = (secret: string) => Buffer.from(`sealed ${secret}`);
  const open = (sealed: Buffer) => sealed.toString('utf8').replace('sealed ', '');
  const own = (secret: string) => ({ accountId, secret: seal(secret) });

  test('without the installation’s settings and a tenant’s own account there is none', () => {
    const providers = new Providers(without, nobody, open);
    expect(providers.installed).toEqual([]);
    expect(providers.has('twilio')).toBe(false);
    expect(providers.for('twilio', null)).toBe('PROVIDER_NOT_CONFIGURED');
  });

  test.each(['vonage', 'constructor', '__proto__', ''])('“%s” is no provider that can be used', (name) => {
    const providers = new Providers(twilioCases.settings, nobody, open);
    expect(providers.for(name, null)).toBe('PROVIDER_NOT_CONFIGURED');
    expect(providers.for(name, own('token'))).toBe('PROVIDER_NOT_CONFIGURED');
    expect(accountIdProblem(name, accountId)).toBeNull();
  });

  test('a tenant’s own account goes before the installation’s, and is made once', () => {
    const providers = new Providers(twilioCases.settings, nobody, open);
    const provider = providers.for('twilio', own('token'));
    expect(provider).not.toBe(providers.installation('twilio'));
    expect(providers.for('twilio', own('token'))).toBe(provider);
    expect(providers.for('twilio', null)).toBe(providers.installation('twilio'));
  });

  test('a changed secret counts at once', () => {
    const providers = new Providers(without, nobody, open);
    const before = providers.for('twilio', own('before')) as Provider;
    const after = providers.for('twilio', own('after')) as Provider;
    const signed = (token: string) => webhook([['AccountSid', accountId]], { token });
    expect([before.verify(signed('before')), before.verify(signed('after'))]).toEqual([true, false]);
    expect([after.verify(signed('before')), after.verify(signed('after'))]).toEqual([false, true]);
  });

  test('a secret that cannot be opened is said, and no other account is used instead', () => {
    const providers = new Providers(twilioCases.settings, nobody, () => {
      throw new Error('sealed with another key');
    });
    expect(providers.for('twilio', own('token'))).toBe('PROVIDER_SECRET_UNREADABLE');
  });

  test('an account whose id has not the provider’s form is not used', () => {
    const providers = new Providers(twilioCases.settings, nobody, open);
    expect(providers.for('twilio', { accountId: 'nonsense', secret: seal('x') })).toBe('PROVIDER_NOT_CONFIGURED');
  });

  test('thousands of accounts do not stay in memory', () => {
    const providers = new Providers(without, nobody, open);
    const first = providers.for('twilio', own('0'));
    for (let number = 1; number <= 1_000; number++) providers.for('twilio', own(String(number)));
    expect(providers.for('twilio', own('0'))).not.toBe(first);
  });
});

describe.each(ALL)('$name', (cases) => providerContract(cases));
