/** PostgreSQL's own parse tree, as far as the policy reads it. */
export type SqlTree = { stmts?: { stmt?: object }[] };
export type Node = Record<string, unknown>;

/** The numbers of the `$n` that the statement uses. */
export function parameterNumbers(tree: SqlTree): Set<number> {
  const numbers = new Set<number>();
  for (const { tag, node } of nodesOf(tree)) if (tag === 'ParamRef') numbers.add(Number(node.number));
  return numbers;
}

/** The parts of a qualified name. */
export function namesIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.map((item) => (item as { String?: { sval?: string } }).String?.sval ?? '');
}

/** Every object of the tree; `tag` is the node's type, empty for the parts that the parser leaves untagged. */
export function* nodesOf(value: unknown, tag = ''): Generator<{ tag: string; node: Node }> {
  if (Array.isArray(value)) for (const item of value) yield* nodesOf(item);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const node = value as Node;
  yield { tag, node };
  // A tagged node is looked at untagged too: the same fields (intoClause, name) also come in untagged parts.
  if (tag !== '') yield { tag: '', node };
  for (const [key, child] of Object.entries(node)) yield* nodesOf(child, /^[A-Z]/.test(key) ? key : '');
}

/** Every string of the tree; literals may hold line ends, names may not. */
export function* stringsOf(value: unknown, isLiteral: boolean): Generator<{ text: string; isLiteral: boolean }> {
  if (typeof value === 'string') yield { text: value, isLiteral };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) yield* stringsOf(child, isLiteral || key === 'A_Const');
}
