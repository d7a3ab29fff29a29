import type { Effect } from '@/lib/contracts/plan';
import { STATEMENT_KINDS, STATEMENTS, type StatementKind } from './sql-policy-statements';
import { findHiddenCharacter } from './sql-policy-text';
import { type Node, type SqlTree, stringsOf } from './sql-policy-tree';
import { refuse, type SqlRefusal, type SqlVerdict, type StatementRule, WORDS } from './sql-policy-verdict';

export { STATEMENT_KINDS, type StatementKind } from './sql-policy-statements';
export type { SqlRefusal, SqlVerdict } from './sql-policy-verdict';
export type DeclaredSql = { effect: Effect; statement: StatementKind };

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
