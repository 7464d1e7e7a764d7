/** How long after an opt-out its one confirmation may still leave; later it would be a text to somebody who opted out. */
export const CONFIRM_WITHIN_MINUTES = 5; // functions/withholding_rule.sql holds every claim to it

/** The one text that answers an opt-out, where the tenant has no words of its own. No offer may be in it. */
export function optOutConfirmation(tenantName: string): string {
  return `${named(tenantName)}You are unsubscribed and will get no more texts. Reply START to get them again.`;
}

/** What answers HELP, where the tenant has no words of its own. */
export function helpAnswer(tenantName: string): string {
  return `${named(tenantName)}Reply STOP to get no more texts. Message and data rates may apply.`;
}

function named(tenantName: string): string {
  const name = tenantName.trim();
  return name === '' ? '' : `${name}: `;
}
