import type { Pool } from 'pg';

/** What happened to the rows of a database since somebody began to look. */
export interface ChangeLog {
  /** The changes that were committed while `work` ran, as `insert leads`; that a key or a session was used is none. */
  during<T>(work: () => Promise<T>): Promise<{ result: T; changes: string[] }>;
}

/**
 * Has every change of a row written down by triggers, in a schema of its own: to ask whether a request changed anything is then
 * one short query, where comparing all tables takes a hundred times as long. For a database that only this test uses.
 */
export async function watchChanges(pool: Pool): Promise<ChangeLog> {
  // As its owner: api and worker may write nothing there.
  await pool.query(`
    create schema watched;
    create table watched.changes (number bigint generated always as identity, change text not null);
    create function watched.note() returns trigger language plpgsql security definer as $$
    begin
      insert into watched.changes (change) values (lower(tg_op) || ' ' || tg_table_name);
      return null;
    end
    $$;
    do $$
    declare name text;
    begin
      for name in select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' loop
        execute format('create trigger watched_rows after insert or delete on %I for each row execute function watched.note()', name);
        execute format(
          'create trigger watched_updates after update on %I for each row
             when (to_jsonb(old) - ''last_used_at'' is distinct from to_jsonb(new) - ''last_used_at'') execute function watched.note()', name);
      end loop;
    end
    $$`);
  const newest = async () => {
    const { rows } = await pool.query<{ number: number }>(
      'select coalesce(max(number), 0) as number from watched.changes',
    );
    return rows[0]!.number;
  };
  return {
    during: async (work) => {
      const before = await newest();
      const result = await work();
      const { rows } = await pool.query<{ change: string }>(
        'select change from watched.changes where number > $1 order by number',
        [before],
      );
      return { result, changes: rows.map(({ change }) => change) };
    },
  };
}
