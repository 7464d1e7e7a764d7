import { z } from 'zod';

/** E.164: a plus, a country code, 7 to 15 digits in all. */
export const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'write a phone number as E.164, such as +12125551234');

const times = z.int().min(0);
const ms = z.int().min(0).max(600_000);
const twilioCode = z.int().min(10_000).max(99_999);

/** `times` 0 means until cleared; `to` limits a fault to texts for that phone. */
const scope = { times: times.default(1), to: phoneNumber.optional() };
const plain = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind), ...scope });

const KINDS = [
  plain('drop-after-accept'),
  plain('drop-before-accept'),
  z.strictObject({
    kind: z.literal('status'),
    ...scope,
    httpStatus: z.int().min(400).max(599),
    code: twilioCode.optional(),
    message: z.string().max(500).optional(),
    /** Seconds, sent as the Retry-After header. */
    retryAfter: z.int().min(0).optional(),
    /** Answers the error although the text was taken, as a gateway does whose back end was slow. */
    taken: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('delay'), ...scope, ms }),
  z.strictObject({ kind: z.literal('fail-delivery'), ...scope, code: twilioCode }),
  plain('no-reports'),
  plain('reports-twice'),
  plain('reports-backwards'),
  plain('report-first'),
  // Nobody's phone in particular, and an outage ends when someone ends it.
  z.strictObject({ kind: z.literal('dark'), times: times.default(0) }),
] as const;

const kindNames = KINDS.map((kind) => kind.shape.kind.value).join(', ');

/** What `POST /simulator/faults` takes. */
export const faultSchema = z.discriminatedUnion('kind', KINDS, {
  error: (issue) => (issue.code === 'invalid_union' ? `must be one of: ${kindNames}` : undefined),
});

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;
type FaultOf<Kind extends Fault['kind']> = Extract<Fault, { kind: Kind }>;

export const REPORT_FAULT_KINDS = [
  'fail-delivery',
  'no-reports',
  'reports-twice',
  'reports-backwards',
  'report-first',
] as const;
export type ReportFault = FaultOf<(typeof REPORT_FAULT_KINDS)[number]>;

/** A fault and how often it will still strike; null: until cleared. */
export type ActiveFault = Fault & { id: number; remaining: number | null };

/**
 * The faults that wait to strike. A create meets at most one of each stage (before it is taken, the delay, its reports,
 * the answer), so several can be set up together: "take it, drop the connection and never report".
 */
export class Faults {
  private active: ActiveFault[] = [];
  private nextId = 1;

  /** @param changed called whenever another fault waits, or one less often */
  constructor(private readonly changed: () => void = () => {}) {}

  add(fault: Fault): ActiveFault {
    const added = { ...fault, id: this.nextId++, remaining: fault.times === 0 ? null : fault.times };
    this.active.push(added);
    this.changed();
    return added;
  }

  list(): ActiveFault[] {
    return this.active.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.active = [];
    this.changed();
  }

  /** Takes one back. @returns whether it was there */
  remove(id: number): boolean {
    const left = this.active.filter((fault) => fault.id !== id);
    const found = left.length < this.active.length;
    this.active = left;
    if (found) this.changed();
    return found;
  }

  /** The oldest fault of these kinds that concerns `to`, used up by one. */
  take<Kind extends Fault['kind']>(kinds: readonly Kind[], to?: string): FaultOf<Kind> | undefined {
    const isAsked = (fault: ActiveFault): fault is ActiveFault & FaultOf<Kind> =>
      (kinds as readonly string[]).includes(fault.kind) && (!('to' in fault) || !fault.to || fault.to === to);
    const fault = this.active.find(isAsked);
    if (!fault) return undefined;
    if (fault.remaining !== null) {
      fault.remaining -= 1;
      if (fault.remaining === 0) this.active = this.active.filter((other) => other !== fault);
      this.changed();
    }
    return fault;
  }
}
