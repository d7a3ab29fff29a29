import 'server-only';
import type { Finding } from '@/lib/contracts/plan';
import { block, ok, warn } from '@/lib/domain/preflight/finding';
import { definitionFact } from '@/lib/domain/runbook-looks';
import { judgeSqlText } from '../../runbooks/parse-sql';
import { already, type Look, type LookContext, many, query } from './look';

type IndexRow = {
  name: string;
  is_found: boolean;
  table_name: string;
  size: string;
  scans: string;
  is_valid: boolean;
  is_unique: boolean;
  is_replica_identity: boolean;
  is_partitioned: boolean;
  constraint_name: string | null;
  definition: string;
  is_owner: boolean;
};

/** Each index with what it is worth, and its definition kept for the way back. */
export const indexes: Look = async (context, args) => {
  const rows = (await query(context, 'preflight/index-facts.sql', { indexes: many(args, 'indexes') })) as IndexRow[];
  const found = rows.filter((row) => row.is_found);
  const statements = new Map(found.map((row) => [row.name, concurrently(row.definition)]));
  const refused = refusedOf(statements);
  const isWayBack = context.procedure.branches.some((branch) => branch.key === context.branch && branch.isWayBack);
  const findings = isWayBack
    ? []
    : [...undroppable(found), ...missing(context, rows), ...valuable(found), ...unrestorable(refused)];
  const details = found.map(
    (row) =>
      `${row.name} on ${row.table_name}: ${row.size}, used ${row.scans ?? 0} times${row.is_valid ? '' : ', INVALID'}`,
  );
  if (found.length > 0)
    findings.unshift(
      ok(
        'indexes',
        `${found.length} of the ${rows.length} indexes are there; their definitions are kept for the way back.`,
        details,
      ),
    );
  return {
    findings,
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

function unrestorable(refused: Map<string, string>): Finding[] {
  if (refused.size === 0) return [];
  return [
    warn(
      'indexes-unrestorable',
      `${refused.size} of the indexes will not be put back by the console.`,
      'The way back leaves them out; their definitions stand in the plan, for creating them by hand.',
      [...refused].map(([name, because]) => `${name}: ${because}`),
    ),
  ];
}

function undroppable(found: IndexRow[]): Finding[] {
  const because = (row: IndexRow): string | null =>
    row.constraint_name
      ? `it belongs to the constraint ${row.constraint_name}`
      : row.is_partitioned
        ? 'it is partitioned, which cannot be dropped concurrently'
        : row.is_owner
          ? null
          : 'the console does not own its table';
  const bad = found.map((row) => ({ row, why: because(row) })).filter(({ why }) => why !== null);
  if (bad.length === 0) return [];
  return [
    block(
      'indexes-droppable',
      `${bad.length} of the indexes cannot be dropped concurrently by the console.`,
      'Give the console a role that owns them, or take another way.',
      bad.map(({ row, why }) => `${row.name}: ${why}`),
    ),
  ];
}

function missing(context: LookContext, rows: IndexRow[]): Finding[] {
  const gone = rows.filter((row) => !row.is_found).map((row) => row.name);
  if (gone.length === 0) return [];
  if (gone.length === rows.length)
    return [
      already(
        context,
        'indexes-missing',
        'None of the indexes is there to be dropped.',
        'Look whether it ran before, or whether this is the right target.',
        gone,
      ),
    ];
  return [
    warn(
      'indexes-missing',
      `${gone.length} of the indexes are not there already.`,
      'Their steps see that they are gone, run nothing and count as done.',
      gone,
    ),
  ];
}

function valuable(found: IndexRow[]): Finding[] {
  const special = found.filter((row) => row.is_unique || row.is_replica_identity);
  if (special.length === 0) return [];
  return [
    warn(
      'indexes-special',
      `${special.length} of the indexes do more than speed things up (unique, replica identity).`,
      'Without them rows may be doubled or replication may stop: ask the database lead.',
      special.map((row) => row.name),
    ),
  ];
}

export const remainingIndexes: Look = async (context, args) => {
  const except = many(args, 'except');
  const rows = await query(context, 'verify/remaining-indexes.sql');
  const others = rows.filter((row) => !except.includes(String(row.name)));
  const left = others.map((row) => String(row.name));
  const valid = others.filter((row) => row.is_valid).map((row) => String(row.name));
  return {
    findings: [
      ok(
        'remaining-indexes',
        except.length === 0
          ? `${left.length} idx_ indexes are there now.`
          : `${left.length} other idx_ indexes are there, and stay.`,
        left,
      ),
    ],
    facts: {
      remaining_index_count: String(left.length),
      remaining_valid_indexes: valid.join(', '),
      remaining_valid_count: String(valid.length),
    },
  };
};

export const invalidIndexes: Look = async (context) => {
  const rows = await query(context, 'preflight/invalid-indexes.sql');
  if (rows.length === 0) return { findings: [ok('invalid-indexes', 'No index is invalid.')] };
  const details = rows.map(
    (row) =>
      `${row.schema_name}.${row.name} on ${row.table_name}, ${row.size}${row.is_being_built ? ', being built now' : ''}`,
  );
  const leftIndexes = rows
    .filter((row) => !row.is_being_built)
    .map(({ oid, schema_name, name, table_name }) => ({
      oid: String(oid),
      schema: String(schema_name),
      name: String(name),
      table: String(table_name),
    }));
  const finding = warn(
    'invalid-indexes',
    `${rows.length} indexes are invalid: an earlier build or drop was cut off.`,
    'They cost every write and serve no read: ask for removing them here, or drop them once this is over.',
    details,
  );
  return { findings: [{ ...finding, ...(leftIndexes.length > 0 && { leftIndexes }) }] };
};
