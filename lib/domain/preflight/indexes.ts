import type { Finding } from '@/lib/contracts/plan';
import { alreadySo, block, counted, ok, warn } from './finding';

/** Rows of `sql/preflight/index-facts.sql`, as far as they are judged. */
export type IndexRow = {
  name: string;
  is_found: boolean;
  table_name: string;
  size: string;
  scans: string;
  is_valid: boolean;
  is_unique: boolean;
  is_replica_identity: boolean;
  is_partitioned: boolean;
  /** Part of a partitioned index, and goes with that alone. */
  is_attached: boolean;
  constraint_name: string | null;
  definition: string;
  is_owner: boolean;
};

/** What else is known: definitions that the console would not run, and whether the plan passes over what is done. */
export type IndexesSeen = { refused: Map<string, string>; passesOver: boolean };

/** What each of the indexes is worth, and what keeps it from being dropped without blocking anybody. */
export function judgeIndexes(rows: readonly IndexRow[], { refused, passesOver }: IndexesSeen): Finding[] {
  const found = rows.filter((row) => row.is_found);
  return [
    ...undroppable(found),
    ...missing(rows, passesOver),
    ...special(found),
    ...used(found),
    ...unrestorable(refused),
  ];
}

/** The exact list: on which table, how large, how often used. */
export function listIndexes(rows: readonly IndexRow[]): Finding[] {
  const found = rows.filter((row) => row.is_found);
  if (found.length === 0) return [];
  const details = found.map(
    (row) =>
      `${row.name} on ${row.table_name}: ${row.size}, used ${row.scans ?? 0} times${row.is_valid ? '' : ', INVALID'}`,
  );
  const sentence = `${found.length} of the ${rows.length} indexes are there; their definitions are kept for the way back.`;
  return [ok('indexes', sentence, details)];
}

function unrestorable(refused: ReadonlyMap<string, string>): Finding[] {
  if (refused.size === 0) return [];
  return [
    warn(
      'indexes-unrestorable',
      `${refused.size} of the indexes will not be put back by the console.`,
      'The way back leaves them out; their definitions stand in the plan, for creating them by hand.',
      [...refused].map(([name, because]) => `${name}: ${because}`),
    ),
  ];
}

/** Why PostgreSQL would refuse to drop it concurrently, or at all. */
function whyUndroppable(row: IndexRow): string | null {
  if (row.constraint_name) return `it belongs to the constraint ${row.constraint_name}`;
  if (row.is_partitioned) return 'it is partitioned, which cannot be dropped concurrently';
  if (row.is_attached) return 'it is part of a partitioned index, and goes with that alone';
  return row.is_owner ? null : 'the console does not own its table';
}

function undroppable(found: readonly IndexRow[]): Finding[] {
  const bad = found.map((row) => ({ row, why: whyUndroppable(row) })).filter(({ why }) => why !== null);
  if (bad.length === 0) return [];
  return [
    block(
      'indexes-droppable',
      `${bad.length} of the indexes cannot be dropped concurrently by the console.`,
      'Give the console a role that owns them, or take another way.',
      bad.map(({ row, why }) => `${row.name}: ${why}`),
    ),
  ];
}

function missing(rows: readonly IndexRow[], passesOver: boolean): Finding[] {
  const gone = rows.filter((row) => !row.is_found).map((row) => row.name);
  if (gone.length === 0) return [];
  if (gone.length === rows.length)
    return [
      alreadySo(
        passesOver,
        'indexes-missing',
        'None of the indexes is there to be dropped.',
        'Look whether it ran before, or whether this is the right target.',
        gone,
      ),
    ];
  return [
    warn(
      'indexes-missing',
      `${gone.length} of the indexes are not there already.`,
      'Their steps see that they are gone, run nothing and count as done.',
      gone,
    ),
  ];
}

function special(found: readonly IndexRow[]): Finding[] {
  const rows = found.filter((row) => row.is_unique || row.is_replica_identity);
  if (rows.length === 0) return [];
  return [
    warn(
      'indexes-special',
      `${rows.length} of the indexes do more than speed things up (unique, replica identity).`,
      'Without them rows may be doubled or replication may stop: ask the database lead.',
      rows.map((row) => row.name),
    ),
  ];
}

/** An index that queries use is missed; what a standby's queries use is counted there and not here. */
function used(found: readonly IndexRow[]): Finding[] {
  const rows = found.filter(({ scans }) => Number(scans) > 0);
  if (rows.length === 0) return [];
  const scans = rows.reduce((sum, row) => sum + Number(row.scans), 0);
  return [
    warn(
      'indexes-used',
      `${counted(rows.length, 'index is', 'indexes are')} in use: ${counted(scans, 'scan')} since the statistics began.`,
      'Queries that use them get slower at once. Their definitions are kept for the way back.',
      rows.map((row) => `${row.name}: ${row.scans}`),
    ),
  ];
}

/** A row of `sql/preflight/invalid-indexes.sql`. */
export type InvalidIndexRow = {
  schema_name: string;
  table_name: string;
  name: string;
  is_being_built: boolean;
  size: string;
  oid: string;
};

/** What an interrupted statement has left; each that nobody is building now can be removed beside the plan. */
export function judgeInvalidIndexes(rows: readonly InvalidIndexRow[]): Finding {
  const key = 'invalid-indexes';
  if (rows.length === 0) return ok(key, 'No index is invalid.');
  const details = rows.map(
    (row) =>
      `${row.schema_name}.${row.name} on ${row.table_name}, ${row.size}${row.is_being_built ? ', being built now' : ''}`,
  );
  const leftIndexes = rows
    .filter((row) => !row.is_being_built)
    .map(({ oid, schema_name, name, table_name }) => ({ oid, schema: schema_name, name, table: table_name }));
  const finding = warn(
    key,
    `${rows.length} indexes are invalid: an earlier build or drop was cut off.`,
    'They cost every write and serve no read: ask for removing them here, or drop them once this is over.',
    details,
  );
  return { ...finding, ...(leftIndexes.length > 0 && { leftIndexes }) };
}
