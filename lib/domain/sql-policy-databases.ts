import { judgeReadNode } from './sql-policy-read';
import { type Node, namesIn, nodesOf } from './sql-policy-tree';
import { ALLOWED, refuse, type SqlVerdict, type StatementRule } from './sql-policy-verdict';

/**
 * Statements about whole databases. Which names they may be about is the type of the parameter (`restore-database`) of
 * the file that they stand in.
 */
export const DATABASE_STATEMENTS = {
  'create-database': { tag: 'CreatedbStmt', effects: ['change'], judge: judgeCreate },
  'rename-database': { tag: 'RenameStmt', effects: ['change'], judge: judgeRename },
  'drop-database': { tag: 'DropdbStmt', effects: ['change', 'irreversible'], judge: judgeDrop },
  'alter-database-connections': { tag: 'AlterDatabaseStmt', effects: ['change'], judge: judgeConnections },
  'end-database-sessions': { tag: 'SelectStmt', effects: ['change'], judge: judgeEndSessions },
  analyze: { tag: 'VacuumStmt', effects: ['change'], judge: judgeAnalyze },
} as const satisfies Record<string, StatementRule>;

const CREATE_OPTIONS = ['template', 'encoding', 'lc_collate', 'lc_ctype'];

function judgeCreate(statement: Node): SqlVerdict {
  const other = optionsOf(statement).find((option) => !CREATE_OPTIONS.includes(option));
  return other === undefined
    ? ALLOWED
    : refuse(`a new database is given "${other}"`, `Give it only: ${CREATE_OPTIONS.join(', ')}.`);
}

function judgeRename(statement: Node): SqlVerdict {
  return statement.renameType === 'OBJECT_DATABASE'
    ? ALLOWED
    : refuse('the text renames something other than a database', 'Write ALTER DATABASE … RENAME TO ….');
}

function judgeDrop(statement: Node): SqlVerdict {
  if (statement.missing_ok === true)
    return refuse('IF EXISTS lets a misspelt name pass as success', 'Leave IF EXISTS out; the step looks first.');
  return optionsOf(statement).length === 0
    ? ALLOWED
    : refuse(
        'FORCE ends the sessions of whoever still uses the database',
        'Leave FORCE out: it must be in nobody’s use.',
      );
}

function judgeConnections(statement: Node): SqlVerdict {
  const options = optionsOf(statement);
  return options.length === 1 && options[0] === 'allow_connections'
    ? ALLOWED
    : refuse(
        'the text changes something of the database besides who may connect',
        'Write ALTER DATABASE … WITH ALLOW_CONNECTIONS true or false.',
      );
}

function judgeAnalyze(statement: Node): SqlVerdict {
  return statement.is_vacuumcmd === true || optionsOf(statement).length > 0
    ? refuse('the text does more than ANALYZE', 'Write ANALYZE alone.')
    : ALLOWED;
}

function optionsOf({ options }: Node): string[] {
  if (!Array.isArray(options)) return [];
  return options.map((option) => String((option as { DefElem?: { defname?: string } }).DefElem?.defname ?? ''));
}

const TERMINATE = 'pg_terminate_backend';

/** One call, once a session, for the client sessions of one bound database and never the console's own. */
function judgeEndSessions(statement: Node): SqlVerdict {
  const calls = [...nodesOf({ SelectStmt: statement })].filter(
    ({ tag, node }) => tag === 'FuncCall' && isTerminate(node),
  );
  const columns = Array.isArray(statement.targetList) ? (statement.targetList as Node[]) : [];
  const own = columns.map(columnCall).filter((call) => isTerminate(call) && isAboutItsRow(call));
  if (calls.length !== 1 || own.length !== 1)
    return refuse('the text ends sessions more than once or somewhere inside', `Select ${TERMINATE}(pid) once.`);
  if (!isActivityAlone(statement.fromClause))
    return refuse(
      'the text ends sessions of something other than pg_stat_activity',
      'Select from pg_stat_activity alone.',
    );
  const missing = MUST_HOLD.find(([, isThere]) => !conjunctsOf(statement.whereClause).some(isThere));
  if (missing)
    return refuse(`the text may end other sessions: it lacks ${missing[0]}`, `Add "${missing[0]}" to WHERE.`);
  for (const { tag, node } of nodesOf({ SelectStmt: statement })) {
    const refusal = tag === 'FuncCall' && isTerminate(node) ? null : judgeReadNode(tag, node);
    if (refusal) return refusal;
  }
  return ALLOWED;
}

const isTerminate = (call: unknown) => namesIn((call as Node | undefined)?.funcname).at(-1) === TERMINATE;

const isAboutItsRow = (call: unknown) =>
  namesIn((call as { args?: { ColumnRef?: Node }[] }).args?.[0]?.ColumnRef?.fields).join() === 'pid';

function columnCall(column: Node): unknown {
  return (column.ResTarget as { val?: { FuncCall?: Node } } | undefined)?.val?.FuncCall;
}

function isActivityAlone(from: unknown): boolean {
  const [table, ...others] = Array.isArray(from) ? from : [];
  const { relname, schemaname } = (table as { RangeVar?: Node } | undefined)?.RangeVar ?? {};
  return others.length === 0 && relname === 'pg_stat_activity' && (schemaname ?? 'pg_catalog') === 'pg_catalog';
}

/** What is joined by AND at the top of a WHERE. */
function conjunctsOf(where: unknown): Node[] {
  const { BoolExpr, A_Expr } = (where ?? {}) as { BoolExpr?: Node; A_Expr?: Node };
  if (A_Expr) return [A_Expr];
  return BoolExpr?.boolop === 'AND_EXPR' && Array.isArray(BoolExpr.args) ? BoolExpr.args.flatMap(conjunctsOf) : [];
}

const isOf = (expression: Node, column: string, operator: string) =>
  expression.kind === 'AEXPR_OP' &&
  namesIn(expression.name).join() === operator &&
  namesIn((expression.lexpr as { ColumnRef?: Node } | undefined)?.ColumnRef?.fields).join() === column;

const MUST_HOLD: readonly [words: string, isThere: (expression: Node) => boolean][] = [
  ['datname = $1', (e) => isOf(e, 'datname', '=') && Object.hasOwn((e.rexpr as object | undefined) ?? {}, 'ParamRef')],
  [
    "backend_type = 'client backend'",
    (e) =>
      isOf(e, 'backend_type', '=') &&
      (e.rexpr as { A_Const?: { sval?: { sval?: string } } }).A_Const?.sval?.sval === 'client backend',
  ],
  [
    'pid <> pg_backend_pid()',
    (e) =>
      isOf(e, 'pid', '<>') && namesIn((e.rexpr as { FuncCall?: Node }).FuncCall?.funcname).join() === 'pg_backend_pid',
  ],
];
