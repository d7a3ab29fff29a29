import { judgeCall } from './sql-policy-calls';
import { DATABASE_STATEMENTS } from './sql-policy-databases';
import { APPLICATION_CALLS, SERVER_CALLS } from './sql-policy-functions';
import { judgeRead, judgeReadNode } from './sql-policy-read';
import { judgeResetSetting, judgeSetSetting } from './sql-policy-settings';
import { type Node, nodesOf } from './sql-policy-tree';
import { ALLOWED, refuse, type SqlVerdict, type StatementRule } from './sql-policy-verdict';

/** What a SQL file may declare itself to be. Whatever is not in this table cannot be run at all. */
export const STATEMENTS = {
  select: { tag: 'SelectStmt', effects: ['read'], judge: judgeRead },
  'drop-index-concurrently': { tag: 'DropStmt', effects: ['change', 'irreversible'], judge: judgeDropIndex },
  'create-index-concurrently': {
    tag: 'IndexStmt',
    effects: ['change'],
    judge: judgeCreateIndex,
    standIn: 'CREATE INDEX CONCURRENTLY i ON public.t USING btree (c)',
  },
  ...DATABASE_STATEMENTS,
  'drop-view-cascade': {
    tag: 'DropStmt',
    effects: ['change', 'irreversible'],
    judge: (statement) => judgeDropCascade(statement, 'OBJECT_VIEW', 'view'),
  },
  'drop-table-cascade': {
    tag: 'DropStmt',
    effects: ['change', 'irreversible'],
    judge: (statement) => judgeDropCascade(statement, 'OBJECT_TABLE', 'table'),
  },
  'application-call': { tag: 'SelectStmt', effects: ['change'], judge: (node) => judgeCall(node, APPLICATION_CALLS) },
  'server-call': { tag: 'SelectStmt', effects: ['change'], judge: (node) => judgeCall(node, SERVER_CALLS) },
  'alter-system-reset': { tag: 'AlterSystemStmt', effects: ['change'], judge: judgeResetSetting },
  'alter-system-set': {
    tag: 'AlterSystemStmt',
    effects: ['change'],
    judge: judgeSetSetting,
    standIn: "ALTER SYSTEM SET work_mem = '4MB'",
  },
} as const satisfies Record<string, StatementRule>;
/** A statement of this kind, standing for one that is only known when a plan is made. */
export function standInStatement(kind: StatementKind): string {
  const rule: StatementRule = STATEMENTS[kind];
  return rule.standIn ?? '';
}

export type StatementKind = keyof typeof STATEMENTS;
export const STATEMENT_KINDS = Object.keys(STATEMENTS) as StatementKind[];

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

/** CASCADE has to be said: its kind stands for "whatever depends on it was shown, counted and kept before". */
function judgeDropCascade(statement: Node, type: string, word: string): SqlVerdict {
  if (statement.removeType !== type)
    return refuse(`the text drops something other than a ${word}`, `Only a ${word} can be dropped by this step.`);
  if (statement.missing_ok === true)
    return refuse(
      'IF EXISTS lets a misspelt name pass as success',
      `Leave IF EXISTS out; the step looks first whether the ${word} is there.`,
    );
  if (statement.behavior !== 'DROP_CASCADE')
    return refuse(
      `the text drops a ${word} without CASCADE`,
      'Write CASCADE, which this kind of statement stands for.',
    );
  const count = Array.isArray(statement.objects) ? statement.objects.length : 0;
  return count === 1
    ? ALLOWED
    : refuse(`the text drops ${count} ${word}s at once`, 'Write one step for each, so that each has its own check.');
}

/** Nodes that an index's definition has besides those of a read. */
const INDEX_NODES: ReadonlySet<string> = new Set(['IndexStmt', 'IndexElem', 'DefElem']);

function judgeCreateIndex(statement: Node): SqlVerdict {
  if (statement.concurrent !== true)
    return refuse('CREATE INDEX without CONCURRENTLY blocks writes to the table', 'Write CREATE INDEX CONCURRENTLY.');
  if (statement.if_not_exists === true)
    return refuse(
      'IF NOT EXISTS lets an invalid index of that name pass as success',
      'Leave IF NOT EXISTS out; the step looks first whether the index is there.',
    );
  for (const { tag, node } of nodesOf({ IndexStmt: statement })) {
    const refusal = INDEX_NODES.has(tag) ? null : judgeReadNode(tag, node);
    if (refusal) return refusal;
  }
  return ALLOWED;
}
