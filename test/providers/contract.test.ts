import { createProviders } from '../../src/providers/registry';
import { type ProviderCases, providerContract } from './contract';
import { twilioCases } from './twilio-cases';

/** A new provider's cases come here. */
const ALL: ProviderCases[] = [twilioCases];

const nobody = () => Promise.reject(new Error('nobody is asked'));

test('every provider of the registry has its cases', () => {
  const settings = Object.assign({}, ...ALL.map((cases) => cases.settings));
  const registered = createProviders(settings, nobody);
  expect([...registered.keys()]).toEqual(ALL.map((cases) => cases.name));
  for (const [name, provider] of registered) expect(provider.name).toBe(name);
});

test('a provider without its settings is not there', () => {
  expect(createProviders({ TWILIO_API_BASE_URL: 'https://twilio.example' }, nobody).size).toBe(0);
});

describe.each(ALL)('$name', (cases) => providerContract(cases));
