/** A number as its provider's account lists it. */
export interface ListedNumber {
  /** E.164. */
  phoneNumber: string;
  friendlyName: string;
  smsCapable: boolean;
}

/** A number that an installation has already: one of those listed, or one that the tenant has tied to the provider. */
export interface KnownNumber {
  phoneNumber: string;
  /** Whether it belongs to the tenant that asks. */
  ours: boolean;
  /** The provider that it is tied to; null: none. */
  provider: string | null;
  smsCapable: boolean;
}

/** What reading an account's numbers comes to, each number in one of the lists. */
export interface NumberSync {
  add: { phoneNumber: string; label: string }[];
  /** Ours, with another word about texts than the provider's: `smsCapable` is what it becomes. */
  change: { phoneNumber: string; smsCapable: boolean }[];
  same: string[];
  /** Another tenant has it: left alone. */
  taken: string[];
  /** Not ours, and texts cannot be sent from it: of no use here. */
  notSmsCapable: string[];
  /** Ours and tied to the provider, which does not list it: said, never removed. Empty where the list was not whole. */
  gone: string[];
}

const LONGEST_LABEL = 200;

/** Sets an account's numbers beside those that are known. Nothing is ever removed: conversations name numbers. */
export function planNumberSync(
  provider: string,
  listed: { numbers: ListedNumber[]; complete: boolean },
  known: KnownNumber[],
): NumberSync {
  const knownByNumber = new Map(known.map((number) => [number.phoneNumber, number]));
  const sync: NumberSync = { add: [], change: [], same: [], taken: [], notSmsCapable: [], gone: [] };
  const seen = new Set<string>();
  for (const { phoneNumber, friendlyName, smsCapable } of listed.numbers) {
    if (seen.has(phoneNumber)) continue;
    seen.add(phoneNumber);
    const before = knownByNumber.get(phoneNumber);
    if (before === undefined) {
      if (smsCapable) sync.add.push({ phoneNumber, label: labelOf(friendlyName) });
      else sync.notSmsCapable.push(phoneNumber);
    } else if (!before.ours) {
      sync.taken.push(phoneNumber);
    } else if (before.smsCapable === smsCapable || (before.provider !== null && before.provider !== provider)) {
      sync.same.push(phoneNumber); // what another provider's number can do, this one does not know
    } else {
      sync.change.push({ phoneNumber, smsCapable });
    }
  }
  if (listed.complete) {
    const missing = known.filter(
      (number) => number.ours && number.provider === provider && !seen.has(number.phoneNumber),
    );
    sync.gone = missing.map((number) => number.phoneNumber);
  }
  return sync;
}

/** What people called the number at the provider, as far as a label holds it. */
function labelOf(friendlyName: string): string {
  // Without what Postgres cannot keep: NUL, and half a character, which cutting may leave too.
  return friendlyName
    .replaceAll('\0', '')
    .trim()
    .slice(0, LONGEST_LABEL)
    .replaceAll(/\p{Surrogate}/gu, '');
}
