import type { ItemOf } from '../../api/operations';

/** An uploaded file of leads and what was found in it. */
export type LeadImport = ItemOf<'GET /lead-imports'>;
