import type { Queryable } from './pool';

export async function campaignExists(db: Queryable, tenantId: string, campaignId: string): Promise<boolean> {
  const { rowCount } = await db.query('select 1 from campaigns where tenant_id = $1 and campaign_id = $2', [
    tenantId,
    campaignId,
  ]);
  return rowCount === 1;
}
