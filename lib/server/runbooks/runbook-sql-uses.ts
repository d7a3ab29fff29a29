import 'server-only';
import type { Effect } from '@/lib/contracts/plan';
import { AppError } from '@/lib/domain/errors';
import { STAND_IN_RESTORE_NAME } from '@/lib/domain/restore-names';
import type { Complaint } from '@/lib/domain/runbook-checks';
import { readSqlFile, renderSql, type SqlFile } from '@/lib/domain/runbook-sql';
import { standInStatement } from '@/lib/domain/sql-policy-statements';
import { judgeSqlText } from './parse-sql';
import type { SqlCatalogue } from './sql-catalogue';

export type SqlUse = { path: (string | number)[]; file: string; parameters: Record<string, string>; effect: Effect };

/** Every step, check and progress below a value that runs a SQL file, with its place. The latter two only ever read. */
export function sqlUsesOf(value: unknown, path: (string | number)[] = []): SqlUse[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => sqlUsesOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  const { kind, check, file, parameters, effect } = value as Record<string, unknown>;
  const isRead = check === 'sql' || path.at(-1) === 'progress';
  const isUse = typeof file === 'string' && (kind === 'sql' || isRead);
  const own: SqlUse[] = isUse
    ? [
        {
          path,
          file,
          // The arguments of a command may be named like the parts of a check, and then have none.
          parameters: (parameters ?? {}) as Record<string, string>,
          effect: isRead ? 'read' : (effect as Effect),
        },
      ]
    : [];
  return [...own, ...Object.entries(value).flatMap(([key, item]) => sqlUsesOf(item, [...path, key]))];
}

/** What is wrong with how a runbook uses the catalogue: files, effects, parameters, and what the policy says of the result. */
export function problemsOfSqlUses(uses: readonly SqlUse[], catalogue: SqlCatalogue): Complaint[] {
  return uses.flatMap((use) => problemsOfUse(use, catalogue));
}

const isFact = (value: string | undefined) => /^\{[a-z][a-z0-9_]*\}$/.test(value ?? '');

function problemsOfUse(use: SqlUse, catalogue: SqlCatalogue): Complaint[] {
  const text = catalogue[use.file];
  if (text === undefined)
    return [{ path: [...use.path, 'file'], message: `the SQL catalogue has no file ${use.file}` }];
  const sql = readSqlFile(`sql/${use.file}`, text);
  if (sql.header.effect !== use.effect) {
    return [
      {
        path: [...use.path, 'file'],
        message: `${use.file} declares the effect "${sql.header.effect}", which does not fit "${use.effect}" here`,
      },
    ];
  }
  const made = sql.header.params.find((param) => param.type === 'statement' && !isFact(use.parameters[param.name]));
  if (made)
    return [
      {
        path: [...use.path, 'parameters', made.name],
        message: 'a statement is what the preflight kept, written as one {fact}, and never made up here',
      },
    ];
  try {
    // Placeholders are filled when a plan is made, and the outcome is judged again then; a name stands in for them here.
    const given = Object.fromEntries(
      Object.entries(use.parameters).map(([key, value]) => [key, standInFor(key, value, sql)]),
    );
    const verdict = judgeSqlText(renderSql(sql, given).text, sql.header);
    return verdict.verdict === 'allowed'
      ? []
      : [{ path: [...use.path, 'parameters'], message: `${verdict.because}. ${verdict.remedy}` }];
  } catch (error) {
    if (error instanceof AppError) return [{ path: [...use.path, 'parameters'], message: error.message }];
    throw error;
  }
}

function standInFor(key: string, value: string, { header }: SqlFile): string {
  const type = header.params.find((param) => param.name === key)?.type;
  if (type === 'statement') return standInStatement(header.statement);
  if (type === 'restore-database' && value.includes('{')) return STAND_IN_RESTORE_NAME;
  return value.replace(/\{[a-z0-9_]+\}/g, '1');
}
