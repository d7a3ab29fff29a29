import 'server-only';
import type { Procedure } from '@/lib/contracts/runbook';
import type { SqlUse } from '@/lib/domain/grants/needed-rights';
import { STAND_IN_RESTORE_NAME } from '@/lib/domain/restore-names';
import { readSqlFile, renderSql, type SqlFile } from '@/lib/domain/runbook-sql';
import { type Node, namesIn, nodesOf } from '@/lib/domain/sql-policy-tree';
import { parseSql } from '../runbooks/parse-sql';
import type { SqlCatalogue } from '../runbooks/sql-catalogue';

type Asked = { file: string; parameters: Record<string, string> };
const STAND_IN = 'stand_in';

/** Every use of a SQL file in steps of a procedure: as their statement, and in what is looked at before, meanwhile and after. */
export function sqlUsesOf(
  by: string,
  steps: readonly Procedure['steps'][number]['step'][],
  catalogue: SqlCatalogue,
): SqlUse[] {
  return [...asksOf(steps)].flatMap(({ file, parameters }) => {
    const text = catalogue[file];
    if (text === undefined) return [];
    const sql = readSqlFile(`sql/${file}`, text);
    return [{ by, statement: sql.header.statement, parameters, ...contentsOf(sql, parameters) }];
  });
}

function* asksOf(value: unknown): Generator<Asked> {
  if (typeof value !== 'object' || value === null) return;
  const { file, parameters } = value as Partial<Asked>;
  if (typeof file === 'string' && file.endsWith('.sql')) yield { file, parameters: parameters ?? {} };
  for (const child of Object.values(value)) yield* asksOf(child);
}

/** Relations that are read, functions that are called and settings that are changed, by PostgreSQL's own parser. */
function contentsOf(sql: SqlFile, parameters: Record<string, string>): Pick<SqlUse, 'reads' | 'calls' | 'settings'> {
  const given = Object.fromEntries(sql.header.params.map(({ name, type }) => [name, valueFor(type, parameters[name])]));
  const parsed = sql.header.params.some(({ type }) => type === 'statement')
    ? null
    : parseSql(renderSql(sql, given as Record<string, string>).text);
  const nodes = parsed?.verdict === 'parsed' ? [...nodesOf(parsed.tree)] : [];
  const tagged = (tag: string) => nodes.filter((one) => one.tag === tag).map(({ node }) => node);
  const own = new Set(tagged('CommonTableExpr').map(({ ctename }) => ctename));
  const reads = tagged('RangeVar').filter(({ schemaname, relname }) => schemaname !== undefined || !own.has(relname));
  return {
    reads: unique(reads.map(relationOf)).filter((name) => name !== STAND_IN),
    calls: unique(tagged('FuncCall').map(({ funcname }) => namesIn(funcname).at(-1) ?? '')),
    settings: unique(nodes.flatMap(({ node }) => settingOf(node))),
  };
}

const unique = (names: readonly string[]) => [...new Set(names)];
const relationOf = ({ schemaname, relname }: Node) => (schemaname ? `${schemaname}.${relname}` : String(relname));
const settingOf = ({ setstmt }: Node) => (setstmt ? [String((setstmt as { name?: string }).name)] : []);

function valueFor(type: string, value: string | undefined): string {
  if (type === 'integer') return '1';
  if (type === 'restore-database') return STAND_IN_RESTORE_NAME;
  return value === undefined || value === '' || value.includes('{') ? STAND_IN : value;
}
