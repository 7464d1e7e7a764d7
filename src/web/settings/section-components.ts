import { type ComponentType, lazy } from 'react';
import type { SectionId, SectionProps } from './sections';

/** What shows each section; loaded when it is opened. */
export const SECTION_COMPONENTS: Record<SectionId, ComponentType<SectionProps>> = {
  campaigns: lazy(() => import('./campaigns/campaigns')),
  leads: lazy(() => import('./leads/leads')),
  imports: lazy(() => import('./imports/imports')),
  agents: lazy(() => import('./agents/agents')),
  'phone-numbers': lazy(() => import('./numbers/numbers')),
  'provider-accounts': lazy(() => import('./accounts/accounts')),
  'unrouted-texts': lazy(() => import('./unrouted/unrouted')),
  organisation: lazy(() => import('./organisation/organisation')),
  people: lazy(() => import('./people/people')),
  'api-keys': lazy(() => import('./keys/keys')),
};
