import { missingCampaigns } from '../../db/campaigns';
import { deleteLead, insertLead, type LeadFields, listLeads, lockAnswers, readLead, updateLead } from '../../db/leads';
import { inTransaction, type Pool, type Queryable } from '../../db/pool';
import { mergeAnswers } from '../../domain/lead';
import { newId } from '../../new-id';
import { leadRoutes } from '../contract/leads';
import { toPage } from '../contract/page';
import { ApiError } from '../errors';
import { found } from '../found';
import { givenPhone } from '../given-phone';
import { requireRemoved } from '../refusals';
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
    return requireRemoved(await deleteLead(pool, caller.tenantId, params.leadId), ['interactions']);
  });
}

/** What a request says of a lead, with its phone number in E.164 and its campaign looked up. */
async function checked(
  db: Queryable,
  tenantId: string,
  given: Omit<Partial<LeadFields>, 'questionnaire'>,
): Promise<Partial<LeadFields>> {
  if (given.campaignId && (await missingCampaigns(db, tenantId, [given.campaignId])).size > 0) {
    throw new ApiError('CAMPAIGN_NOT_FOUND', [{ field: 'campaignId', message: 'there is no such campaign' }]);
  }
  return { ...given, phone: await givenPhone(db, tenantId, 'phone', given.phone) };
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
