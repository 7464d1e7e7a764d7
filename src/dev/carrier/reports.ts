import type { Accounts } from './accounts';
import type { ReportFault } from './faults';
import { type CarrierMessage, isProgress, type MessageStatus } from './messages';
import type { Form } from './record';
import type { CarrierStore } from './store';
import type { Webhooks } from './webhooks';

const REPORT_TRIES = 5;

interface Step {
  status: MessageStatus;
  errorCode: number | null;
}

/** What becomes of a text and is reported, in the order in which the reports go out. */
function stepsOf(fault: ReportFault | undefined): Step[] {
  const sent: Step = { status: 'sent', errorCode: null };
  const delivered: Step = { status: 'delivered', errorCode: null };
  switch (fault?.kind) {
    case 'fail-delivery':
      return [sent, { status: 'undelivered', errorCode: fault.code }];
    case 'reports-twice':
      return [sent, sent, delivered, delivered];
    case 'reports-backwards':
      return [delivered, sent];
    default:
      return [sent, delivered];
  }
}

/** Moves texts along after they were taken and tells the product so by status callbacks. */
export class Reports {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly options: { accounts: Accounts; delayMs: number },
    private readonly store: CarrierStore,
    private readonly webhooks: Webhooks,
  ) {}

  /** Begins to report on a text. Resolves at once, except where the first report has to arrive before the answer. */
  async begin(message: CarrierMessage): Promise<void> {
    const steps = stepsOf(message.reportFault);
    if (message.reportFault?.kind === 'report-first') {
      const [first, ...rest] = steps;
      if (first) await this.take(message, first);
      this.runLater(message, rest);
    } else {
      this.runLater(message, steps);
    }
  }

  /** Goes on with the texts that a stopped or killed carrier had left on their way. */
  resume(): void {
    for (const message of this.store.messages) {
      if (message.direction !== 'outbound-api') continue;
      const left = stepsOf(message.reportFault).filter((step) => isProgress(message.status, step.status));
      if (left.length > 0) this.runLater(message, left);
    }
  }

  /** Resolves when no report is on its way any more. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }

  private runLater(message: CarrierMessage, steps: Step[]): void {
    const run = this.run(message, steps).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async run(message: CarrierMessage, steps: Step[]): Promise<void> {
    for (const step of steps) {
      await this.webhooks.pause(this.options.delayMs);
      if (this.webhooks.isStopping) return;
      await this.take(message, step);
    }
  }

  private async take(message: CarrierMessage, step: Step): Promise<void> {
    this.store.advance(message.sid, step.status, step.errorCode);
    if (!message.statusCallback || message.reportFault?.kind === 'no-reports') return;
    await this.webhooks.deliver({
      authToken: this.options.accounts.of(message.accountSid).authToken,
      url: message.statusCallback,
      form: this.formOf(message, step),
      tries: REPORT_TRIES,
      onTry: (result) => this.store.record({ type: 'report', messageSid: message.sid, status: step.status, ...result }),
    });
  }

  private formOf(message: CarrierMessage, { status, errorCode }: Step): Form {
    return {
      ...(errorCode === null ? {} : { ErrorCode: String(errorCode) }),
      SmsSid: message.sid,
      SmsStatus: status,
      MessageStatus: status,
      To: message.to,
      MessageSid: message.sid,
      AccountSid: message.accountSid,
      From: message.from,
      ApiVersion: '2010-04-01',
    };
  }
}
