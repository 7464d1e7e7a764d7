import type { Removal } from '../db/rows';
import { isDuplicate, isReferenceViolation } from '../db/rows';
import { wrongField } from './contract/parse-request';
import { ApiError } from './errors';

/** What a constraint of the database means to the caller: which field of the request it is about. */
export interface Constraints {
  /** Unique indexes, by name: another row has this value. */
  unique?: Record<string, string>;
  /** Foreign keys, by name: the field, and what is wrong with it. */
  reference?: Record<string, { field: string; message: string }>;
}

/**
 * Writes, and says which field is wrong when a constraint refuses: only the database knows for sure, as another request may
 * take a value between a look and the writing.
 * @throws ApiError ALREADY_EXISTS or VALIDATION_ERROR, with the field in details
 */
export async function refusingDuplicates<T>(constraints: Constraints, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    for (const [name, field] of Object.entries(constraints.unique ?? {})) {
      if (isDuplicate(error, name)) throw new ApiError('ALREADY_EXISTS', [{ field, message: 'is taken' }]);
    }
    for (const [name, { field, message }] of Object.entries(constraints.reference ?? {})) {
      if (isReferenceViolation(error, name)) throw wrongField(field, message);
    }
    throw error;
  }
}

/** @throws ApiError NOT_FOUND, or IN_USE saying by what */
export function requireRemoved(removal: Removal, by: string[]): null {
  if (removal === 'missing') throw new ApiError('NOT_FOUND');
  if (removal === 'in-use') throw new ApiError('IN_USE', { by });
  return null;
}
