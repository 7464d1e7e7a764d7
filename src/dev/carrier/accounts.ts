import { z } from 'zod';
import { phoneNumber } from './faults';

const webAddress = z.url({ protocol: /^https?$/, error: 'write a full http:// or https:// address' });

interface CarrierNumberFields {
  phoneNumber: string;
  friendlyName?: string;
  sms?: boolean;
  smsUrl?: string;
}

const numberSchema = z.union([
  phoneNumber.transform((number): CarrierNumberFields => ({ phoneNumber: number })),
  z.strictObject({
    phoneNumber,
    friendlyName: z.string().max(64).optional(),
    sms: z.boolean().optional(),
    /** Where its texts go instead of the account's `inboundUrl`. */
    smsUrl: webAddress.optional(),
  }),
]);

/** What `POST /simulator/accounts` takes: an account beside the first, or in place of the one with its SID. */
export const accountSchema = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-f]{32}$/, 'write AC and 32 hexadecimal digits'),
  authToken: z.string().min(1),
  friendlyName: z.string().max(64).default('Simulated account'),
  status: z.enum(['active', 'suspended', 'closed']).default('active'),
  type: z.enum(['Full', 'Trial']).default('Full'),
  /** The numbers that the account owns: no other can be a sender. Not given: all. */
  numbers: z.array(numberSchema).optional(),
  inboundUrl: webAddress,
  /** The carrier answers STOP, START and HELP itself and blocks who said STOP, as Twilio does by its default. */
  optOutHandling: z.boolean().default(true),
});

export type CarrierAccountInput = z.input<typeof accountSchema>;
export type CarrierAccount = z.output<typeof accountSchema>;
export type CarrierNumber = z.output<typeof numberSchema>;

/** The accounts of this carrier: the first from its start on, others as they are set. Tokens are in no log of it. */
export class Accounts {
  private readonly bySid = new Map<string, CarrierAccount>();

  constructor(private readonly first: CarrierAccount) {
    this.set(first);
  }

  /** Adds an account, or changes one: a new token counts at once, the old one no more. */
  set(account: CarrierAccount): void {
    this.bySid.set(account.accountSid, account);
  }

  /** The account by its SID; of one that is not there, the first. */
  of(accountSid: string): CarrierAccount {
    return this.bySid.get(accountSid) ?? this.bySid.get(this.first.accountSid) ?? this.first;
  }

  /** The account that owns a number, else the first: what nobody owns is the first's, as when it is the only one. */
  ownerOf(number: string): CarrierAccount {
    const owner = [...this.bySid.values()].find((account) => numberOf(account, number) !== undefined);
    return owner ?? this.of(this.first.accountSid);
  }

  /** Every number that can be texted, of whichever account; none where the accounts own all. */
  numbers(): CarrierNumber[] {
    return [...this.bySid.values()].flatMap(({ numbers }) => numbers ?? []).filter(({ sms }) => sms ?? true);
  }

  /** The account whose SID and token these are, in HTTP's basic form; undefined: none. */
  authenticated(authorization: string | undefined): CarrierAccount | undefined {
    const [scheme, credentials] = (authorization ?? '').split(' ');
    if (scheme !== 'Basic' || credentials === undefined) return undefined;
    return [...this.bySid.values()].find(
      ({ accountSid, authToken }) => Buffer.from(`${accountSid}:${authToken}`).toString('base64') === credentials,
    );
  }
}

export function numberOf(account: CarrierAccount, number: string): CarrierNumber | undefined {
  return account.numbers?.find((owned) => owned.phoneNumber === number);
}
