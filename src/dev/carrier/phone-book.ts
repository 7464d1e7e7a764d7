import { z } from 'zod';
import type { Accounts } from './accounts';
import { phoneNumber } from './faults';
import { phoneOf } from './messages';
import type { CarrierStore } from './store';

/** How many of the phones that texted are offered; the page opens any other by its number. */
const RECENT_PHONES = 20;

export const knownPhoneSchema = z.strictObject({
  name: z.string().trim().min(1, 'is missing').max(64),
  phoneNumber,
});

/** A phone whose owner has a name. */
export type KnownPhone = z.output<typeof knownPhoneSchema>;

/** What the phone page offers to choose from. */
export interface PhoneChoice {
  known: KnownPhone[];
  /** The other phones that texted or were texted, newest first. */
  recent: string[];
  /** The product's numbers, as far as the carrier knows them. */
  numbers: { phoneNumber: string; friendlyName: string }[];
}

/** The phones there are: those that have a name from the start, and whoever texts or is texted. */
export class PhoneBook {
  /** Newest last. */
  private readonly phones = new Set<string>();

  constructor(
    private readonly known: KnownPhone[],
    private readonly accounts: Accounts,
    store: CarrierStore,
    /** Called when there is a phone that was not there before. */
    added: () => void,
  ) {
    for (const message of store.messages) this.meet(phoneOf(message));
    store.listen((change) => {
      if ('message' in change && this.meet(phoneOf(change.message))) added();
    });
  }

  choice(): PhoneChoice {
    const named = new Set(this.known.map((phone) => phone.phoneNumber));
    const others = [...this.phones].filter((phone) => !named.has(phone)).reverse();
    return {
      known: this.known,
      recent: others.slice(0, RECENT_PHONES),
      numbers: this.accounts.numbers().map(({ phoneNumber, friendlyName }) => ({
        phoneNumber,
        friendlyName: friendlyName ?? '',
      })),
    };
  }

  private meet(phone: string): boolean {
    const isNew = !this.phones.delete(phone);
    this.phones.add(phone);
    return isNew;
  }
}

/** Reads `Jane Doe=+12025550143,Omar Haddad=+12025550144`. */
export const knownPhonesText = z
  .string()
  .transform((text) => text.split(',').filter((entry) => entry.trim() !== ''))
  .transform((entries) =>
    entries.map((entry) => {
      const [name = '', number = ''] = entry.split('=');
      return { name, phoneNumber: number.trim() };
    }),
  )
  .pipe(z.array(knownPhoneSchema));

/** The same the other way round. */
export function knownPhonesLine(phones: readonly KnownPhone[]): string {
  return phones.map(({ name, phoneNumber }) => `${name}=${phoneNumber}`).join(',');
}
