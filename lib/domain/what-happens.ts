import type { RenderedStep, StepForecast } from '@/lib/contracts/plan';
import { commandEffects } from './command-effects';
import { blocksPeople, LOCK_MODES, type LockMode, lockMeans, modeWords, strongest } from './lock-modes';
import { type SimilarRuns, timeWords } from './similar-runs';
import type { Node, SqlTree } from './sql-policy-tree';
import { locksOfScript, type Relation, type StatementLock, type StatementLocks } from './statement-locks';
import { bytesWords } from './words';

/** What the target said of one relation; `table`: of an index, the table that it belongs to. */
export type RelationSeen = { kind: string; table: string | null; bytes: number; rows: number | null };
/** Relations by `relationKey`; one that was asked for and is not there is absent. */
export type Seen = ReadonlyMap<string, RelationSeen>;

/** As the catalogue is asked for it: every part quoted. */
export function relationKey({ schema, name }: Relation): string {
  const quote = (part: string) => `"${part.replaceAll('"', '""')}"`;
  return schema === null ? quote(name) : `${quote(schema)}.${quote(name)}`;
}

/** The relations that a statement touches, whose sizes are worth asking for. */
export const relationsTouched = (tree: SqlTree): Relation[] => (locksOfScript(tree)?.locks ?? []).map(({ on }) => on);

type ForecastStep = Pick<RenderedStep, 'effect' | 'action' | 'estimateMs' | 'usersNotice'>;
type Facts = { tree: SqlTree | null; seen: Seen; similar: SimilarRuns | null };

/**
 * What one step will do, in sentences: what it locks and whom that keeps waiting, how long it takes, what it touches, and
 * what users notice. Where nothing is known nothing is said. `tree`: of a SQL step, or of what a
 * command says it will run, as PostgreSQL's parser reads it.
 */
export function whatHappens(step: ForecastStep, { tree, seen, similar }: Facts): StepForecast {
  const taken = tree && locksOfScript(tree);
  const command = step.action.kind === 'command' && step.effect !== 'read' ? commandEffects(step.action.argv) : null;
  const lock = step.effect === 'read' ? null : (lockSentence(tree, taken, seen) ?? command?.lock ?? null);
  const isBlocking = step.effect !== 'read' && (isBlockingLock(taken) || command?.isBlocking === true);
  return {
    lock,
    isBlocking,
    time: timeWords(similar, step.estimateMs),
    longestMs: similar?.worstMs ?? step.estimateMs,
    touches: step.effect === 'read' ? [] : touchesOf(tree, taken, seen),
    usersNotice: step.usersNotice ?? noticeOf(step, taken, seen) ?? command?.notice ?? null,
  };
}

function noticeOf(step: ForecastStep, taken: StatementLocks | null, seen: Seen): string | null {
  if (step.effect === 'read') return 'Nothing: it only looks.';
  const held = (taken?.locks ?? []).filter(({ mode }) => blocksPeople(mode));
  return held.length === 0
    ? null
    : `Calls that need ${listWords(held.map((lock) => tableOf(lock, seen)))} wait meanwhile.`;
}

const isBlockingLock = (taken: StatementLocks | null) =>
  taken !== null &&
  (taken.locks.some(({ mode }) => blocksPeople(mode)) || (taken.onEach ? blocksPeople(taken.onEach) : false));

/** Statements about whole databases lock no table; what they ask of everybody else is another thing. */
const OF_DATABASES: Record<string, (node: Node) => string> = {
  CreatedbStmt: () => 'Locks no table. Nobody may be connected to the template meanwhile.',
  DropdbStmt: ({ dbname }) => `Locks no table. Nobody may be connected to ${dbname}.`,
  AlterDatabaseStmt: ({ dbname }) => `Locks no table. Who is connected to ${dbname} stays connected.`,
  AlterSystemStmt: () => 'Locks no table.',
  RenameStmt: ({ subname }) => `Locks no table. Nobody may be connected to ${subname} while its name changes.`,
};

function lockSentence(tree: SqlTree | null, taken: ReturnType<typeof locksOfScript>, seen: Seen): string | null {
  if (!taken) return null;
  const { tag, node } = statementOf(tree);
  if (taken.locks.length === 0 && !taken.onEach) return OF_DATABASES[tag]?.(node) ?? 'Locks no table.';
  const sentences = taken.onEach
    ? [`${lockMeans(taken.onEach, 'each table')}, while its turn lasts (${modeWords(taken.onEach)}).`]
    : meanings(taken, seen);
  if (taken.waitsForOthers) sentences.push('It first waits for open transactions that have used the table.');
  if (taken.unknown > 0) sentences.push(unknownWords(taken.unknown));
  return sentences.length > 0 ? sentences.join(' ') : 'Nobody waits for it.';
}

const unknownWords = (count: number) =>
  count === 1
    ? 'It runs one more statement, whose locks are not known here.'
    : `It runs ${count} more statements, whose locks are not known here.`;

/** One sentence for each kind of lock, the strongest first; a table that several are taken on counts with its strongest. */
function meanings({ locks, holdsIndexes }: StatementLocks, seen: Seen): string[] {
  const modes = new Map<string, LockMode>();
  for (const lock of locks) {
    const table = tableOf(lock, seen);
    modes.set(table, strongest([lock.mode, modes.get(table) ?? lock.mode]) ?? lock.mode);
  }
  return LOCK_MODES.toReversed().flatMap((mode) => {
    const tables = [...modes].filter(([, own]) => own === mode).map(([table]) => table);
    if (mode === 'AccessShareLock' || tables.length === 0) return [];
    return [`${lockMeans(holdsIndexes ? 'AccessExclusiveLock' : mode, listWords(tables))} (${modeWords(mode)}).`];
  });
}

function tableOf({ on, via }: StatementLock, seen: Seen): string {
  const fact = seen.get(relationKey(on));
  if (via === 'index' || fact?.kind === 'i') return fact?.table ?? `the table of ${on.name}`;
  return on.name;
}

const KINDS: Record<string, string> = {
  v: 'the view ',
  m: 'the materialized view ',
  S: 'the sequence ',
  i: 'the index ',
};

function touchesOf(tree: SqlTree | null, taken: StatementLocks | null, seen: Seen): string[] {
  const { tag, node } = statementOf(tree);
  const database = String(node.dbname ?? (node.renameType === 'OBJECT_DATABASE' ? node.subname : ''));
  if (database !== '') return [`the whole database ${database}`];
  if (tag === 'AlterSystemStmt') return ['settings of the whole server'];
  if (taken?.onEach) return ['every table of the database'];
  const locks = taken?.locks ?? [];
  return locks.length > LISTED ? touchedByTable(locks, seen) : locks.map((lock) => touchedWords(lock, seen));
}

/** More objects than this are counted by their tables. */
const LISTED = 8;

function touchedByTable(locks: readonly StatementLock[], seen: Seen): string[] {
  const indexes = locks.filter(({ on, via }) => via === 'index' || seen.get(relationKey(on))?.kind === 'i');
  const tables = [...new Set(indexes.map((lock) => tableOf(lock, seen)))].map((table) => {
    const own = indexes.filter((lock) => tableOf(lock, seen) === table);
    const bytes = own.reduce((sum, { on }) => sum + (seen.get(relationKey(on))?.bytes ?? 0), 0);
    return own.length === 1
      ? touchedWords(own[0] as StatementLock, seen)
      : `${own.length} indexes of ${table} (${bytesWords(bytes)})`;
  });
  return [...tables, ...locks.filter((lock) => !indexes.includes(lock)).map((lock) => touchedWords(lock, seen))];
}

function touchedWords({ on, via }: StatementLock, seen: Seen): string {
  const fact = seen.get(relationKey(on));
  if (!fact) return via === 'index' ? `the index ${on.name}` : on.name;
  const of = fact.table ? ` of ${fact.table}` : '';
  const rows = fact.rows === null ? '' : `, about ${countWords(fact.rows)}${of ? ' in the table' : ''}`;
  return `${KINDS[fact.kind] ?? ''}${on.name}${of} (${bytesWords(fact.bytes)}${rows})`;
}

const countWords = (rows: number) => (rows === 1 ? '1 row' : `${rows.toLocaleString('en-US')} rows`);

function statementOf(tree: SqlTree | null): { tag: string; node: Node } {
  const [entry] = Object.entries(tree?.stmts?.[0]?.stmt ?? {}) as [string, Node][];
  return { tag: entry?.[0] ?? '', node: entry?.[1] ?? {} };
}

/** "users, dialogs and assistants" */
function listWords(names: readonly string[]): string {
  const each = [...new Set(names)];
  return each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} and ${each.at(-1)}`;
}
