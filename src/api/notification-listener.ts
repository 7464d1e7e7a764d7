import { Client } from 'pg';
import type { Logger } from '../log';

const RECONNECT_MS = 1_000;
/** The channel that says of which message something was recorded. */
const MESSAGE_CHANNEL = 'parley_message';

/**
 * One LISTEN connection for the process, whatever the number of callers that wait for their text's verdict and of pages
 * that are told of changes. While it is broken nobody is told anything: whoever waits looks for himself now and then.
 */
export class NotificationListener {
  private client: Client | undefined;
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly hearing = new Map<string, (payload: string) => void>();
  private stopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly log: Logger,
  ) {
    this.hear(MESSAGE_CHANNEL, (messageId) => {
      for (const tell of [...(this.waiting.get(messageId) ?? [])]) tell();
    });
  }

  /** Has `tell` called with each notification of a channel. Before `start`. */
  hear(channel: string, tell: (payload: string) => void): void {
    this.hearing.set(channel, tell);
  }

  /** Connects, and again whenever the connection breaks; does not wait for it. */
  start(): void {
    void this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.client?.end();
  }

  /** Resolves when something was said about the message, or after `limitMs`. */
  changed(messageId: string, limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiters = this.waiting.get(messageId) ?? new Set();
      this.waiting.set(messageId, waiters);
      const done = () => {
        clearTimeout(timer);
        waiters.delete(done);
        if (waiters.size === 0) this.waiting.delete(messageId);
        resolve();
      };
      const timer = setTimeout(done, limitMs);
      waiters.add(done);
    });
  }

  private async connect(): Promise<void> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'parley-listener',
      keepAlive: true,
    });
    const lost = () => {
      if (this.client !== client || this.stopped) return;
      this.client = undefined;
      setTimeout(() => void this.connect(), RECONNECT_MS).unref();
    };
    this.client = client;
    client.on('error', (error) => {
      this.log.warn({ err: error }, 'the listening connection broke');
      lost();
    });
    client.on('end', lost);
    client.on('notification', ({ channel, payload }) => this.hearing.get(channel)?.(payload ?? ''));
    try {
      await client.connect();
      await client.query([...this.hearing.keys()].map((channel) => `listen ${channel}`).join('; '));
    } catch (error) {
      this.log.warn({ err: error }, 'cannot listen to postgres');
      lost();
    }
  }
}
