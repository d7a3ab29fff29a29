import 'server-only';
import {
  type IndexRow,
  type InvalidIndexRow,
  judgeIndexes,
  judgeInvalidIndexes,
  listIndexes,
} from '@/lib/domain/preflight/indexes';
import {
  type BesidesRow,
  judgeBesides,
  judgeRemaining,
  type RemainingRow,
} from '@/lib/domain/preflight/remaining-indexes';
import { definitionFact } from '@/lib/domain/runbook-looks';
import { judgeSqlText } from '../../runbooks/parse-sql';
import { isPassedOver, isWayBack, type Look, many, query } from './look';

/** Each index with what it is worth, and its definition kept for the way back. */
export const indexes: Look = async (context, args) => {
  const rows = await query<IndexRow>(context, 'preflight/index-facts.sql', { indexes: many(args, 'indexes') });
  const found = rows.filter((row) => row.is_found);
  const statements = new Map(found.map((row) => [row.name, concurrently(row.definition)]));
  const refused = refusedOf(statements);
  const passesOver = isPassedOver(context);
  const judged = isWayBack(context) ? [] : judgeIndexes(rows, { refused, passesOver });
  return {
    findings: [...listIndexes(rows), ...judged],
    ...keptDefinitions(rows, statements, refused),
  };
};

/** The definition as it is put back: without blocking anybody who writes. */
function concurrently(definition: string): string {
  return definition.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY ');
}

/** Definitions that the console would not run: an index may call any function at each of its rows. */
function refusedOf(statements: Map<string, string>): Map<string, string> {
  const judged = [...statements].map(([name, text]) => {
    const verdict = judgeSqlText(text, { effect: 'change', statement: 'create-index-concurrently' });
    return [name, verdict.verdict === 'refused' ? verdict.because : ''] as const;
  });
  return new Map(judged.filter(([, because]) => because !== ''));
}

function keptDefinitions(rows: IndexRow[], statements: Map<string, string>, refused: Map<string, string>) {
  const kept = [...statements].filter(([name]) => !refused.has(name));
  const missingReason = ({ name, is_found, definition }: IndexRow) =>
    is_found
      ? `by hand, since ${refused.get(name)}: ${definition}`
      : 'it was not there when the preflight looked, so there is nothing to put back';
  return {
    facts: {
      ...Object.fromEntries(kept.map(([name, text]) => [definitionFact(name), text])),
      kept_indexes: kept.map(([name]) => name).join(', '),
      kept_index_count: String(kept.length),
    },
    missingFacts: Object.fromEntries(
      rows
        .filter(({ name }) => !kept.some(([known]) => known === name))
        .map((row) => [definitionFact(row.name), missingReason(row)]),
    ),
  };
}

export const remainingIndexes: Look = async (context, args) => {
  const except = many(args, 'except');
  const [rows, besides] = await Promise.all([
    query<RemainingRow>(context, 'verify/remaining-indexes.sql'),
    query<BesidesRow>(context, 'preflight/wildcard-besides.sql'),
  ]);
  const others = rows.filter(({ name }) => !except.includes(name));
  const left = others.map(({ name }) => name);
  const valid = others.filter((row) => row.is_valid).map(({ name }) => name);
  return {
    findings: [judgeRemaining(left, except.length === 0), ...judgeBesides(besides)],
    facts: {
      remaining_index_count: String(left.length),
      remaining_valid_indexes: valid.join(', '),
      remaining_valid_count: String(valid.length),
    },
  };
};

export const invalidIndexes: Look = async (context) => ({
  findings: [judgeInvalidIndexes(await query<InvalidIndexRow>(context, 'preflight/invalid-indexes.sql'))],
});
