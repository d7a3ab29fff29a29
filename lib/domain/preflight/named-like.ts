import type { Finding } from '@/lib/contracts/plan';
import { block, counted, exactly, warn } from './finding';

/** A row of `sql/preflight/named-like.sql`. */
export type NamedLikeRow = { schema_name: string; name: string; table_name: string; is_meant: boolean };

const KEY = 'named-like';

/** A wildcard is never run: people approve the exact list that it stands for, and see what LIKE would have taken besides. */
export function judgeNamedLike(prefix: string, rows: readonly NamedLikeRow[]): Finding[] {
  const meant = rows.filter(({ is_meant }) => is_meant);
  const besides = rows.filter(({ is_meant }) => !is_meant);
  if (meant.length === 0)
    return [block(KEY, `No index has a name that begins with ${prefix}.`, 'Look whether the name is spelt so.')];
  const sentence = `${counted(meant.length, 'index begins', 'indexes begin')} with ${prefix}.`;
  return [
    exactly(
      warn(KEY, sentence, 'Read the whole list: what is approved is these, by their names.', meant.map(describe)),
    ),
    ...(besides.length > 0 ? [alsoMatched(prefix, besides)] : []),
  ];
}

function alsoMatched(prefix: string, rows: readonly NamedLikeRow[]): Finding {
  return warn(
    `${KEY}-besides`,
    `LIKE '${prefix}%' would match ${counted(rows.length, 'other index', 'other indexes')} as well, since _ stands for any character.`,
    'They are left alone. Escape _ in whatever is written by hand.',
    rows.map(describe),
  );
}

const describe = ({ schema_name, name, table_name }: NamedLikeRow) => `${schema_name}.${name} on ${table_name}`;
