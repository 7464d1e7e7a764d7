import type { Pool } from '../../db/pool';
import { readTenant, updateTenant } from '../../db/tenants';
import { isPhoneCountry } from '../../phone-number';
import { wrongField } from '../contract/parse-request';
import { tenantRoutes } from '../contract/tenant';
import type { Api } from '../serve';

/** The caller's tenant and its settings. */
export function serveTenant(api: Api, { pool }: { pool: Pool }): void {
  api.serve(tenantRoutes.read, async ({ caller }) => readTenant(pool, caller.tenantId));

  api.serve(tenantRoutes.change, async ({ caller, body }) => {
    if (body.defaultCountry !== undefined && !isPhoneCountry(body.defaultCountry)) {
      throw wrongField('defaultCountry', 'is not a country with phone numbers of its own');
    }
    return updateTenant(pool, caller.tenantId, body);
  });
}
