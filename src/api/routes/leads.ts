import { campaignExists } from '../../db/campaigns';
import { deleteLead, insertLead, type LeadFields, listLeads, lockAnswers, readLead, updateLead } from '../../db/leads';
import { inTransaction, type Pool, type Queryable } from '../../db/pool';
import { readDefaultCountry } from '../../db/tenants';
import { mergeAnswers } from '../../domain/lead';
import { newId } from '../../new-id';
import { toE164 } from '../../phone-number';
import { leadRoutes } from '../contract/leads';
import { toPage } from '../contract/page';
import { wrongField } from '../contract/parse-request';
import { ApiError } from '../errors';
import { found } from '../found';
import type { Api } from '../serve';

/** Leads: whom a tenant texts. */
export function serveLeads(api: Api, { pool }: { pool: Pool }): void {
  api.serve(leadRoutes.list, async ({ caller, query }) => {
    const { cursor, limit, ...filter } = query;
    const rows = await listLeads(pool, caller.tenantId, filter, { after: cursor?.[0], limit });
    return toPage(rows, limit, (lead) => [lead.leadId]);
  });

  api.serve(leadRoutes.create, async ({ caller, body }) => {
    const { tenantId } = caller;
    const leadId = newId('lead');
    const { questionnaire = [], ...given } = body;
    const fields = await checked(pool, tenantId, given);
    await inTransaction(pool, async (tx) => {
      await insertLead(tx, tenantId, leadId, fields);
      if (questionnaire.length > 0) await addAnswers(tx, tenantId, leadId, questionnaire);
    });
    return found(await readLead(pool, tenantId, leadId));
  });

  api.serve(leadRoutes.read, async ({ caller, params }) => found(await readLead(pool, caller.tenantId, params.leadId)));

  api.serve(leadRoutes.change, async ({ caller, params, body }) => {
    const { tenantId } = caller;
    const { questionnaire, ...given } = body;
    const fields = await checked(pool, tenantId, given);
    await inTransaction(pool, async (tx) => {
      if (!(await updateLead(tx, tenantId, params.leadId, fields))) throw new ApiError('NOT_FOUND');
      if (questionnaire) await addAnswers(tx, tenantId, params.leadId, questionnaire);
    });
    return found(await readLead(pool, tenantId, params.leadId));
  });

  api.serve(leadRoutes.remove, async ({ caller, params }) => {
    const outcome = await deleteLead(pool, caller.tenantId, params.leadId);
    if (outcome === 'missing') throw new ApiError('NOT_FOUND');
    if (outcome === 'in-use') throw new ApiError('IN_USE', { by: 'interactions' });
    return null;
  });
}

/** What a request says of a lead, with its phone number in E.164 and its campaign looked up. */
async function checked(
  db: Queryable,
  tenantId: string,
  given: Omit<Partial<LeadFields>, 'questionnaire'>,
): Promise<Partial<LeadFields>> {
  if (given.campaignId && !(await campaignExists(db, tenantId, given.campaignId))) {
    throw new ApiError('CAMPAIGN_NOT_FOUND', [{ field: 'campaignId', message: 'there is no such campaign' }]);
  }
  if (!given.phone) return given;
  const country = await readDefaultCountry(db, tenantId);
  const phone = toE164(given.phone, country);
  if (phone === null)
    throw wrongField('phone', `is not a phone number; without a country code it is read as one of ${country}`);
  return { ...given, phone };
}

async function addAnswers(
  tx: Queryable,
  tenantId: string,
  leadId: string,
  answers: { key: string; question?: string; answer: string }[],
): Promise<void> {
  const { known, asked } = found(await lockAnswers(tx, tenantId, leadId));
  await updateLead(tx, tenantId, leadId, { questionnaire: mergeAnswers(known, answers, asked) });
}
