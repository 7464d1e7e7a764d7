/** Why a text did not reach a phone, by the provider's code: what it means, and what a person can do. */
const BY_CODE: Record<string, string> = {
  // The lead
  '21610': 'The lead opted out at the provider. Nothing reaches this number until the lead texts START.',
  '21211': 'The number is not a phone number that can be texted.',
  '21214': 'The number cannot be reached.',
  '21217': 'The number is not a phone number that can be texted.',
  '21614': 'The number is not a mobile phone.',
  '21635': 'The number is a landline, which takes no texts.',
  '30003': 'The phone was off or out of reach. Trying again later may help.',
  '30004': 'The phone or its carrier blocks texts from this number.',
  '30005': 'The carrier does not know this number. It may no longer be in use.',
  '30006': 'The number is a landline, or its carrier cannot be reached.',
  '30640': 'The provider does not text this number for legal reasons.',
  // Our number or account
  '20003': "The provider did not accept the account's token. An admin has to look at the provider account.",
  '20005': 'The account at the provider is not active. An admin has to look at it.',
  '21408': 'The account may not text this country. An admin can allow it at the provider.',
  '21603': 'Our number cannot text this number.',
  '21606': 'Our number cannot send texts, or belongs to another account.',
  '21608': 'The account at the provider is on trial and may only text verified numbers.',
  '21609': 'The address for delivery reports is wrong. An admin has to look at it.',
  '21612': 'Our number cannot text this number.',
  '30002': 'The account at the provider is suspended. An admin has to look at it.',
  '30024': 'Our number is not set up for texting yet.',
  '30032': 'Our toll-free number is not verified yet.',
  '30034': 'Our number is not registered for texting in the United States (10DLC).',
  // The text itself
  '21602': 'The text is empty.',
  '21617': 'The text is longer than 1,600 characters.',
  '30007': 'The carrier took the text for spam. Other words, or no link, may help.',
  '30019': 'The text is too long for the carrier.',
  '30110': 'The carrier refused the link in the text.',
  '30111': 'The carrier refused the link in the text.',
  '30450': 'The provider suspects misuse and blocked the text.',
  // Too much, too late
  '20429': 'Too many texts at once. Trying again later helps.',
  '21611': 'Too many texts wait at our number. Trying again later helps.',
  '30001': 'Too many texts waited at the provider. Trying again later helps.',
  '30017': "The carrier's network is congested. Trying again later helps.",
  '30022': 'Our number sent faster than it may. Trying again later helps.',
  '30023': 'Our number has sent all it may for today. It can send again tomorrow.',
  '30027': 'The carrier takes no more texts from us today. It does again tomorrow.',
  '30036': 'The text could not be delivered in time and was given up.',
  '30047': 'The provider could not send the text at its time. It was not sent.',
  '30610': "It is outside the hours at which the lead's state allows texts.",
  '63038': 'The account has sent all it may in 24 hours.',
  // Nobody knows
  '30008': 'The carrier gave no reason. Trying again may help.',
  '30020': 'Something went wrong at the provider. Trying again may help.',
  '30021': 'Something went wrong at the provider. Trying again may help.',
  '30410': 'The carrier did not answer the provider. Trying again may help.',
  // Ours
  PROVIDER_NOT_CONFIGURED: 'There is no account at the provider of this number. An admin has to enter one.',
  PROVIDER_SECRET_UNREADABLE: "The provider account's token has to be entered again by an admin.",
};

/**
 * The reason for people of a text that failed.
 * @param message what the provider says about it, for codes that have no words here
 */
export function providerErrorWords(code: string | null, message: string | null): string {
  if (code !== null && Object.hasOwn(BY_CODE, code)) return BY_CODE[code]!;
  if (code === null) return message ?? 'The provider gave no reason.';
  return message === null || message.includes(code)
    ? (message ?? `The provider's code is ${code}.`)
    : `${message} (${code})`;
}
