import { alterTableLock } from './alter-table-locks';
import { type LockMode, strongest } from './lock-modes';
import { type Node, namesIn, nodesOf, type SqlTree } from './sql-policy-tree';

export type Relation = { schema: string | null; name: string };
/** `via`: an index stands for its table here, whose name the statement does not say. */
export type StatementLock = { on: Relation; via?: 'index'; mode: LockMode };
export type StatementLocks = {
  locks: StatementLock[];
  /** It takes each table of the database in turn, and names none. */
  onEach?: LockMode;
  /** It waits for transactions that are older than itself, whatever lock is free. */
  waitsForOthers?: true;
  /** Its indexes are locked whole besides: whoever plans a query of the table opens each of them, and waits. */
  holdsIndexes?: true;
};

/**
 * The locks of all statements of a script that runs as one transaction: whatever one of them takes is held to the end of all.
 * Null where none of them is known. `unknown`: how many are not, besides those that begin and end the transaction.
 */
export function locksOfScript(tree: SqlTree): (StatementLocks & { unknown: number }) | null {
  const statements = (tree.stmts ?? []).filter(({ stmt }) => !Object.hasOwn(stmt ?? {}, 'TransactionStmt'));
  const each = statements.map((one) => locksOf({ stmts: [one] }));
  const known = each.filter((one) => one !== null);
  if (known.length === 0) return null;
  const onEach = strongest(known.flatMap((one) => one.onEach ?? []));
  return {
    locks: strongestOfEach(known.flatMap(({ locks }) => locks)),
    ...(onEach && { onEach }),
    ...(known.some((one) => one.waitsForOthers) && { waitsForOthers: true as const }),
    ...(known.some((one) => one.holdsIndexes) && { holdsIndexes: true as const }),
    unknown: each.length - known.length,
  };
}

type Rule = (node: Node) => StatementLocks;
const NONE: StatementLocks = { locks: [] };

/**
 * The locks that one statement takes on tables and holds to its end, by PostgreSQL's own rules; what it only reads
 * included. Null for a kind that is not known here: then nothing is said rather than something wrong.
 * statement-locks.integration.test.ts compares each kind with what a server takes.
 */
export function locksOf(tree: SqlTree): StatementLocks | null {
  const entries = Object.entries(tree.stmts?.[0]?.stmt ?? {}) as [string, Node][];
  const [tag, node] = entries[0] ?? [];
  if (!tag || !node || !Object.hasOwn(RULES, tag)) return null;
  const taken = (RULES[tag] as Rule)(node);
  return { ...taken, locks: strongestOfEach(taken.locks) };
}

const RULES: Record<string, Rule> = {
  SelectStmt: (node) => ({
    locks: reads(node, Array.isArray(node.lockingClause) ? 'RowShareLock' : 'AccessShareLock'),
  }),
  InsertStmt: writes,
  UpdateStmt: writes,
  DeleteStmt: writes,
  MergeStmt: writes,
  TruncateStmt: ({ relations }) => ({ locks: onAll(relations, 'AccessExclusiveLock') }),
  LockStmt: ({ relations, mode }) => ({ locks: onAll(relations, LOCK_NUMBERS[Number(mode)] ?? 'AccessExclusiveLock') }),
  IndexStmt: ({ relation, concurrent }) => ({
    locks: on(relation, concurrent ? 'ShareUpdateExclusiveLock' : 'ShareLock'),
    ...(concurrent === true && { waitsForOthers: true }),
  }),
  DropStmt: drops,
  AlterTableStmt: (node) => (ofIndex(node) ? ofAlteredIndex(node) : { locks: onAltered(node) }),
  RenameStmt: ({ relation, renameType }) => ({
    locks: relation
      ? on(relation, renameType === 'OBJECT_INDEX' ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock')
      : [],
  }),
  AlterObjectSchemaStmt: ({ relation }) => ({ locks: on(relation, 'AccessExclusiveLock') }),
  CreateTrigStmt: ({ relation }) => ({ locks: on(relation, 'ShareRowExclusiveLock') }),
  RuleStmt: ({ relation }) => ({ locks: on(relation, 'AccessExclusiveLock') }),
  CreatePolicyStmt: ({ table }) => ({ locks: on(table, 'AccessExclusiveLock') }),
  AlterPolicyStmt: ({ table }) => ({ locks: on(table, 'AccessExclusiveLock') }),
  VacuumStmt: vacuums,
  ReindexStmt: reindexes,
  ClusterStmt: ({ relation }) =>
    relation ? { locks: on(relation, 'AccessExclusiveLock') } : { locks: [], onEach: 'AccessExclusiveLock' },
  RefreshMatViewStmt: ({ relation, concurrent }) => ({
    locks: on(relation, concurrent ? 'ExclusiveLock' : 'AccessExclusiveLock'),
  }),
  CommentStmt: ({ objtype, object }) => ({
    locks: objtype === 'OBJECT_TABLE' ? [{ on: named(object), mode: 'ShareUpdateExclusiveLock' }] : [],
  }),
  CreateStmt: (node) => ({ locks: references(node) }),
  CreateTableAsStmt: (node) => ({ locks: reads(node.query, 'AccessShareLock') }),
  ViewStmt: (node) => ({
    locks: [...reads(node.query, 'AccessShareLock'), ...(node.replace ? on(node.view, 'AccessExclusiveLock') : [])],
  }),
  // What others do to a table never waits for these: rights, settings, and whole databases, which are not tables.
  ...Object.fromEntries(
    ['GrantStmt', 'AlterSystemStmt', 'VariableSetStmt', 'CreatedbStmt', 'DropdbStmt', 'AlterDatabaseStmt'].map(
      (tag): [string, Rule] => [tag, () => NONE],
    ),
  ),
};

const LOCK_NUMBERS: Record<number, LockMode> = {
  1: 'AccessShareLock',
  2: 'RowShareLock',
  3: 'RowExclusiveLock',
  4: 'ShareUpdateExclusiveLock',
  5: 'ShareLock',
  6: 'ShareRowExclusiveLock',
  7: 'ExclusiveLock',
  8: 'AccessExclusiveLock',
};

function writes(node: Node): StatementLocks {
  return { locks: [...reads(node, 'AccessShareLock'), ...on(node.relation, 'RowExclusiveLock')] };
}

const OWN_RELATIONS = new Set([
  'OBJECT_TABLE',
  'OBJECT_VIEW',
  'OBJECT_MATVIEW',
  'OBJECT_SEQUENCE',
  'OBJECT_FOREIGN_TABLE',
]);
const PARTS_OF_TABLE = new Set(['OBJECT_TRIGGER', 'OBJECT_POLICY', 'OBJECT_RULE']);

function drops({ removeType, objects, concurrent }: Node): StatementLocks {
  const type = String(removeType);
  const each = Array.isArray(objects) ? objects.map((object) => listOf(object)) : [];
  if (type === 'OBJECT_INDEX')
    return {
      locks: each.map((names) => ({
        on: relationOf(names),
        via: 'index',
        mode: concurrent ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock',
      })),
      ...(concurrent === true && { waitsForOthers: true }),
    };
  if (OWN_RELATIONS.has(type))
    return { locks: each.map((names) => ({ on: relationOf(names), mode: 'AccessExclusiveLock' })) };
  // The last word is the part's own name; what stands before it is its table.
  if (PARTS_OF_TABLE.has(type))
    return { locks: each.map((names) => ({ on: relationOf(names.slice(0, -1)), mode: 'AccessExclusiveLock' })) };
  return NONE;
}

const ofIndex = ({ objtype }: Node) => objtype === 'OBJECT_INDEX';

/** A setting of an index locks the index alone: queries that would use it wait for the strong kinds. */
function ofAlteredIndex({ relation, cmds }: Node): StatementLocks {
  return { locks: on(relation, alterTableLock(cmds)) };
}

function onAltered({ relation, cmds }: Node): StatementLock[] {
  const parts = [...nodesOf(cmds)];
  const referenced = parts.filter(({ tag, node }) => tag === 'Constraint' && node.pktable);
  const partitions = parts.filter(({ tag }) => tag === 'PartitionCmd');
  return [
    ...on(relation, alterTableLock(cmds)),
    ...referenced.flatMap(({ node }) => on(node.pktable, 'ShareRowExclusiveLock')),
    ...partitions.flatMap(({ node }) => on(node.name, 'AccessExclusiveLock')),
  ];
}

/** A new table locks nothing but what its foreign keys point at. */
function references(node: Node): StatementLock[] {
  const keys = [...nodesOf(node.tableElts)].filter(({ tag, node: key }) => tag === 'Constraint' && key.pktable);
  return keys.flatMap(({ node: key }) => on(key.pktable, 'ShareRowExclusiveLock'));
}

function vacuums({ rels, options }: Node): StatementLocks {
  const isFull = [...nodesOf(options)].some(
    ({ tag, node }) => tag === 'DefElem' && node.defname === 'full' && isOn(node),
  );
  const mode: LockMode = isFull ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
  if (!Array.isArray(rels) || rels.length === 0) return { locks: [], onEach: mode };
  return { locks: rels.flatMap((rel) => on((rel as { VacuumRelation?: Node }).VacuumRelation?.relation, mode)) };
}

function reindexes({ kind, relation, params }: Node): StatementLocks {
  const isConcurrent = [...nodesOf(params)].some(
    ({ tag, node }) => tag === 'DefElem' && node.defname === 'concurrently' && isOn(node),
  );
  const mode: LockMode = isConcurrent ? 'ShareUpdateExclusiveLock' : 'ShareLock';
  const waits = isConcurrent ? { waitsForOthers: true as const } : { holdsIndexes: true as const };
  if (kind === 'REINDEX_OBJECT_INDEX')
    return { locks: on(relation, mode).map((lock) => ({ ...lock, via: 'index' as const })), ...waits };
  if (kind === 'REINDEX_OBJECT_TABLE') return { locks: on(relation, mode), ...waits };
  return { locks: [], onEach: mode, ...waits };
}

/** An option without a value is on; `(full false)` is not. */
function isOn({ arg }: Node): boolean {
  const { String: text, Boolean: flag } = (arg ?? {}) as {
    String?: { sval?: string };
    Boolean?: { boolval?: boolean };
  };
  if (flag) return flag.boolval === true;
  return text === undefined || !['false', 'off', '0'].includes(text.sval ?? '');
}

/** Every table that is read, a name of a WITH query excepted: it is none. */
function reads(node: unknown, mode: LockMode): StatementLock[] {
  const all = [...nodesOf(node)];
  const own = new Set(all.flatMap(({ tag, node: cte }) => (tag === 'CommonTableExpr' ? [String(cte.ctename)] : [])));
  return all
    .filter(({ tag, node: range }) => tag === 'RangeVar' && !(own.has(String(range.relname)) && !range.schemaname))
    .flatMap(({ node: range }) => on(range, mode));
}

function onAll(relations: unknown, mode: LockMode): StatementLock[] {
  return Array.isArray(relations) ? relations.flatMap((r) => on((r as { RangeVar?: Node }).RangeVar, mode)) : [];
}

function on(range: unknown, mode: LockMode): StatementLock[] {
  const { relname, schemaname } = (range ?? {}) as { relname?: string; schemaname?: string };
  return relname ? [{ on: { schema: schemaname ?? null, name: relname }, mode }] : [];
}

const named = (object: unknown): Relation => relationOf(listOf(object));
const listOf = (object: unknown): string[] => namesIn((object as { List?: { items?: unknown } })?.List?.items);
const relationOf = (names: readonly string[]): Relation => ({
  schema: names.at(-2) ?? null,
  name: names.at(-1) ?? '',
});

function strongestOfEach(locks: readonly StatementLock[]): StatementLock[] {
  const byName = new Map<string, StatementLock>();
  for (const lock of locks) {
    const key = JSON.stringify([lock.on, lock.via]);
    const mode = strongest([lock.mode, ...(byName.has(key) ? [(byName.get(key) as StatementLock).mode] : [])]);
    byName.set(key, { ...lock, mode: mode as LockMode });
  }
  return [...byName.values()];
}
