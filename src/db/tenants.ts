import type { Queryable } from './pool';

/** ISO 3166-1 alpha-2: the country of a tenant's phone numbers that are written without one. */
export async function readDefaultCountry(db: Queryable, tenantId: string): Promise<string> {
  const { rows } = await db.query('select default_country from tenants where tenant_id = $1', [tenantId]);
  return rows[0].default_country;
}
