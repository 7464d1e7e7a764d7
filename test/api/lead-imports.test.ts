import type { Pool } from '../../src/db/pool';
import type { ApiAnswer } from '../support/api-client';
import { type ApiUnderTest, startApi } from '../support/api-under-test';
import { addCampaign, createTenant, type Tenant } from '../support/tenant';
import { createImporter, FILE, type Importer, importPath } from './lead-import-caller';

let api: ApiUnderTest;
let pool: Pool;
let importer: Importer;
let tenant: Tenant;
beforeAll(async () => {
  api = await startApi();
  pool = api.pool;
});
afterAll(() => api?.stop());
beforeEach(async () => {
  importer = await createImporter(api);
  tenant = importer.tenant;
});

describe('applying', () => {
  test('a second time is refused', async () => {
    const { importId } = await importer.checked(FILE);
    expect((await importer.apply(importId)).status).toBe(200);
    expect(await importer.apply(importId)).toMatchObject({
      status: 409,
      body: { error: { code: 'IMPORT_NOT_READY', details: { state: 'applied' } } },
    });
    expect(await importer.leads()).toHaveLength(2);
  });

  test('five times at once is done once', async () => {
    const { importId } = await importer.checked(FILE);
    const answers = await Promise.all(Array.from({ length: 5 }, () => importer.apply(importId)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(await importer.leads()).toHaveLength(2);
  });

  test('that a campaign without its row stops leaves no lead, and the import as it was, with the error', async () => {
    const autumn = await addCampaign(pool, tenant, { code: 'AUTUMN' });
    const { importId } = await importer.checked('phone,campaignCode\n2025550101,\n2025550102,AUTUMN\n');
    await pool.query('delete from campaigns where campaign_id = $1', [autumn]);
    expect(await importer.apply(importId)).toMatchObject({
      status: 404,
      body: { error: { code: 'CAMPAIGN_NOT_FOUND' } },
    });
    expect(await importer.leads()).toEqual([]);
    const shown = (await importer.call('GET', importPath(importId))).body.data;
    expect(shown).toMatchObject({ state: 'checked', appliedRows: 0, newRows: 2, errorCode: 'CAMPAIGN_NOT_FOUND' });
  });
});

describe('an import', () => {
  test('is of one tenant, and for admins', async () => {
    const { importId } = await importer.checked(FILE);
    const stranger = await api.callerOf((await createTenant(pool)).tenantId, 'admin');
    const operator = await api.callerOf(tenant.tenantId, 'operator');
    for (const [method, more] of [
      ['GET', ''],
      ['GET', '/rows'],
      ['POST', '/apply'],
      ['DELETE', ''],
    ] as const) {
      expect(await stranger(method, importPath(importId, more))).toMatchObject({ status: 404 });
      expect(await operator(method, importPath(importId, more))).toMatchObject({ status: 403 });
    }
    expect((await stranger('GET', '/api/v1/lead-imports')).body.data.items).toEqual([]);
    expect((await importer.call('GET', importPath(importId))).body.data.state).toBe('checked');
  });

  test('into a campaign that is not there is refused', async () => {
    const other = await createTenant(pool);
    for (const campaignId of ['camp_nowhere', other.campaignId]) {
      expect(await importer.upload(FILE, {}, `campaignId=${campaignId}`)).toMatchObject({
        status: 404,
        body: { error: { code: 'CAMPAIGN_NOT_FOUND' } },
      });
    }
  });

  test('is listed newest first, in pages, and so are its rows in their order', async () => {
    const made = [];
    for (const n of [1, 2, 3]) made.unshift((await importer.checked(`phone\n202555010${n}\n`)).importId);
    const first = (await importer.call('GET', '/api/v1/lead-imports?limit=2')).body.data;
    const second = (await importer.call('GET', `/api/v1/lead-imports?limit=2&cursor=${first.next}`)).body.data;
    expect([...first.items, ...second.items].map(({ importId }) => importId)).toEqual(made);
    expect(second.next).toBeNull();

    const { importId } = await importer.checked(
      `phone\n${Array.from({ length: 5 }, (_, n) => `202555020${n}`).join('\n')}\n`,
    );
    const numbers: number[] = [];
    let next = '';
    do {
      const page = (await importer.call('GET', importPath(importId, `/rows?limit=2${next && `&cursor=${next}`}`))).body
        .data;
      numbers.push(...page.items.map(({ rowNumber }: { rowNumber: number }) => rowNumber));
      next = page.next ?? '';
    } while (next);
    expect(numbers).toEqual([2, 3, 4, 5, 6]);
    expect(await importer.call('GET', importPath(importId, `/rows?cursor=${first.next}`))).toMatchObject({
      status: 400,
    });
  });

  test('can be dropped; what it made stays', async () => {
    const { importId } = await importer.checked(FILE);
    await importer.apply(importId);
    const { importId: other } = await importer.checked('phone\n2025550109\n');
    for (const each of [importId, other])
      expect(await importer.call('DELETE', importPath(each))).toMatchObject({ status: 200 });
    expect(await importer.call('GET', importPath(importId))).toMatchObject({ status: 404 });
    expect(await importer.leads()).toHaveLength(2);
    expect((await pool.query('select 1 from lead_import_rows where tenant_id = $1', [tenant.tenantId])).rowCount).toBe(
      0,
    );
  });

  test('that nobody applied for a week is removed with the next one; one that was applied stays', async () => {
    const [old, applied, young] = [
      await importer.checked(FILE),
      await importer.checked('phone\n2025550109\n'),
      await importer.checked('phone\n'),
    ];
    await importer.apply(applied.importId);
    await pool.query(`update lead_imports set created_at = now() - interval '8 days' where lead_import_id = any ($1)`, [
      [old.importId, applied.importId],
    ]);
    const { importId } = await importer.checked('phone\n');
    const { items } = (await importer.call('GET', '/api/v1/lead-imports')).body.data;
    expect(items.map((each: ApiAnswer['body']) => each.importId)).toEqual([importId, young.importId, applied.importId]);
  });

  test('whose server ended while it read the file is shown as failed', async () => {
    const { importId } = await importer.checked('phone\n2025550101\n');
    await pool.query(
      `update lead_imports set state = 'checking', updated_at = now() - interval '11 minutes' where lead_import_id = $1`,
      [importId],
    );
    expect((await importer.call('GET', importPath(importId))).body.data).toMatchObject({
      state: 'failed',
      errorCode: 'UNAVAILABLE',
    });
    expect(await importer.apply(importId)).toMatchObject({ status: 409 });
  });
});
