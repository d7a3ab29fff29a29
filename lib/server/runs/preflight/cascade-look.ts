import 'server-only';
import {
  crossRelations,
  type Dependent,
  dependentsSummary,
  dumpPattern,
  isView,
  parseIdentity,
  putBackScript,
  qualifiedName,
  type Relation,
  without,
} from '@/lib/domain/kept-relations';
import {
  type DependentRow,
  judgeMentions,
  judgeReach,
  judgeRows,
  type MentionRow,
  type Reach,
  type RelationRow,
} from '@/lib/domain/preflight/cascade';
import { block } from '@/lib/domain/preflight/finding';
import { isWayBack, type Look, type LookContext, one, query } from './look';

const KEY = 'cascade';
const BECAUSE = 'It was not there when the preflight looked.';

/**
 * What goes when a view and then a table are dropped with CASCADE: every object by its name, whether it can be taken
 * aside and put back, and the texts that do so. `viewFile` and `tableFile`: where the two are taken to.
 */
export const cascade: Look = async (context, args) => {
  const names = [one(args, 'view'), one(args, 'table')];
  const rows = (await query(context, 'preflight/relation-facts.sql', { relations: names })) as RelationRow[];
  const [viewRow, tableRow] = rows as [RelationRow, RelationRow];
  const [view, table] = await Promise.all([reachOf(context, viewRow), reachOf(context, tableRow)]);
  // The view goes first, so the table's own step takes only what is left by then.
  const gone = viewRow.is_found ? [asDependent(viewRow), ...view.dependents] : [];
  const later = { row: tableRow, dependents: without(table.dependents, gone) as DependentRow[] };
  const findings = [
    ...(viewRow.is_found || tableRow.is_found || isWayBack(context) ? [] : [noneFound(names)]),
    ...judgeReach(`${KEY}-view`, view, 'v'),
    ...judgeReach(`${KEY}-table`, later, 'r'),
    ...(await namesakes(context, [view, later])),
    ...(await mentions(context, names)),
  ];
  const facts: Record<string, string> = {
    ...factsOf('view', view, one(args, 'viewFile')),
    ...factsOf('table', later, one(args, 'tableFile')),
  };
  if (tableRow.is_found) {
    const [counted] = await query(context, 'verify/row-count.sql', { table: tableRow.name });
    facts.table_rows = String(counted?.rows);
    findings.push(judgeRows(`${KEY}-rows`, tableRow, facts.table_rows));
  }
  const missing = (['view', 'table'] as const).filter((prefix) => !(prefix === 'view' ? viewRow : tableRow).is_found);
  return { findings, facts, missingFacts: Object.fromEntries(missing.map((prefix) => [`${prefix}_pattern`, BECAUSE])) };
};

async function reachOf(context: LookContext, row: RelationRow): Promise<Reach> {
  if (!row.is_found) return { row, dependents: [] };
  const rows = await query(context, 'preflight/dependents.sql', { relations: row.name });
  return { row, dependents: rows as DependentRow[] };
}

const relationOf = (row: RelationRow): Relation => ({ schema: row.schema_name, name: row.relation_name });
const asDependent = (row: RelationRow): Dependent => ({
  kind: 'view',
  identity: qualifiedName(relationOf(row)),
  statement: null,
});

function relationsOf({ row, dependents }: Reach): Relation[] {
  return [relationOf(row), ...dependents.filter(isView).flatMap(({ identity }) => parseIdentity(identity) ?? [])];
}

/** The steps of a relation that is not there are left out, by the fact that is missing. */
function factsOf(prefix: 'view' | 'table', reach: Reach, file: string): Record<string, string> {
  if (!reach.row.is_found) return {};
  const relations = relationsOf(reach);
  const statements = reach.dependents.flatMap(({ statement }) => statement ?? []);
  return {
    [`${prefix}_pattern`]: dumpPattern(relations),
    [`${prefix}_relations`]: relations.map(qualifiedName).join(','),
    [`${prefix}_dependents`]: dependentsSummary(reach.dependents),
    [`${prefix}_dependent_count`]: String(reach.dependents.length),
    [`${prefix}_put_back`]: putBackScript(file, statements),
  };
}

const noneFound = (names: string[]) =>
  block(
    KEY,
    `Neither ${names.join(' nor ')} is there, so there is nothing to drop.`,
    'Plan again and keep the objects.',
  );

/** One pattern names relations in several schemas, and would take aside another one of such a name as well. */
async function namesakes(context: LookContext, reaches: Reach[]) {
  const found = reaches.filter(({ row }) => row.is_found);
  const names = found.flatMap((reach) => crossRelations(relationsOf(reach)).map(qualifiedName));
  if (names.length === 0) return [];
  const rows = (await query(context, 'preflight/relation-facts.sql', { relations: names })) as RelationRow[];
  const there = rows.filter((row) => row.is_found).map((row) => row.name);
  if (there.length === 0) return [];
  return [
    block(
      `${KEY}-names`,
      `${there.length} relations in other schemas have the same names, and would be taken aside as well.`,
      'Take the dependent objects aside by hand, or keep the objects.',
      there,
    ),
  ];
}

async function mentions(context: LookContext, names: string[]) {
  const rows = await query<MentionRow>(context, 'preflight/mentions.sql', { names });
  return [judgeMentions(`${KEY}-mentions`, rows)];
}
