import { type Node, namesIn, nodesOf } from './sql-policy-tree';
import { ALLOWED, refuse, type SqlVerdict } from './sql-policy-verdict';

/** What `select f($1)` consists of; whatever else a SELECT can have is not there. */
const CALL_NODES: ReadonlySet<string> = new Set([
  'SelectStmt',
  'ResTarget',
  'FuncCall',
  'ParamRef',
  'A_Const',
  'String',
]);
const CALL_FIELDS: ReadonlySet<string> = new Set(['targetList', 'limitOption', 'op']);
const REMEDY = 'Write "select name($1)" with a function of the list, or have this one reviewed and added to it.';

/** Exactly one call of one listed function, by its bare name, with plain values: no table, no condition, no second call. */
export function judgeCall(statement: Node, listed: ReadonlyMap<string, string>): SqlVerdict {
  const extra = Object.keys(statement).find((field) => !CALL_FIELDS.has(field));
  if (extra) return refuse(`the call stands in a larger statement (${extra})`, REMEDY);
  const nodes = [...nodesOf({ SelectStmt: statement })].filter(({ tag }) => tag !== '');
  const other = nodes.find(({ tag }) => !CALL_NODES.has(tag));
  if (other) return refuse(`the call holds more than plain values (${other.tag})`, REMEDY);
  const calls = nodes.filter(({ tag }) => tag === 'FuncCall').map(({ node }) => namesIn(node.funcname));
  const [name] = calls;
  if (calls.length !== 1 || !name)
    return refuse(`the text calls ${calls.length} functions where one is declared`, REMEDY);
  if (name.length === 1 && listed.has(name[0] as string)) return ALLOWED;
  return refuse(`the text calls ${name.join('.')}(), which nobody has reviewed`, REMEDY);
}
