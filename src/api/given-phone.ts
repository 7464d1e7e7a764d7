import type { Queryable } from '../db/pool';
import { readDefaultCountry } from '../db/tenants';
import { toE164 } from '../phone-number';
import { wrongField } from './contract/parse-request';

/**
 * A phone number that a request gave, in E.164; without a country code it is read as one of the tenant's country.
 * Null and undefined stay what they are. @throws ApiError VALIDATION_ERROR naming the field
 */
export async function givenPhone<Written extends string | null | undefined>(
  db: Queryable,
  tenantId: string,
  field: string,
  written: Written,
): Promise<Written> {
  if (typeof written !== 'string') return written;
  const country = await readDefaultCountry(db, tenantId);
  const phone = toE164(written, country);
  if (phone === null) {
    throw wrongField(field, `is not a phone number; without a country code it is read as one of ${country}`);
  }
  return phone as Written;
}
