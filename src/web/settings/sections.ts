import { type ComponentType, lazy } from 'react';

/** What a section is given: the id of one of its things, `new`, or nothing for its list. */
export interface SectionProps {
  id: string | undefined;
}

export interface Section {
  /** As the address has it. */
  id: string;
  label: string;
  group: 'Texting' | 'Sending and answering' | 'Organisation';
  component: ComponentType<SectionProps>;
}

/** The sections of the settings, in the order of the menu; each is loaded when it is opened. */
export const SECTIONS = [
  {
    id: 'campaigns',
    label: 'Campaigns',
    group: 'Texting',
    component: lazy(() => import('./campaigns/campaigns')),
  },
  { id: 'leads', label: 'Leads', group: 'Texting', component: lazy(() => import('./leads/leads')) },
  { id: 'imports', label: 'Imports', group: 'Texting', component: lazy(() => import('./imports/imports')) },
  {
    id: 'agents',
    label: 'SMS agents',
    group: 'Sending and answering',
    component: lazy(() => import('./agents/agents')),
  },
  {
    id: 'phone-numbers',
    label: 'Phone numbers',
    group: 'Sending and answering',
    component: lazy(() => import('./numbers/numbers')),
  },
  {
    id: 'provider-accounts',
    label: 'Provider accounts',
    group: 'Sending and answering',
    component: lazy(() => import('./accounts/accounts')),
  },
  {
    id: 'unrouted-texts',
    label: 'Unrouted texts',
    group: 'Sending and answering',
    component: lazy(() => import('./unrouted/unrouted')),
  },
  {
    id: 'organisation',
    label: 'Organisation',
    group: 'Organisation',
    component: lazy(() => import('./organisation/organisation')),
  },
  { id: 'people', label: 'People', group: 'Organisation', component: lazy(() => import('./people/people')) },
  { id: 'api-keys', label: 'API keys', group: 'Organisation', component: lazy(() => import('./keys/keys')) },
] as const satisfies readonly Section[];

export type SectionId = (typeof SECTIONS)[number]['id'];

/** Undefined when the address names none. */
export function sectionOf(id: string | undefined): Section | undefined {
  return SECTIONS.find((section) => section.id === id);
}
