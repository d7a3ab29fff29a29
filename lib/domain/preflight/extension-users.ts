import type { Finding } from '@/lib/contracts/plan';
import { block, counted, ok, warn } from './finding';

/** A row of `sql/preflight/extension-users.sql`. */
export type ExtensionUseRow = { extension: string; kind: string; identity: string; is_data: boolean };

const KEY = 'extension-users';

/** What cannot be read or called once the extensions are gone or not loaded. Columns of their types hold data that goes. */
export function judgeExtensionUsers(extensions: readonly string[], rows: readonly ExtensionUseRow[]): Finding {
  const names = extensions.join(', ');
  const details = rows.map((row) => `${row.kind} ${row.identity} uses ${row.extension}`);
  if (rows.length === 0) return ok(KEY, `Nothing in this database uses ${names || 'them'}.`);
  const data = rows.filter(({ is_data }) => is_data);
  if (data.length === 0)
    return warn(
      KEY,
      `${counted(rows.length, 'object uses', 'objects use')} ${names}, and would not work without.`,
      'Ask whoever made them; drop them on purpose, by name, before the extension goes.',
      details,
    );
  return block(
    KEY,
    `${counted(data.length, 'column holds', 'columns hold')} data of a type of ${names}, which cannot be read without it.`,
    'Keep the extension, or take the data aside first: nothing brings it back.',
    details,
  );
}
