import 'server-only';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@/lib/domain/errors';
import { STAND_IN_RESTORE_NAME } from '@/lib/domain/restore-names';
import { RunbookError, type RunbookProblem } from '@/lib/domain/runbook-errors';
import {
  identifierSlots,
  readSqlFile,
  renderSql,
  type SqlArguments,
  type SqlFile,
  type SqlParameter,
  type SqlParameterType,
} from '@/lib/domain/runbook-sql';
import { standInStatement } from '@/lib/domain/sql-policy-statements';
import { parameterNumbers } from '@/lib/domain/sql-policy-tree';
import { countIdentifiers, judgeSqlText, loadSqlParser, parseSql } from './parse-sql';

/** The files of the SQL catalogue, by their path below its folder: `verify/select-1.sql` → text. */
export type SqlCatalogue = Record<string, string>;
export type SqlRenderer = (file: string, given: SqlArguments) => { text: string; values: string[] };

const STAND_INS: Record<SqlParameterType, string> = {
  identifier: 'stand-in',
  'restore-database': STAND_IN_RESTORE_NAME,
  text: 'x',
  'text[]': 'x',
  integer: '1',
  statement: '',
};

/** Reads and checks every file of the catalogue. Throws RunbookError with everything that is wrong. */
export async function loadSqlCatalogue(folder: string): Promise<SqlCatalogue> {
  await loadSqlParser();
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.sql')).sort();
  const catalogue: SqlCatalogue = Object.create(null) as SqlCatalogue;
  const problems = [];
  for (const name of names.map((n) => n.split(path.sep).join('/'))) {
    catalogue[name] = await readFile(path.join(folder, name), 'utf8');
    problems.push(...problemsOfSqlFile(name, catalogue[name]));
  }
  if (problems.length > 0) throw new RunbookError(problems);
  return catalogue;
}

/** Texts that were found right. The same text is right again, and each preflight reads the whole catalogue. */
const right = new Set<string>();

/** What is wrong with a file: its header, its text against the policy, its parameters against its text. */
export function problemsOfSqlFile(name: string, text: string): RunbookProblem[] {
  if (right.has(text)) return [];
  const problems = findProblems(name, text);
  if (problems.length === 0) right.add(text);
  return problems;
}

function findProblems(name: string, text: string): RunbookProblem[] {
  const file = `sql/${name}`;
  try {
    const sql = readSqlFile(file, text);
    return judgeTemplate(sql).map((message) => ({
      file,
      line: text.split('\n').findIndex((line) => line !== '' && !line.startsWith('--')) + 1,
      key: '',
      message,
    }));
  } catch (error) {
    if (error instanceof RunbookError) return [...error.problems];
    throw error;
  }
}

function standInOf({ type }: SqlParameter, { header }: SqlFile): string {
  return type === 'statement' ? standInStatement(header.statement) : STAND_INS[type];
}

function judgeTemplate(sql: SqlFile): string[] {
  const standIns = Object.fromEntries(sql.header.params.map((param) => [param.name, standInOf(param, sql)]));
  const { text, values } = renderSql(sql, standIns);
  const verdict = judgeSqlText(text, sql.header);
  if (verdict.verdict === 'refused') return [`${verdict.because}. ${verdict.remedy}`];
  // A name put into a literal or a comment is not protected by its quotes, and could end it.
  const names = [STAND_INS.identifier, STAND_IN_RESTORE_NAME].map((name) => countIdentifiers(text, `"${name}"`));
  if (names.reduce((sum, count) => sum + count, 0) !== identifierSlots(sql.body).length)
    return ['a :"name" stands inside a literal or a comment, where its value could break out'];
  const parsed = parseSql(text);
  const used = parsed.verdict === 'parsed' ? [...parameterNumbers(parsed.tree)].sort((a, b) => a - b) : [];
  const isComplete = used.length === values.length && used.every((number, index) => number === index + 1);
  return isComplete
    ? []
    : [`the text uses ${used.map((n) => `$${n}`).join(', ') || 'no values'}, but the header declares ${values.length}`];
}

/**
 * A renderer over a set of files (the catalogue, or those that a stored runbook carries). What it returns was parsed
 * and judged after rendering; it throws AppError where the policy refuses.
 */
export async function sqlRenderer(files: SqlCatalogue): Promise<SqlRenderer> {
  await loadSqlParser();
  return (name, given) => {
    const text = Object.hasOwn(files, name) ? files[name] : undefined;
    if (text === undefined)
      throw new AppError(
        'blocked',
        `The runbook has no SQL file ${name}. Nothing was run.`,
        'Add the file to the catalogue and load the runbook again.',
      );
    const sql = readSqlFile(`sql/${name}`, text);
    const rendered = renderSql(sql, given);
    const verdict = judgeSqlText(rendered.text, sql.header);
    if (verdict.verdict === 'allowed') return rendered;
    throw new AppError('blocked', `sql/${name} was refused: ${verdict.because}. Nothing was run.`, verdict.remedy);
  };
}
