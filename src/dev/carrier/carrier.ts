import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Accounts, accountSchema, type CarrierAccountInput } from './accounts';
import { Faults, faultSchema } from './faults';
import { Inbound } from './inbound';
import { onPhone, phoneOf } from './messages';
import { OptOuts } from './opt-outs';
import { type KnownPhone, knownPhoneSchema, PhoneBook } from './phone-book';
import { phonePage } from './phone-page';
import { PhoneStream } from './phone-stream';
import { Reports } from './reports';
import { type CarrierControls, ENDPOINTS, simulatorApi } from './simulator-api';
import { CarrierStore } from './store';
import { twilioApi } from './twilio-api';
import { API_VERSION } from './twilio-format';
import { Webhooks } from './webhooks';

export interface CarrierOptions {
  /** 0 (the default): any free one. */
  port?: number;
  host?: string;
  /** The account that is there from the start; `Carrier.setAccount` adds others. */
  accountSid: string;
  authToken: string;
  /** Where the product's inbound webhook is. */
  inboundUrl: string;
  /** The numbers this account owns: no other can be a sender. Not given: all. */
  numbers?: CarrierAccountInput['numbers'];
  /** Phones that the page offers by name. */
  phones?: KnownPhone[];
  /** Whether the carrier answers STOP, START and HELP itself; on by default, as at Twilio. */
  optOutHandling?: boolean;
  /** How long after a text was taken it is sent, and how long after that it is delivered. */
  reportDelayMs?: number;
  /** JSON lines, only ever added to, read at the start: phones keep their texts over a restart. */
  dataFile?: string;
}

/** A running simulator. */
export interface Carrier extends CarrierControls {
  url: string;
  stop(): Promise<void>;
}

/** Starts a carrier that speaks Twilio's REST API and plays the phones. Rejects when the port is taken. */
export async function startCarrier(options: CarrierOptions): Promise<Carrier> {
  const { accountSid, authToken, inboundUrl, numbers, optOutHandling } = options;
  const stopping = new AbortController();
  // Every text on its way listens to it; that many listeners are no leak.
  setMaxListeners(0, stopping.signal);

  const accounts = new Accounts(accountSchema.parse({ accountSid, authToken, inboundUrl, numbers, optOutHandling }));
  const store = new CarrierStore(accountSid, options.dataFile);
  const faults = new Faults(() => stream.faultsChanged());
  const webhooks = new Webhooks(stopping.signal);
  const reports = new Reports({ accounts, delayMs: options.reportDelayMs ?? 150 }, store, webhooks);
  const optOuts = new OptOuts();
  for (const message of store.messages) {
    if (message.direction === 'inbound' && accounts.of(message.accountSid).optOutHandling) optOuts.take(message);
  }
  const inbound = new Inbound(accounts, store, webhooks, optOuts);
  const known = knownPhoneSchema.array().parse(options.phones ?? []);
  const phoneBook = new PhoneBook(known, accounts, store, () => stream.phonesChanged());
  const stream = new PhoneStream({ store, faults, phoneBook });

  const controls: CarrierControls = {
    messages: (phone) => store.messages.filter((message) => !phone || phoneOf(message) === phone).map(onPhone),
    log: () => store.log(),
    text: (text) => inbound.text(text),
    setAccount: (input) => {
      accounts.set(accountSchema.parse(input));
      stream.phonesChanged();
    },
    setFault: (input) => {
      const fault = faultSchema.parse(input);
      store.record({ type: 'fault-set', fault });
      return { ...faults.add(fault) };
    },
    faults: () => faults.list(),
    clearFault: (id) => {
      const found = faults.remove(id);
      if (found) store.record({ type: 'fault-cleared', id });
      return found;
    },
    clearFaults: () => {
      store.record({ type: 'faults-cleared' });
      faults.clear();
    },
  };

  const app = express();
  app.disable('x-powered-by');
  app.use(phonePage(ENDPOINTS));
  app.use(`/${API_VERSION}/Accounts`, twilioApi({ accounts, store, faults, reports, webhooks, optOuts }));
  app.use('/simulator', simulatorApi(controls, stream.serve));

  const server = createServer(app);
  const host = options.host ?? '127.0.0.1';
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, host, resolve);
    });
  } catch (error) {
    store.close();
    await webhooks.close();
    throw error;
  }
  reports.resume();

  const { port } = server.address() as AddressInfo;
  return {
    ...controls,
    url: `http://${urlHost(host)}:${port}`,
    stop: async () => {
      stopping.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await reports.settled();
      await webhooks.close();
      store.close();
    },
  };
}

/** A host as it stands in a URL: an address that listens everywhere is reached on this machine by its loopback. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
