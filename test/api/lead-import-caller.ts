import type { ApiAnswer, ApiCall } from '../support/api-client';
import type { ApiUnderTest } from '../support/api-under-test';
import { createTenant, type Tenant } from '../support/tenant';

/** An admin of a tenant of its own, who imports leads; its campaign has the code SPRING and asks about insurance. */
export interface Importer {
  tenant: Tenant;
  call: ApiCall;
  /** Uploads a file as it is; into the tenant's campaign, unless another query is given. */
  upload(
    file: string | Buffer,
    headers?: Record<string, string>,
    query?: string,
  ): Promise<{ status: number; body: ApiAnswer['body'] }>;
  /** Uploads a file that is expected to be read, and answers with its import. */
  checked(file: string | Buffer, query?: string): Promise<ApiAnswer['body']>;
  apply(importId: string): Promise<ApiAnswer>;
  rowsOf(importId: string, query?: string): Promise<ApiAnswer['body'][]>;
  newestImport(): Promise<ApiAnswer['body']>;
  /** The rows of all leads but the tenant's first, in the order in which they were made. */
  leads(): Promise<Record<string, unknown>[]>;
}

export const importPath = (importId: string, more = '') => `/api/v1/lead-imports/${importId}${more}`;

export async function createImporter(api: ApiUnderTest): Promise<Importer> {
  const { pool } = api;
  const questions = JSON.stringify([{ key: 'insurance', question: 'Are you insured?' }]);
  const tenant = await createTenant(pool, { campaign: { code: 'SPRING', questions } });
  const key = await api.keyOf(tenant.tenantId, 'admin');
  const call = await api.callerOf(tenant.tenantId, 'admin');
  const upload: Importer['upload'] = async (file, headers = {}, query = `campaignId=${tenant.campaignId}`) => {
    const response = await fetch(`${api.apiUrl}/api/v1/lead-imports?${query}`, {
      method: 'POST',
      headers: { 'X-API-Key': key, 'content-type': 'text/csv', ...headers },
      body: file,
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    tenant,
    call,
    upload,
    checked: async (file, query) => {
      const { status, body } = await upload(file, {}, query);
      expect([status, body.error]).toEqual([201, undefined]);
      return body.data;
    },
    apply: (importId) => call('POST', importPath(importId, '/apply')),
    rowsOf: async (importId, query = '') => (await call('GET', importPath(importId, `/rows${query}`))).body.data.items,
    newestImport: async () => (await call('GET', '/api/v1/lead-imports?limit=1')).body.data.items[0],
    leads: async () => {
      const made = 'select * from leads where tenant_id = $1 and lead_id <> $2 order by lead_id';
      return (await pool.query(made, [tenant.tenantId, tenant.leadId])).rows;
    },
  };
}

export const PHONE = '(202) 555-0101';

/** Two leads: one with all that a file can say of a lead, one with a phone number alone. */
export const FILE = `First Name,last_name,E-Mail,Mobile,Status,Time Zone,Is Test,Notes,q:insurance,q:city
Jane,Doe,jane@example.com,${PHONE},Pending Action,America/New_York,yes,"Said ""call me"", twice
on Monday","Yes, with Delta",Leeds
,,,+44 20 7946 0018,,,,,,
`;
