import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CarrierMessage, isProgress, type MessageStatus } from './messages';
import type { LogEntry, RecordEntry } from './record';

interface StatusChange {
  sid: string;
  status: MessageStatus;
  errorCode: number | null;
  at: string;
}

/** One line of the data file. `life` names the file, so that a position in another one is told from a position in it. */
type Line = { life: string } | { message: CarrierMessage } | { change: StatusChange } | { entry: LogEntry };

/** What listeners are told: a text that came or that something became of, or an entry of the record. */
export type StoreChange = { message: CarrierMessage } | { entry: LogEntry };

/** Every text and everything that happened: in memory, and in the data file where there is one. */
export class CarrierStore {
  /** Oldest first; nothing is ever taken out, so an index into it stays good (paging relies on that). */
  readonly messages: CarrierMessage[] = [];
  private readonly bySid = new Map<string, CarrierMessage>();
  private readonly entries: LogEntry[] = [];
  private readonly listeners = new Set<(change: StoreChange) => void>();
  private readonly file: number | undefined;
  private life = '';
  /** How many lines there are. */
  private lines = 0;
  /** By message id, the last line that says something of it. */
  private readonly changedAt = new Map<string, number>();

  /** @param firstAccountSid whose the messages are that were kept before there were several accounts */
  constructor(
    private readonly firstAccountSid: string,
    dataFile?: string,
  ) {
    if (dataFile !== undefined) this.file = this.open(dataFile);
    if (this.life !== '') return;
    const life = { life: randomUUID() };
    this.keep(life);
    this.apply(life);
  }

  private open(dataFile: string): number {
    mkdirSync(dirname(dataFile), { recursive: true });
    const text = existsSync(dataFile) ? readFileSync(dataFile, 'utf8') : '';
    for (const line of text.split('\n')) this.load(line);
    const file = openSync(dataFile, 'a');
    // A process killed in the middle of a line leaves it without its end: do not glue the next line to it.
    if (text !== '' && !text.endsWith('\n')) writeSync(file, '\n');
    return file;
  }

  /** How far the store has come. Opaque to those who hand it back to `changedSince`. */
  get position(): string {
    return `${this.life}.${this.lines}`;
  }

  /** The texts about which there is news since `position`, oldest first; undefined: it is of another store's life. */
  changedSince(position: string): CarrierMessage[] | undefined {
    const [life, lines] = position.split('.');
    const since = Number(lines);
    if (life !== this.life || !Number.isInteger(since) || since > this.lines) return undefined;
    return this.messages.filter(({ sid }) => (this.changedAt.get(sid) ?? 0) > since);
  }

  /** Tells of every change from now on, once it is kept. @returns ends it */
  listen(listener: (change: StoreChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  find(sid: string): CarrierMessage | undefined {
    return this.bySid.get(sid);
  }

  add(message: CarrierMessage): void {
    this.keep({ message });
    this.apply({ message });
    this.tell({ message });
  }

  /** Moves a text on; says whether that was a step forward. */
  advance(sid: string, status: MessageStatus, errorCode: number | null): boolean {
    const message = this.bySid.get(sid);
    if (!message || !isProgress(message.status, status)) return false;
    const change = { sid, status, errorCode, at: new Date().toISOString() };
    this.keep({ change });
    this.apply({ change });
    this.tell({ message });
    return true;
  }

  record(what: RecordEntry): void {
    const entry: LogEntry = { seq: (this.entries.at(-1)?.seq ?? 0) + 1, at: new Date().toISOString(), ...what };
    this.keep({ entry });
    this.apply({ entry });
    const tried = entry.type === 'inbound' ? this.bySid.get(entry.messageSid) : undefined;
    if (tried) this.tell({ message: tried });
    this.tell({ entry });
  }

  log(): LogEntry[] {
    return [...this.entries];
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }

  /** Written before the caller goes on: a text that a phone has shown is still there after the process was killed. */
  private keep(line: Line): void {
    if (this.file !== undefined) writeSync(this.file, `${JSON.stringify(line)}\n`);
  }

  private load(text: string): void {
    if (text === '') return;
    try {
      this.apply(JSON.parse(text) as Line);
    } catch {
      // The half line of a process that was killed while writing it: what it said had not been answered yet.
    }
  }

  private tell(change: StoreChange): void {
    for (const listener of this.listeners) listener(change);
  }

  private apply(line: Line): void {
    this.lines += 1;
    if ('life' in line) this.life = line.life;
    else if ('message' in line) this.applyMessage(line.message);
    else if ('entry' in line) this.applyEntry(line.entry);
    else this.applyChange(line.change);
  }

  private applyMessage(message: CarrierMessage): void {
    message.accountSid ??= this.firstAccountSid;
    this.messages.push(message);
    this.bySid.set(message.sid, message);
    this.changedAt.set(message.sid, this.lines);
  }

  private applyEntry(entry: LogEntry): void {
    this.entries.push(entry);
    if (entry.type !== 'inbound') return;
    const message = this.bySid.get(entry.messageSid);
    if (!message) return;
    message.webhookStatus = entry.httpStatus;
    this.changedAt.set(message.sid, this.lines);
  }

  private applyChange({ sid, status, errorCode, at }: StatusChange): void {
    const message = this.bySid.get(sid);
    if (!message) return;
    message.status = status;
    message.errorCode = errorCode;
    message.updatedAt = at;
    message.sentAt ??= at;
    this.changedAt.set(sid, this.lines);
  }
}
