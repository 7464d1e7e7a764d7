import {
  deletePhoneNumber,
  insertPhoneNumber,
  listPhoneNumbers,
  readPhoneNumber,
  updatePhoneNumber,
} from '../../db/phone-numbers';
import type { Pool } from '../../db/pool';
import { toPage } from '../contract/page';
import { phoneNumberRoutes } from '../contract/phone-numbers';
import { ApiError } from '../errors';
import { found } from '../found';
import { givenPhone } from '../given-phone';
import { refusingDuplicates, requireRemoved } from '../refusals';
import type { Api } from '../serve';

const CONSTRAINTS = {
  unique: { phone_numbers_pkey: 'phoneNumber', phone_numbers_tenant_id_phone_number_key: 'phoneNumber' },
};

/** Our numbers: those that a tenant's texts are sent from and come to. */
export function servePhoneNumbers(api: Api, { pool }: { pool: Pool }): void {
  api.serve(phoneNumberRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listPhoneNumbers(pool, caller.tenantId, filter, { after: cursor?.[0], limit });
    return toPage(rows, limit, (number) => [number.phoneNumber]);
  });

  api.serve(phoneNumberRoutes.create, async ({ caller, body }) => {
    const { phoneNumber: written, ...fields } = body;
    const phoneNumber = await givenPhone(pool, caller.tenantId, 'phoneNumber', written);
    await refusingDuplicates(CONSTRAINTS, () => insertPhoneNumber(pool, caller.tenantId, phoneNumber, fields));
    return found(await readPhoneNumber(pool, caller.tenantId, phoneNumber));
  });

  api.serve(phoneNumberRoutes.read, async ({ caller, params }) =>
    found(await readPhoneNumber(pool, caller.tenantId, params.phoneNumber)),
  );

  api.serve(phoneNumberRoutes.change, async ({ caller, params, body }) => {
    const changed = await updatePhoneNumber(pool, caller.tenantId, params.phoneNumber, body);
    if (!changed) throw new ApiError('NOT_FOUND');
    return found(await readPhoneNumber(pool, caller.tenantId, params.phoneNumber));
  });

  api.serve(phoneNumberRoutes.remove, async ({ caller, params }) =>
    requireRemoved(await deletePhoneNumber(pool, caller.tenantId, params.phoneNumber), ['campaigns', 'sms-agents']),
  );
}
