import 'server-only';
import type { Effect } from '@/lib/contracts/plan';
import { judgeSql } from '@/lib/domain/sql-policy';
import { STATEMENT_KINDS, STATEMENTS, type StatementKind } from '@/lib/domain/sql-policy-statements';
import { refuse, type SqlRefusal, type StatementRule, WORDS } from '@/lib/domain/sql-policy-verdict';
import { parseSql } from '../parse-sql';

export type DeclaredByText = { verdict: 'declared'; statement: StatementKind; effect: Effect } | SqlRefusal;

/**
 * What a text that declares nothing is, by its own parse tree: the kind of statement, with the strongest effect that the
 * kind can have. Whatever its author says beside it makes it no weaker.
 */
export function declareSql(text: string): DeclaredByText {
  const parsed = parseSql(text);
  if (parsed.verdict === 'refused') return parsed;
  const refusals: SqlRefusal[] = [];
  const tag = Object.keys(parsed.tree.stmts?.[0]?.stmt ?? {})[0] ?? 'nothing';
  for (const statement of STATEMENT_KINDS) {
    const rule: StatementRule = STATEMENTS[statement];
    if (rule.tag !== tag) continue;
    const effect = rule.effects.at(-1) as Effect;
    const verdict = judgeSql(parsed.tree, { statement, effect });
    if (verdict.verdict === 'allowed') return { verdict: 'declared', statement, effect };
    refusals.push(verdict);
  }
  const count = parsed.tree.stmts?.length ?? 0;
  if (count === 0) return refuse('there is no statement in the text', 'Write the one statement that the step runs.');
  return (
    refusals[0] ?? refuse(`the text is ${WORDS[tag] ?? tag}`, `Only these can run: ${STATEMENT_KINDS.join(', ')}.`)
  );
}

/** The text as a file of the catalogue, with the header that its statement and its step speak of. */
export function withHeader(text: string, declared: { statement: string; effect: string }, purpose: string): string {
  const line = purpose.replaceAll(/\s+/g, ' ').trim();
  return [
    `--! purpose: ${line}`,
    `--! effect: ${declared.effect}`,
    `--! statement: ${declared.statement}`,
    '--! params:',
    '--! risk: as its step says',
    '--! expects: as its step says',
    text,
  ].join('\n');
}
