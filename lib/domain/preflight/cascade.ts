import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import type { Reach, RelationRow } from './cascade-look';

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
  return warn(key, sentence, 'Their definitions are taken aside first. Ask whoever uses them.', details);
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
