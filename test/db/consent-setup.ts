import { listConsentEvents, readLeadConsent } from '../../src/db/consent';
import { inTransaction, type Pool } from '../../src/db/pool';
import { recordSend } from '../../src/db/sends';
import { inboundText, newNumber, newSend, type Tenant, takeIn } from '../support/tenant';

/** What the tests of consent do with a tenant and its lead, on a pool that is there only when they run. */
export function consentTools(pool: () => Pool) {
  return {
    /** The lead texts, through a provider that answers keywords itself. */
    write: (tenant: Tenant, body: string, parts: Parameters<typeof inboundText>[2] = {}) =>
      takeIn(pool(), inboundText(tenant, body, { providerAnswers: true, ...parts })),
    consentOf: ({ tenantId, leadId }: Tenant) => readLeadConsent(pool(), tenantId, leadId),
    ledgerOf: ({ tenantId, leadId }: Tenant) => listConsentEvents(pool(), tenantId, leadId, { limit: 50 }),
    send: (tenant: Tenant, parts: Parameters<typeof newSend>[1] = {}) =>
      inTransaction(pool(), (tx) => recordSend(tx, newSend(tenant, parts))),
    setScope: ({ tenantId }: Tenant, scope: 'tenant' | 'number') =>
      pool().query('update tenants set opt_out_scope = $2 where tenant_id = $1', [tenantId, scope]),
    /** Another number of the tenant's. */
    secondNumber: async ({ tenantId }: Tenant): Promise<string> => {
      const number = newNumber();
      const sql = `insert into phone_numbers (phone_number, tenant_id, provider) values ($1, $2, 'twilio')`;
      await pool().query(sql, [number, tenantId]);
      return number;
    },
  };
}
