import 'server-only';
import { db } from '../db';

/** Tables that are only ever added to: those of scripts/lib/store-role.ts, as a test sees. */
export const APPEND_ONLY = ['Event', 'Decision', 'RunbookVersion'];

export type StoreRights = {
  user: string;
  /** What the user that web and worker sign in as could do to the log; empty where it can only append. */
  problems: string[];
  /** How to take it from it; empty where there is nothing to take. */
  remedy: string;
};

/**
 * What the store's own user may do to the log. Triggers refuse a change to anybody, but whoever owns a table can take them
 * off: a user that owns nothing and was granted no more than reading and appending cannot.
 */
export async function lookAtStoreRights(): Promise<StoreRights> {
  const rows = await db().$queryRaw<
    { user: string; table: string; owns: boolean; isSuper: boolean; changes: boolean }[]
  >`
    SELECT current_user::text AS user, c.relname AS "table", r.rolsuper AS "isSuper",
           pg_has_role(current_user, c.relowner, 'MEMBER') AS owns,
           has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') AS changes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.rolname = current_user
    WHERE n.nspname = 'public' AND c.relname = ANY (${APPEND_ONLY}) ORDER BY 2`;
  const user = rows[0]?.user ?? '';
  const problems = rows.flatMap(({ table, owns, isSuper, changes }) => {
    if (isSuper) return [`${user} is a superuser, who may do anything to ${table}`];
    if (owns) return [`${user} owns ${table}, and could take off the triggers that guard it`];
    return changes ? [`${user} was granted to change or empty ${table}`] : [];
  });
  return { user, problems, remedy: problems.length > 0 ? REMEDY : '' };
}

const REMEDY =
  'Keep this user for the migrations: name its address in DATABASE_OWNER_URL, make a user of its own for the console ' +
  '(CREATE ROLE console_app LOGIN PASSWORD …), put that one into DATABASE_URL and start again: the start grants it what it needs.';
