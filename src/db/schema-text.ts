import type { Queryable } from './pool';

/**
 * A database's schema as reviewable text: tables with their columns, constraints and indexes, and the functions' heads
 * (their bodies are files of their own, in `functions/`). In a fixed order, so that a change shows as a small diff.
 */
export async function schemaText(db: Queryable): Promise<string> {
  const { rows: tables } = await db.query<{ text: string }>(TABLES);
  const { rows: functions } = await db.query<{ text: string }>(FUNCTIONS);
  return `${HEAD}\n${tables.map((row) => row.text).join('\n\n')}\n\n${functions.map((row) => row.text).join('\n')}\n`;
}

const HEAD = `-- What the migrations add up to. Generated from a migrated database, held to it by test/db/schema.test.ts.
-- Not run by anything: migrations/ and functions/ are. To write it anew: UPDATE_SCHEMA=1 npm test -- test/db/schema
`;

const TABLES = `
  select format(E'create table %s (\\n%s\\n);%s', c.relname,
    (select string_agg(format('  %s %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
              case when a.attnotnull then ' not null' else '' end,
              case when a.attidentity <> '' then ' generated always as identity'
                   else coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') end), E',\\n' order by a.attnum)
       from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
    || coalesce((select string_agg(E',\\n  ' || pg_get_constraintdef(k.oid), '' order by k.contype, k.conname)
                   from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c')), ''),
    coalesce((select string_agg(E'\\n' || pg_get_indexdef(x.indexrelid) || ';', '' order by x.indexrelid::regclass::text)
                from pg_index x where x.indrelid = c.oid
                 and not exists (select 1 from pg_constraint k where k.conindid = x.indexrelid)), '')) as text
    from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migrations'
   order by c.relname`;

const FUNCTIONS = `
  select format('-- function %s(%s) returns %s', p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)) as text
    from pg_proc p where p.pronamespace = 'public'::regnamespace
     and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') -- an extension's own
   order by p.proname`;
