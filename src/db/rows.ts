import type { Queryable } from './pool';

/**
 * The plain part of talking to Postgres: a resource's columns by the names of its fields. Names of tables and columns come
 * from our own files, never from a request; values are always parameters.
 */
export type Columns<Field extends string> = { readonly [field in Field]: string };

/** Values by field; what is undefined is not given. Lists are Postgres arrays unless they are wrapped by `json`. */
type Values<Field extends string> = { readonly [field in Field]?: unknown };

/** A value for a jsonb column. */
export function json(value: unknown): unknown {
  return value === undefined ? undefined : JSON.stringify(value);
}

/** `l.lead_id as "leadId", …` for a select list. */
export function selectList(columns: Columns<string>, table: string): string {
  return Object.entries(columns)
    .map(([field, column]) => `${table}.${column} as "${field}"`)
    .join(', ');
}

function given<Field extends string>(columns: Columns<Field>, values: Values<Field>) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    names: entries.map(([field]) => columns[field as Field]),
    values: entries.map(([, value]) => value),
  };
}

export async function insertRow<Field extends string>(
  db: Queryable,
  table: string,
  columns: Columns<Field>,
  row: Values<Field>,
): Promise<void> {
  const { names, values } = given(columns, row);
  const places = values.map((_, index) => `$${index + 1}`).join(', ');
  await db.query(`insert into ${table} (${names.join(', ')}) values (${places})`, values);
}

/**
 * Changes one row of a tenant, and its `updated_at`.
 * @returns whether the tenant has such a row
 */
export async function updateRow<Field extends string>(
  db: Queryable,
  table: string,
  columns: Columns<Field>,
  key: { tenantId: string; column: string; value: string },
  change: Values<Field>,
): Promise<boolean> {
  const { names, values } = given(columns, change);
  const sets = [...names.map((name, index) => `${name} = $${index + 3}`), 'updated_at = now()'];
  const { rowCount } = await db.query(
    `update ${table} set ${sets.join(', ')} where tenant_id = $1 and ${key.column} = $2`,
    [key.tenantId, key.value, ...values],
  );
  return rowCount === 1;
}

/** What became of a row that was to be deleted. */
export type Removal = 'deleted' | 'missing' | 'in-use';

/** Deletes one row of a tenant, unless others refer to it. */
export async function deleteRow(
  db: Queryable,
  table: string,
  key: { tenantId: string; column: string; value: string },
): Promise<Removal> {
  try {
    const sql = `delete from ${table} where tenant_id = $1 and ${key.column} = $2`;
    const { rowCount } = await db.query(sql, [key.tenantId, key.value]);
    return rowCount === 1 ? 'deleted' : 'missing';
  } catch (error) {
    if (isReferenceViolation(error)) return 'in-use';
    throw error;
  }
}

/** A row with its times as answers have them: ISO 8601 in UTC. */
export function withIsoTimes<Row>(row: object): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Date ? value.toISOString() : value]),
  ) as Row;
}

/** Whether an error is Postgres's word that a row like this exists already, by the constraint or index of that name. */
export function isDuplicate(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23505', constraint);
}

/** Whether an error is Postgres's word that a row is still referred to, or refers to none. */
export function isReferenceViolation(error: unknown, constraint?: string): boolean {
  return isViolation(error, '23503', constraint);
}

function isViolation(error: unknown, code: string, constraint?: string): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== code) return false;
  return constraint === undefined || ('constraint' in error && error.constraint === constraint);
}
