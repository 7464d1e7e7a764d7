import { join } from 'node:path';
import { knownPhonesLine } from './carrier/phone-book';
import { DEMO_PHONES } from './demo-data';
import { type DevConfig, stackFiles } from './dev-config';
import type { DevSecrets } from './dev-secrets';

/** A program of ours that `npm start` runs beside the servers. */
export interface StackProgram {
  name: string;
  script: string;
  env: NodeJS.ProcessEnv;
}

export interface Addresses {
  databaseUrl: string;
  temporalAddress: string;
  /** The only number that can send; null: any can. */
  ourNumber: string | null;
}

/** The demo agent's webhook. */
export function agentWebhookUrl(config: DevConfig): string {
  return `${config.demoAgentUrl}/sms`;
}

/** The simulator's page: the phone of the demo's lead, where there is one, in its conversation with our number. */
export function phoneUrl(config: DevConfig, demo: { leadPhone: string; ourNumber: string } | null): string {
  const query = demo ? `?${new URLSearchParams({ phone: demo.leadPhone, with: demo.ourNumber })}` : '';
  return `${config.carrierUrl}/${query}`;
}

/** The programs in the order in which they start, each with the variables that the stack decides for it. */
export function stackPrograms(config: DevConfig, secrets: DevSecrets, addresses: Addresses): StackProgram[] {
  const { ports } = config;
  const dist = join(__dirname, '..', '..');
  // The environment goes first: whatever a shell has set, texts of the laptop go to the simulator and nowhere else.
  const common = { ...process.env, LOG_LEVEL: config.logLevel };
  const twilio = { TWILIO_ACCOUNT_SID: secrets.twilioAccountSid, TWILIO_AUTH_TOKEN: secrets.twilioAuthToken };
  const parley = {
    ...common,
    ...twilio,
    TWILIO_API_BASE_URL: config.carrierUrl,
    HOST: '127.0.0.1',
    PORT: String(ports.PORT),
    PUBLIC_URL: config.apiUrl,
    DATABASE_URL: addresses.databaseUrl,
    PARLEY_SECRET_KEY: secrets.secretKey,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_UI_URL: config.temporalUiUrl,
    TEMPORAL_CODEC_TOKEN: secrets.codecToken,
    // The demo agent, and those that people try, run on this machine.
    AGENT_WEBHOOK_ALLOW: 'localhost,127.0.0.0/8,::1/128',
    // Our own server has one namespace and no login; what the shell says of these is meant for another one.
    ...(config.temporalAddress ? {} : { TEMPORAL_NAMESPACE: 'default', TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: '' }),
  };
  const programs = [
    {
      name: 'carrier',
      script: join(dist, 'src', 'dev', 'carrier', 'main.js'),
      env: {
        ...common,
        ...twilio,
        CARRIER_HOST: '127.0.0.1',
        CARRIER_PORT: String(ports.CARRIER_PORT),
        CARRIER_INBOUND_URL: `${config.apiUrl}/webhooks/twilio/sms`,
        CARRIER_DATA_FILE: stackFiles(config.dataDir).carrier,
        CARRIER_NUMBERS: addresses.ourNumber ?? '',
        CARRIER_PHONES: config.demo ? knownPhonesLine(DEMO_PHONES) : '',
      },
    },
    {
      name: 'demo-agent',
      script: join(dist, 'src', 'dev', 'demo-agent-main.js'),
      env: {
        ...common,
        DEMO_AGENT_HOST: '127.0.0.1',
        DEMO_AGENT_PORT: String(ports.DEMO_AGENT_PORT),
        DEMO_AGENT_SECRET: secrets.agentSecret,
        PARLEY_API_URL: config.apiUrl,
        PARLEY_API_KEY: secrets.agentApiKey,
      },
    },
    {
      name: 'api',
      script: join(dist, 'src', 'api', 'main.js'),
      env: { ...parley, METRICS_PORT: String(ports.API_METRICS_PORT) },
    },
    {
      name: 'worker',
      script: join(dist, 'worker', 'main.js'),
      env: {
        ...parley,
        METRICS_PORT: String(ports.WORKER_METRICS_PORT),
        TEMPORAL_METRICS_PORT: String(ports.TEMPORAL_METRICS_PORT),
      },
    },
  ];
  return programs.filter(({ name }) => config.demo || name !== 'demo-agent');
}
