import type pg from 'pg';
import { expect } from 'vitest';

/** Every row of the store but the console's own signs of life, and how many jobs wait. */
async function snapshot(store: pg.Pool): Promise<Record<string, string>> {
  const { rows } = await store.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  const seen: Record<string, string> = {};
  for (const { name } of rows) {
    const all = await store.query(
      `select coalesce(string_agg(t::text, e'\\n' order by t::text), '') as all from "${name}" t`,
    );
    seen[name] = all.rows[0].all;
  }
  const jobs = await store.query('select count(*)::text as jobs from graphile_worker._private_jobs');
  return { ...seen, jobs: jobs.rows[0].jobs };
}

const BREAK = `create function break_it() returns trigger language plpgsql as $$ begin raise 'the log is full'; end $$;
  create trigger broken before insert on "Event" for each row execute function break_it();`;
const MEND = 'drop trigger broken on "Event"; drop function break_it();';

/** Does a deed while no event can be written: it has to fail, and to leave every row as it was. `store`: as its owner. */
export async function expectNothingWithoutItsEvent(store: pg.Pool, deed: () => Promise<unknown>): Promise<void> {
  await store.query(BREAK);
  try {
    const before = await snapshot(store);
    await expect(deed()).rejects.toThrow('the log is full');
    expect(await snapshot(store)).toEqual(before);
  } finally {
    await store.query(MEND);
  }
}
