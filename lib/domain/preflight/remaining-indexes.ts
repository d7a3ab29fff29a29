import type { Finding } from '@/lib/contracts/plan';
import { counted, ok, warn } from './finding';

/** Rows of `sql/verify/remaining-indexes.sql` and `sql/preflight/wildcard-besides.sql`, as far as they are judged. */
export type RemainingRow = { name: string; is_valid: boolean };
export type BesidesRow = { schema_name: string; name: string; table_name: string };

const KEY = 'remaining-indexes';

/** The idx_ indexes by their names, without those that a procedure takes by itself. */
export function judgeRemaining(names: readonly string[], isOfAll: boolean): Finding {
  const sentence = isOfAll
    ? `${counted(names.length, 'idx_ index is', 'idx_ indexes are')} there now.`
    : names.length === 1
      ? '1 other idx_ index is there, and stays.'
      : `${names.length} other idx_ indexes are there, and stay.`;
  return ok(KEY, sentence, [...names]);
}

/** What the guide's own words would have taken: a wildcard is never run, and what it stands for is listed by name. */
export function judgeBesides(rows: readonly BesidesRow[]): Finding[] {
  if (rows.length === 0) return [];
  return [
    warn(
      `${KEY}-besides`,
      `LIKE 'idx_%' would match ${counted(rows.length, 'other index', 'other indexes')} as well, since _ stands for any character.`,
      'They are left alone. Escape _ in whatever is written by hand.',
      rows.map(({ schema_name, name, table_name }) => `${schema_name}.${name} on ${table_name}`),
    ),
  ];
}
