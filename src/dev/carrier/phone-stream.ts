import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { type Faults, phoneNumber } from './faults';
import { type CarrierMessage, onPhone, phoneOf } from './messages';
import type { PhoneBook } from './phone-book';
import type { LogEntry } from './record';
import type { CarrierStore } from './store';

/** What a phone shows at first: its newest texts. */
const TEXTS_OF_A_PHONE = 500;
/** Shorter than the minute after which proxies take a silent connection for dead. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 1_000;
/** A page that does not read (a laptop asleep) is let go; it resumes where it was. */
const UNREAD_LIMIT_BYTES = 4_000_000;

const list = (given: unknown) => (given === undefined ? [] : [given].flat());
const querySchema = z.object({
  // A plus written as it is in a query string arrives as a space.
  phone: z.preprocess(list, z.array(z.string().trim().transform(withPlus).pipe(phoneNumber)).max(200)),
  after: z.string().optional(),
});

function withPlus(text: string): string {
  return text.startsWith('+') ? text : `+${text}`;
}

export interface PhoneStreamParts {
  store: CarrierStore;
  faults: Faults;
  phoneBook: PhoneBook;
}

/**
 * `GET /simulator/stream`: server-sent events for the phone page. A `text` is a PhoneMessage, sent again when something
 * became of it; `phones` a PhoneChoice; `faults` what waits to go wrong; `note` an entry of the record, for people. Texts
 * carry the store's position: with `Last-Event-ID` (or `after`) come those that are news since, else each phone's newest, and
 * then `caught-up`. `reset` says that the position is of another store's life, so that all comes anew. Notes are not
 * repeated.
 */
export class PhoneStream {
  private readonly open = new Set<Connection>();

  constructor(private readonly parts: PhoneStreamParts) {
    parts.store.listen((change) => {
      for (const connection of this.open) {
        if ('message' in change) connection.text(change.message, parts.store.position);
        else connection.note(noteOf(change.entry, parts.store));
      }
    });
  }

  phonesChanged(): void {
    const choice = this.open.size > 0 && this.parts.phoneBook.choice();
    for (const connection of this.open) connection.send('phones', choice);
  }

  faultsChanged(): void {
    for (const connection of this.open) connection.send('faults', { faults: this.parts.faults.list() });
  }

  /** @throws ZodError for a phone that is no number */
  readonly serve: RequestHandler = (req, res) => {
    const { phone, after } = querySchema.parse(req.query);
    const { store, faults, phoneBook } = this.parts;
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.write(`retry: ${RETRY_MS}\n\n`);
    const connection = new Connection(res, new Set(phone));
    connection.send('phones', phoneBook.choice());
    connection.send('faults', { faults: faults.list() });

    // All of it within one turn of the event loop, so no change falls between what is there and what comes.
    const position = req.get('last-event-id') ?? after;
    const news = position === undefined ? undefined : store.changedSince(position);
    if (position !== undefined && news === undefined) connection.send('reset', {});
    for (const message of news ?? newestOf(store.messages, connection)) connection.text(message);
    connection.send('caught-up', {}, store.position);

    this.open.add(connection);
    const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);
    res.on('close', () => {
      clearInterval(heartbeat);
      this.open.delete(connection);
    });
  };
}

class Connection {
  constructor(
    private readonly res: Response,
    /** Empty: all phones. */
    private readonly phones: ReadonlySet<string>,
  ) {}

  shows(phone: string | undefined): boolean {
    return phone === undefined || this.phones.size === 0 || this.phones.has(phone);
  }

  /** @param position of the store, where the text is news; what a page is sent at first has none until all of it is there */
  text(message: CarrierMessage, position?: string): void {
    if (this.shows(phoneOf(message))) this.send('text', onPhone(message), position);
  }

  note({ phone, note }: ReturnType<typeof noteOf>): void {
    if (this.shows(phone)) this.send('note', note);
  }

  send(event: string, data: unknown, id?: string): void {
    if (this.res.writableLength > UNREAD_LIMIT_BYTES) {
      this.res.destroy();
      return;
    }
    this.res.write(`event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`);
  }
}

/** The newest texts of each phone that the connection shows, oldest first. */
function newestOf(messages: CarrierMessage[], connection: Connection): CarrierMessage[] {
  const counts = new Map<string, number>();
  const found = messages.toReversed().filter((message) => {
    const phone = phoneOf(message);
    const count = counts.get(phone) ?? 0;
    if (count >= TEXTS_OF_A_PHONE || !connection.shows(phone)) return false;
    counts.set(phone, count + 1);
    return true;
  });
  return found.reverse();
}

/** An entry without the texts and addresses in it, and the phone that it is about; undefined: all of them. */
function noteOf(entry: LogEntry, store: CarrierStore): { phone: string | undefined; note: object } {
  if (entry.type === 'create') {
    const { form, ...note } = entry;
    return { phone: form.To, note };
  }
  if (entry.type !== 'report' && entry.type !== 'inbound') return { phone: undefined, note: entry };
  const { url: _, ...note } = entry;
  const message = store.find(entry.messageSid);
  return { phone: message && phoneOf(message), note };
}
