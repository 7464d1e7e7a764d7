import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * A phone number in E.164 form, from whatever form people write it in.
 * Possible numbers are taken, not only those in use: numbering plans change more often than the library.
 * @param country ISO 3166-1 alpha-2: what a number without a country code belongs to
 * @returns null when it cannot be a phone number
 */
export function toE164(written: string, country: string): string | null {
  const number = parsePhoneNumberFromString(written, {
    defaultCountry: isSupportedCountry(country) ? (country as CountryCode) : undefined,
    extract: false,
  });
  if (number === undefined || number.ext !== undefined || !number.isPossible()) return null;
  return /^\+[1-9]\d{6,14}$/.test(number.number) ? number.number : null;
}

/** Whether numbers can be read as this country's. */
export function isPhoneCountry(country: string): boolean {
  return isSupportedCountry(country);
}
