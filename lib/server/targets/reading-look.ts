import 'server-only';
import type { ReadingLook } from '@/lib/contracts/target-hosts';
import { AppError } from '@/lib/domain/errors';
import { querySql } from './execute-sql';
import { type ReachableTarget, sqlTargetOf } from './get-target';

const NO_READER: ReadingLook = {
  isSafe: false,
  sentence:
    'Reading checks run as the role that rolls back, which could write. The policy and READ ONLY transactions keep them from it, and no grant does: give the target a readUrl.',
};
const NOT_LOOKED: ReadingLook = {
  isSafe: false,
  sentence:
    'Reading checks run as a role of their own. Whether it could write has not been looked at yet: check the hosts.',
};

const OTHER_SERVER: ReadingLook = {
  isSafe: false,
  sentence:
    'Reading checks go to another server than changes do, one that was copied from it: what they read is not what is there. Point readUrl at the same server as databaseUrl.',
};

/** What is known without asking the target. */
export function readingOf(hasReader: boolean, seen: ReadingLook | undefined): ReadingLook {
  return hasReader ? (seen ?? NOT_LOOKED) : NO_READER;
}

/** To the microsecond: no two servers have it in common, while a copy has the other's identifier and names. */
const STARTED = 'extract(epoch from pg_postmaster_start_time())::text as started';

/** What the reading role could write to, by the grants as they are. Asked as that role itself. */
const RIGHTS = `select current_user as role, ${STARTED},
  array_remove(array[
    case when (select rolsuper from pg_roles where rolname = current_user) then 'it is a superuser' end,
    case when (select rolcreaterole or rolcreatedb or rolreplication from pg_roles where rolname = current_user)
      then 'it may create roles or databases, or replicate' end,
    case when exists (select from pg_roles r where r.rolname in ('pg_write_all_data', 'pg_execute_server_program',
        'pg_write_server_files', 'pg_read_server_files', 'pg_signal_backend')
      and pg_has_role(current_user, r.oid, 'USAGE')) then 'it is a member of a role that writes, runs programs, reads files or ends sessions' end,
    case when has_database_privilege(current_database(), 'CREATE') then 'it may create schemas' end,
    (select 'it may write to ' || count(*) || ' tables, such as ' || min(c.oid::regclass::text)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
        and has_schema_privilege(n.oid, 'USAGE')
        and has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
      having count(*) > 0)], null) as rights`;

/** Whether the role that reading checks run as could write, were a check to try. Never throws for what a database can do. */
export async function lookAtReading(
  target: ReachableTarget,
  options: { timeoutMs: number; applicationName: string },
): Promise<ReadingLook | undefined> {
  const { databaseUrl, readUrl, fingerprint } = sqlTargetOf(target);
  if (readUrl === undefined) return undefined;
  try {
    const [row] = await querySql<{ role: string; started: string; rights: string[] }>(
      { databaseUrl: readUrl, mainUrl: databaseUrl, fingerprint },
      { text: RIGHTS, values: [] },
      options,
    );
    const { role, started, rights } = row as NonNullable<typeof row>;
    const [main] = await querySql<{ started: string }>(
      { databaseUrl, fingerprint },
      { text: `select ${STARTED}`, values: [] },
      options,
    );
    if (main?.started !== started) return OTHER_SERVER;
    if (rights.length === 0)
      return { isSafe: true, sentence: `Reading checks run as ${role}, which has no right to write.` };
    return { isSafe: false, sentence: `Reading checks run as ${role}, which could write: ${rights.join('; ')}.` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { isSafe: false, sentence: `The role for reading checks cannot be used. ${error.message} ${error.remedy}` };
  }
}
