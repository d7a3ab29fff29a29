import type { StatementKind } from '../sql-policy';

/** One use of a SQL file by a procedure, and what PostgreSQL's parser finds in its text. */
export type SqlUse = {
  /** The procedure's key. */
  by: string;
  statement: StatementKind;
  /** As the procedure gives them; what is only known to a plan still has its braces. */
  parameters: Record<string, string>;
  reads: readonly string[];
  calls: readonly string[];
  settings: readonly string[];
};

export type RightKind =
  | 'own-index'
  | 'create-index'
  | 'own-relation'
  | 'read'
  | 'call'
  | 'set'
  | 'create-database'
  | 'own-database'
  | 'end-sessions'
  | 'see-sessions'
  | 'see-settings';
/** `name`: an index, a relation, a function or a setting; empty for what has none. */
export type Need = { kind: RightKind; name: string; by: string[] };
type Wanted = readonly [kind: RightKind, names?: readonly string[]];

const given = (parameters: Record<string, string>, name: string): string[] => {
  const value = parameters[name];
  return value === undefined || value === '' || value.includes('{') ? [] : [value];
};
/** A step puts back what a look kept under the name of the thing: `{definition_of_idx_a}`, `{kept_work_mem}`. */
const kept = ({ parameters }: SqlUse, prefix: string): string[] =>
  Object.values(parameters).flatMap((value) => new RegExp(`^\\{${prefix}(\\w+)\\}$`).exec(value)?.[1] ?? []);

/** What each kind of statement takes. Locks are waited for, so people have to see who holds them, and may end them. */
const LOCKING: readonly Wanted[] = [['see-sessions'], ['end-sessions']];
const BY_STATEMENT: Partial<Record<StatementKind, (use: SqlUse) => readonly Wanted[]>> = {
  select: ({ reads }) => [
    ['read', reads],
    ...(reads.some((name) => SETTINGS.has(name)) ? ([['see-settings']] as const) : []),
  ],
  'drop-index-concurrently': ({ parameters }) => [['own-index', given(parameters, 'index')], ...LOCKING],
  'create-index-concurrently': (use) => [['create-index', kept(use, 'definition_of_')], ...LOCKING],
  'drop-view-cascade': ({ parameters }) => [['own-relation', given(parameters, 'view')], ...LOCKING],
  'drop-table-cascade': ({ parameters }) => [['own-relation', given(parameters, 'table')], ...LOCKING],
  'alter-system-reset': ({ settings }) => [['set', settings]],
  'alter-system-set': (use) => [['set', kept(use, 'kept_')]],
  'server-call': ({ calls }) => [['call', calls]],
  'application-call': ({ calls }) => [['call', calls]],
  'end-database-sessions': () => LOCKING,
  'create-database': () => [['create-database']],
  'drop-database': () => [['own-database']],
  'rename-database': () => [['own-database'], ['create-database']],
  'alter-database-connections': () => [['own-database']],
  analyze: () => [['own-database']],
};
const SETTINGS: ReadonlySet<string> = new Set(['pg_settings', 'pg_file_settings']);

const OF_SERVER: ReadonlySet<RightKind> = new Set([
  'create-database',
  'end-sessions',
  'see-sessions',
  'see-settings',
  'set',
]);

/** Rights that hold for the whole server, from whichever of its databases they are looked at. */
export const isOfServer = (kind: RightKind): boolean => OF_SERVER.has(kind);

/** Every right that the procedures' statements take, once, with the procedures that take it. */
export function neededRights(uses: readonly SqlUse[]): Need[] {
  const needs = new Map<string, Need>();
  for (const use of uses)
    for (const [kind, names = ['']] of BY_STATEMENT[use.statement]?.(use) ?? [])
      for (const name of names) add(needs, kind, name, use.by);
  return [...needs.values()];
}

function add(needs: Map<string, Need>, kind: RightKind, name: string, by: string): void {
  const key = `${kind} ${name}`;
  const need = needs.get(key) ?? { kind, name, by: [] };
  if (!need.by.includes(by)) need.by.push(by);
  needs.set(key, need);
}

export const namesOf = (needs: readonly Need[], ...kinds: RightKind[]): string[] => [
  ...new Set(needs.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name)),
];
