import { APPLICATION_FUNCTIONS, READ_FUNCTIONS } from './sql-policy-functions';
import { type Node, namesIn, nodesOf } from './sql-policy-tree';
import { ALLOWED, refuse, type SqlRefusal, type SqlVerdict, WORDS } from './sql-policy-verdict';

/** Nodes that a read is made of. An allow-list: what the next PostgreSQL brings is refused until somebody has looked at it. */
const READ_NODES: ReadonlySet<string> = new Set(
  `SelectStmt ResTarget ColumnRef A_Star A_Const String Integer Float Boolean ParamRef TypeCast FuncCall NamedArgExpr
  A_Expr BoolExpr NullTest BooleanTest CaseExpr CaseWhen CoalesceExpr MinMaxExpr SQLValueFunction RowExpr A_ArrayExpr
  A_Indirection A_Indices CollateClause SubLink RangeVar RangeSubselect RangeFunction JoinExpr SortBy WindowDef
  CommonTableExpr GroupingSet GroupingFunc List`.split(/\s+/),
);

/** Whether a SELECT does nothing but look. */
export function judgeRead(statement: Node): SqlVerdict {
  for (const { tag, node } of nodesOf({ SelectStmt: statement })) {
    const refusal = judgeReadNode(tag, node);
    if (refusal) return refusal;
  }
  return ALLOWED;
}

/** One node of a read, or of an expression that is kept in the catalogue. */
export function judgeReadNode(tag: string, node: Node): SqlRefusal | null {
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
  if (path.length === 1 && APPLICATION_FUNCTIONS.has(name)) return null;
  return refuse(
    `a read calls ${path.join('.')}(), which is not on the list of functions that only look`,
    'Use a listed function, or have this one reviewed and added to the list.',
  );
}

function hasForeignOperator(node: Node): boolean {
  const operators = ['kind' in node && 'lexpr' in node ? node.name : null, node.operName, node.useOp];
  return operators.some((operator) => namesIn(operator).length > 1 && namesIn(operator)[0] !== 'pg_catalog');
}
