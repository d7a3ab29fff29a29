import type { Effect } from '@/lib/contracts/plan';
import { READ_FUNCTIONS } from './sql-policy-functions';
import { findHiddenCharacter } from './sql-policy-text';
import { type Node, namesIn, nodesOf, type SqlTree, stringsOf } from './sql-policy-tree';

export type SqlRefusal = { verdict: 'refused'; because: string; remedy: string };
export type SqlVerdict = { verdict: 'allowed' } | SqlRefusal;
export type DeclaredSql = { effect: Effect; statement: StatementKind };

type StatementRule = { tag: string; effects: readonly Effect[]; judge: (statement: Node) => SqlVerdict };

const ALLOWED: SqlVerdict = { verdict: 'allowed' };

/** What a SQL file may declare itself to be. Whatever is not in this table cannot be run at all. */
const STATEMENTS = {
  select: { tag: 'SelectStmt', effects: ['read'], judge: judgeRead },
  'drop-index-concurrently': { tag: 'DropStmt', effects: ['change', 'irreversible'], judge: judgeDropIndex },
} as const satisfies Record<string, StatementRule>;
export type StatementKind = keyof typeof STATEMENTS;
export const STATEMENT_KINDS = Object.keys(STATEMENTS) as StatementKind[];

/** Nodes that a read is made of. An allow-list: what the next PostgreSQL brings is refused until somebody has looked at it. */
const READ_NODES: ReadonlySet<string> = new Set(
  `SelectStmt ResTarget ColumnRef A_Star A_Const String Integer Float Boolean ParamRef TypeCast FuncCall NamedArgExpr
  A_Expr BoolExpr NullTest BooleanTest CaseExpr CaseWhen CoalesceExpr MinMaxExpr SQLValueFunction RowExpr A_ArrayExpr
  A_Indirection A_Indices CollateClause SubLink RangeVar RangeSubselect RangeFunction JoinExpr SortBy WindowDef
  CommonTableExpr GroupingSet GroupingFunc List`.split(/\s+/),
);

/** Words for the statements that people try, so that a refusal names what it saw. */
const WORDS: Record<string, string> = {
  AlterSystemStmt: 'ALTER SYSTEM',
  CopyStmt: 'COPY, which can run programs and read files',
  CreateExtensionStmt: 'CREATE EXTENSION',
  DeleteStmt: 'DELETE',
  DoStmt: 'a DO block, which hides what it runs',
  DropStmt: 'DROP',
  ExplainStmt: 'EXPLAIN, which with ANALYZE runs the statement',
  InsertStmt: 'INSERT',
  LoadStmt: 'LOAD',
  LockingClause: 'FOR UPDATE or FOR SHARE, which locks rows',
  MergeStmt: 'MERGE',
  SelectStmt: 'SELECT',
  TransactionStmt: 'transaction control',
  TruncateStmt: 'TRUNCATE',
  UpdateStmt: 'UPDATE',
  VariableSetStmt: 'SET, which changes the session that the console relies on',
};

/** Whether a parsed text is the one statement that its file declares, and does no more than its declared effect. */
export function judgeSql(tree: SqlTree, declared: DeclaredSql): SqlVerdict {
  const statements = tree.stmts ?? [];
  if (statements.length === 0)
    return refuse('there is no statement in the text', 'Write the one statement that the step runs.');
  if (statements.length > 1) {
    return refuse(
      `the text has ${statements.length} statements; a step runs exactly one`,
      'Split it into one step a statement, so that each has its own check.',
    );
  }
  const [tag, node] = Object.entries(statements[0]?.stmt ?? {})[0] ?? ['nothing', {}];
  return judgeKind(tag, declared) ?? judgeNames(node) ?? STATEMENTS[declared.statement].judge(node as Node);
}

function judgeKind(tag: string, declared: DeclaredSql): SqlRefusal | null {
  const rule: StatementRule = STATEMENTS[declared.statement];
  if (!rule.effects.includes(declared.effect)) {
    return refuse(
      `${declared.statement} cannot have the effect "${declared.effect}"`,
      `Declare the effect as ${rule.effects.join(' or ')}.`,
    );
  }
  if (tag === rule.tag) return null;
  return refuse(
    `the text is ${WORDS[tag] ?? tag}, but ${declared.statement} is declared`,
    `Only these can run: ${STATEMENT_KINDS.join(', ')}.`,
  );
}

/** Escapes such as U&"\202E" bring characters into a name that the text does not show, so the tree is looked at as well. */
function judgeNames(statement: unknown): SqlRefusal | null {
  for (const { text, isLiteral } of stringsOf(statement, false)) {
    const hidden = findHiddenCharacter(text, isLiteral);
    if (hidden)
      return refuse(
        `the text has the hidden character ${hidden}`,
        'Type the name again; what people approve must be what they see.',
      );
  }
  return null;
}

function judgeRead(statement: Node): SqlVerdict {
  for (const { tag, node } of nodesOf({ SelectStmt: statement })) {
    const refusal = judgeReadNode(tag, node);
    if (refusal) return refusal;
  }
  return ALLOWED;
}

function judgeReadNode(tag: string, node: Node): SqlRefusal | null {
  if (tag === '' && 'intoClause' in node)
    return refuse('SELECT INTO creates a table', 'Read without INTO, or declare a change.');
  if (tag === '' && hasForeignOperator(node))
    return refuse('an operator from outside pg_catalog can run any function', 'Use the built-in operators.');
  if (tag === '') return null;
  if (!READ_NODES.has(tag))
    return refuse(
      `a read holds ${WORDS[tag] ?? tag}`,
      'Move the change into a step of its own, which is approved and checked.',
    );
  return tag === 'FuncCall' ? judgeFunction(node) : null;
}

function judgeFunction(call: Node): SqlRefusal | null {
  const path = namesIn(call.funcname);
  const name = path.at(-1) ?? '';
  const isBuiltIn = path.length === 1 || (path.length === 2 && path[0] === 'pg_catalog');
  if (isBuiltIn && READ_FUNCTIONS.has(name)) return null;
  return refuse(
    `a read calls ${path.join('.')}(), which is not on the list of functions that only look`,
    'Use a listed function, or have this one reviewed and added to the list.',
  );
}

function judgeDropIndex(statement: Node): SqlVerdict {
  if (statement.removeType !== 'OBJECT_INDEX')
    return refuse('the text drops something other than an index', 'Only an index can be dropped by this step.');
  if (statement.concurrent !== true)
    return refuse('DROP INDEX without CONCURRENTLY blocks the table', 'Write DROP INDEX CONCURRENTLY.');
  if (statement.missing_ok === true)
    return refuse(
      'IF EXISTS lets a misspelt name pass as success',
      'Leave IF EXISTS out; the preflight looks whether the index is there.',
    );
  if (statement.behavior === 'DROP_CASCADE')
    return refuse('CASCADE drops objects that nobody has seen', 'Leave CASCADE out.');
  const count = Array.isArray(statement.objects) ? statement.objects.length : 0;
  return count === 1
    ? ALLOWED
    : refuse(`the text drops ${count} indexes at once`, 'Write one step an index, so that each has its own check.');
}

function hasForeignOperator(node: Node): boolean {
  const operators = ['kind' in node && 'lexpr' in node ? node.name : null, node.operName, node.useOp];
  return operators.some((operator) => namesIn(operator).length > 1 && namesIn(operator)[0] !== 'pg_catalog');
}

function refuse(because: string, remedy: string): SqlRefusal {
  return { verdict: 'refused', because, remedy };
}
