export interface Section {
  /** As the address has it. */
  id: string;
  label: string;
  group: 'Texting' | 'Sending and answering' | 'Organisation';
}

/** The sections of the settings, in the order of the menu. */
export const SECTIONS = [
  { id: 'campaigns', label: 'Campaigns', group: 'Texting' },
  { id: 'leads', label: 'Leads', group: 'Texting' },
  { id: 'imports', label: 'Imports', group: 'Texting' },
  { id: 'agents', label: 'SMS agents', group: 'Sending and answering' },
  { id: 'phone-numbers', label: 'Phone numbers', group: 'Sending and answering' },
  { id: 'provider-accounts', label: 'Provider accounts', group: 'Sending and answering' },
  { id: 'unrouted-texts', label: 'Unrouted texts', group: 'Sending and answering' },
  { id: 'organisation', label: 'Organisation', group: 'Organisation' },
  { id: 'people', label: 'People', group: 'Organisation' },
  { id: 'api-keys', label: 'API keys', group: 'Organisation' },
] as const satisfies readonly Section[];

export type SectionId = (typeof SECTIONS)[number]['id'];

/** Undefined when the address names none. */
export function sectionOf(id: string | undefined): (typeof SECTIONS)[number] | undefined {
  return SECTIONS.find((section) => section.id === id);
}

/** What a section is given: the id of one of its things, `new`, or nothing for its list. */
export interface SectionProps {
  id: string | undefined;
}
