import type { ProviderName } from '../domain/provider-names';
import type { QuietHours } from '../domain/quiet-hours';
import type { Queryable } from './pool';
import { selectList, withIsoTimes } from './rows';

export interface Tenant {
  tenantId: string;
  name: string;
  defaultProvider: ProviderName | null;
  /** ISO 3166-1 alpha-2: what phone numbers that are written without a country code belong to. */
  defaultCountry: string;
  optOutScope: 'tenant' | 'number';
  /** Who answers STOP and HELP: the carrier's side where the provider does, or always Parley. */
  confirmations: 'carrier' | 'parley';
  /** Parley's own words for those answers; null: ours. */
  optOutText: string | null;
  helpText: string | null;
  /** When leads are not texted, by their own clocks; null: none. */
  quietHours: QuietHours | null;
  createdAt: string;
  updatedAt: string;
}

/** What can be written of a tenant. */
export type TenantFields = Omit<Tenant, 'tenantId' | 'createdAt' | 'updatedAt'>;

const TENANT = `${selectList(
  {
    tenantId: 'tenant_id',
    name: 'name',
    defaultProvider: 'default_provider',
    defaultCountry: 'default_country',
    optOutScope: 'opt_out_scope',
    confirmations: 'confirmations',
    optOutText: 'opt_out_text',
    helpText: 'help_text',
    createdAt: 'created_at',
    updatedAt: 'updated_at',
  },
  't',
)}, case when t.quiet_from is not null then json_build_object('from', t.quiet_from, 'until', t.quiet_until) end as "quietHours"`;

export async function readTenant(db: Queryable, tenantId: string): Promise<Tenant> {
  const { rows } = await db.query(`select ${TENANT} from tenants t where t.tenant_id = $1`, [tenantId]);
  return withIsoTimes<Tenant>(rows[0]);
}

/** What is not given stays. @returns the tenant as it is then */
export async function updateTenant(db: Queryable, tenantId: string, change: Partial<TenantFields>): Promise<Tenant> {
  const { rows } = await db.query(
    `update tenants t
        set name = coalesce($2, name), default_country = coalesce($3, default_country),
            opt_out_scope = coalesce($4, opt_out_scope), confirmations = coalesce($7, confirmations),
            opt_out_text = case when $8 then $9 else opt_out_text end,
            help_text = case when $10 then $11 else help_text end,
            quiet_from = case when $12 then $13 else quiet_from end,
            quiet_until = case when $12 then $14 else quiet_until end,
            default_provider = case when $5 then $6 else default_provider end,
            updated_at = now()
      where t.tenant_id = $1
      returning ${TENANT}`,
    [
      tenantId,
      change.name ?? null,
      change.defaultCountry ?? null,
      change.optOutScope ?? null,
      change.defaultProvider !== undefined,
      change.defaultProvider ?? null,
      change.confirmations ?? null,
      change.optOutText !== undefined,
      change.optOutText ?? null,
      change.helpText !== undefined,
      change.helpText ?? null,
      change.quietHours !== undefined,
      change.quietHours?.from ?? null,
      change.quietHours?.until ?? null,
    ],
  );
  return withIsoTimes<Tenant>(rows[0]);
}

/** ISO 3166-1 alpha-2: the country of a tenant's phone numbers that are written without one. */
export async function readDefaultCountry(db: Queryable, tenantId: string): Promise<string> {
  const { rows } = await db.query('select default_country from tenants where tenant_id = $1', [tenantId]);
  return rows[0].default_country;
}
