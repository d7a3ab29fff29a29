import 'server-only';
import { asksAboutOwnRole, maySpeakOfOwnRole } from '@/lib/domain/sql-own-rights';
import { loadSqlParser, parseSql } from '../runbooks/parse-sql';

/**
 * The target as a statement that only reads should see it: through the role that cannot write, where there is one. Only
 * what asks about the rights of its own role runs as the one that rolls back; a text that cannot be read is none of that.
 */
export async function asReader<T extends { databaseUrl: string; readUrl?: string }>(
  target: T,
  text: string,
): Promise<T> {
  if (target.readUrl === undefined || (await isAboutItsRole(text))) return target;
  return { ...target, databaseUrl: target.readUrl, readUrl: undefined, mainUrl: target.databaseUrl };
}

async function isAboutItsRole(text: string): Promise<boolean> {
  if (!maySpeakOfOwnRole(text)) return false;
  await loadSqlParser();
  const parsed = parseSql(text);
  return parsed.verdict === 'parsed' && asksAboutOwnRole(parsed.tree);
}
