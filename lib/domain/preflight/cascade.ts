import type { Finding } from '@/lib/contracts/plan';
import type { Dependent } from '../kept-relations';
import { block, exactly, ok, warn } from './finding';

/** Rows of `sql/preflight/dependents.sql` and `relation-facts.sql`. */
export type DependentRow = Dependent & { is_ours: boolean; can_keep: boolean };
export type RelationRow = {
  name: string;
  is_found: boolean;
  kind: string | null;
  schema_name: string;
  relation_name: string;
  is_owner: boolean;
  size: string | null;
};
/** What one DROP … CASCADE takes: the relation itself, and what hangs on it. */
export type Reach = { row: RelationRow; dependents: DependentRow[] };

export type MentionRow = { identity: string; language: string };

const KINDS = { v: 'a view', r: 'a table' } as const;

/** What is to be said of one DROP … CASCADE: what goes along, and what forbids it. */
export function judgeReach(key: string, { row, dependents }: Reach, kind: keyof typeof KINDS): Finding[] {
  if (!row.is_found) return [warn(key, `${row.name} is not there.`, 'Its steps are left out of the plan.')];
  if (row.kind !== kind) {
    const remedy = 'It was made anew as something else: look at it by hand, or keep the objects.';
    return [block(key, `${row.name} is not ${KINDS[kind]}.`, remedy)];
  }
  if (!row.is_owner) {
    const remedy = 'Give it a role that does, or keep the objects.';
    return [block(key, `The console's role does not own ${row.name}, so it cannot drop it.`, remedy)];
  }
  const lost = dependents.filter((one) => !one.can_keep || !one.is_ours);
  return lost.length > 0
    ? [judgeLost(key, row, lost), judgeDependents(key, row, dependents)]
    : [judgeDependents(key, row, dependents)];
}

function judgeDependents(key: string, row: RelationRow, dependents: Reach['dependents']): Finding {
  const count = dependents.length;
  if (count === 0) return ok(key, `Nothing else goes when ${row.name} is dropped with CASCADE.`);
  const sentence = `${count === 1 ? '1 more object goes' : `${count} more objects go`} when ${row.name} is dropped with CASCADE.`;
  const details = dependents.map(({ kind, identity }) => `${kind} ${identity}`);
  return exactly(warn(key, sentence, 'Their definitions are taken aside first. Ask whoever uses them.', details));
}

function judgeLost(key: string, row: RelationRow, lost: Reach['dependents']): Finding {
  const because = ({ can_keep }: Reach['dependents'][number]) =>
    can_keep ? 'it belongs to another role' : 'the console cannot keep its definition';
  return block(
    `${key}-lost`,
    `${lost.length} of the objects that would go with ${row.name} could not be put back by the console.`,
    'Change or move them by hand with their owners, then look again; or keep the objects.',
    lost.map((one) => `${one.kind} ${one.identity}: ${because(one)}`),
  );
}

export function judgeRows(key: string, row: RelationRow, rows: string): Finding {
  return ok(key, `${row.name} holds ${rows} rows (${row.size}), which are taken aside with it.`);
}

/** The catalogue does not know what a function's text needs: it stays, and fails once it is called. */
export function judgeMentions(key: string, rows: readonly MentionRow[]): Finding {
  if (rows.length === 0) return ok(key, 'No function mentions them in its text.');
  return warn(
    key,
    `${rows.length} functions mention them in their text; these stay, and fail once they are called.`,
    'Ask whoever calls them.',
    rows.map((row) => `${row.identity}, ${row.language}`),
  );
}
