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

/** One line of the data file. */
type Line = { message: CarrierMessage } | { change: StatusChange } | { entry: LogEntry };

/** Every text and everything that happened: in memory, and in the data file where there is one. */
export class CarrierStore {
  /** Oldest first; nothing is ever taken out, so an index into it stays good (paging relies on that). */
  readonly messages: CarrierMessage[] = [];
  private readonly bySid = new Map<string, CarrierMessage>();
  private readonly entries: LogEntry[] = [];
  private readonly file: number | undefined;

  /** @param firstAccountSid whose the messages are that were kept before there were several accounts */
  constructor(
    private readonly firstAccountSid: string,
    dataFile?: string,
  ) {
    if (dataFile === undefined) return;
    mkdirSync(dirname(dataFile), { recursive: true });
    const text = existsSync(dataFile) ? readFileSync(dataFile, 'utf8') : '';
    for (const line of text.split('\n')) this.load(line);
    this.file = openSync(dataFile, 'a');
    // A process killed in the middle of a line leaves it without its end: do not glue the next line to it.
    if (text !== '' && !text.endsWith('\n')) writeSync(this.file, '\n');
  }

  find(sid: string): CarrierMessage | undefined {
    return this.bySid.get(sid);
  }

  add(message: CarrierMessage): void {
    this.keep({ message });
    this.apply({ message });
  }

  /** Moves a text on; says whether that was a step forward. */
  advance(sid: string, status: MessageStatus, errorCode: number | null): boolean {
    const message = this.bySid.get(sid);
    if (!message || !isProgress(message.status, status)) return false;
    const change = { sid, status, errorCode, at: new Date().toISOString() };
    this.keep({ change });
    this.apply({ change });
    return true;
  }

  record(what: RecordEntry): void {
    const entry: LogEntry = { seq: (this.entries.at(-1)?.seq ?? 0) + 1, at: new Date().toISOString(), ...what };
    this.keep({ entry });
    this.apply({ entry });
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

  private apply(line: Line): void {
    if ('message' in line) {
      line.message.accountSid ??= this.firstAccountSid;
      this.messages.push(line.message);
      this.bySid.set(line.message.sid, line.message);
    } else if ('entry' in line) {
      this.entries.push(line.entry);
    } else {
      const message = this.bySid.get(line.change.sid);
      if (!message) return;
      message.status = line.change.status;
      message.errorCode = line.change.errorCode;
      message.updatedAt = line.change.at;
      message.sentAt ??= line.change.at;
    }
  }
}
