import { Client } from 'pg';
import type { Logger } from '../log';

const RECONNECT_MS = 1_000;

/**
 * One LISTEN connection for the process, whatever the number of callers that wait for their text's verdict. While it is
 * broken nobody is told anything: whoever waits looks for himself now and then.
 */
export class MessageListener {
  private client: Client | undefined;
  private readonly waiting = new Map<string, Set<() => void>>();
  private stopped = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly log: Logger,
  ) {}

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
    client.on('notification', ({ payload }) => {
      for (const tell of [...(this.waiting.get(payload ?? '') ?? [])]) tell();
    });
    try {
      await client.connect();
      await client.query('listen parley_message');
    } catch (error) {
      this.log.warn({ err: error }, 'cannot listen to postgres');
      lost();
    }
  }
}
