import 'server-only';
import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import canonicalize from 'canonicalize';
import { type Procedure, procedureSchema, type RunbookContent, runbookSchema } from '@/lib/contracts/runbook';
import { expandProcedure } from '@/lib/domain/expand-procedure';
import { checkParts } from '@/lib/domain/part-checks';
import { checkProcedure, checkRunbook } from '@/lib/domain/runbook-checks';
import { RunbookError, type RunbookProblem } from '@/lib/domain/runbook-errors';
import { scriptJudgeFor } from './parse-shell';
import { MAX_YAML_BYTES, parseYaml, readYaml, type YamlFile } from './read-yaml';
import { problemsOfScripts } from './runbook-policy';
import { problemsOfSqlUses, sqlUsesOf } from './runbook-sql-uses';
import { loadSqlCatalogue, type SqlCatalogue } from './sql-catalogue';

const MAX_PROCEDURES = 100;

export type LoadedRunbook = { content: RunbookContent; hash: string };

/**
 * Reads a runbook folder and the SQL that it uses, and checks them as a whole. Throws RunbookError with every problem
 * at its file, line and key: a runbook is either right or not loaded.
 */
export async function loadRunbook(folder: string, sqlFolder: string): Promise<LoadedRunbook> {
  const catalogue = await loadSqlCatalogue(sqlFolder);
  const main = await readFileAsYaml(folder, 'runbook.yaml');
  const runbook = parseYaml(main, runbookSchema);
  const files = await Promise.all(
    (await procedureFiles(folder)).map((name) => readFileAsYaml(folder, `procedures/${name}`)),
  );
  const procedures = files.map((yaml) => ({ yaml, procedure: parseYaml(yaml, procedureSchema) }));
  await scriptJudgeFor(procedures.map(({ procedure }) => procedure));
  const keys = files.map(keyOf);
  if (runbook)
    complain(main, [...checkRunbook(runbook, keys), ...problemsOfSqlUses(sqlUsesOf(validationOf(runbook)), catalogue)]);
  for (const { yaml, procedure } of procedures) if (procedure) checkOneProcedure(yaml, procedure, keys, catalogue);
  const written = procedures.flatMap(({ procedure }) => procedure ?? []);
  for (const { yaml, procedure } of procedures) if (procedure) complain(yaml, checkParts(procedure, written));
  const problems = [main, ...files].flatMap((yaml) => yaml.problems);
  if (!runbook || problems.length > 0) throw new RunbookError(problems);
  const sorted = written
    .map((procedure) => expandProcedure(procedure, written))
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
  const content: RunbookContent = {
    ...runbook,
    procedures: sorted,
    sql: usedSql({ ...validationOf(runbook), procedures: sorted }, catalogue),
  };
  return { content, hash: hashOf(content) };
}

/** Where the runbook's own file runs SQL; a timed query is one more check that only reads. */
function validationOf({
  immediate,
  comprehensive,
  baseline,
}: Pick<RunbookContent, 'immediate' | 'comprehensive' | 'baseline'>) {
  return {
    immediate,
    comprehensive,
    baseline: { queries: baseline.queries.map((query) => ({ check: 'sql', ...query })) },
  };
}

/** SHA-256 over canonical JSON: two files that differ in layout or order of keys only are one version. */
export function hashOf(content: RunbookContent): string {
  return createHash('sha256')
    .update(canonicalize(content) as string)
    .digest('hex');
}

/** Read before validation: a procedure with a mistake elsewhere in it is still there to be referred to. */
function keyOf(yaml: YamlFile): string {
  const key = (yaml.value as { key?: unknown } | null)?.key;
  return typeof key === 'string' ? key : (/^\d+\.\d+/.exec(path.basename(yaml.file))?.[0] ?? '');
}

function checkOneProcedure(
  yaml: YamlFile,
  procedure: Procedure,
  keys: readonly string[],
  catalogue: SqlCatalogue,
): void {
  complain(yaml, [
    ...checkProcedure(procedure),
    ...problemsOfSqlUses(sqlUsesOf(procedure), catalogue),
    ...problemsOfScripts(procedure),
  ]);
  if (!path.basename(yaml.file).startsWith(`${procedure.key}-`))
    complain(yaml, [{ path: ['key'], message: `the file's name should begin with ${procedure.key}-` }]);
  if (keys.filter((key) => key === procedure.key).length > 1)
    complain(yaml, [{ path: ['key'], message: 'another file has a procedure with this key' }]);
  for (const [index, part] of (procedure.parts ?? []).entries())
    if (!keys.includes(part.procedure) || part.procedure === procedure.key)
      complain(yaml, [
        { path: ['parts', index, 'procedure'], message: `there is no other procedure ${part.procedure}` },
      ]);
}

function complain(yaml: YamlFile, complaints: readonly { path: (string | number)[]; message: string }[]): void {
  yaml.problems.push(...complaints.map((complaint) => yaml.problemAt(complaint.path, complaint.message)));
}

function usedSql(value: unknown, catalogue: SqlCatalogue): Record<string, string> {
  const names = [...new Set(sqlUsesOf(value).map((use) => use.file))].sort();
  return Object.fromEntries(names.map((name) => [name, catalogue[name] as string]));
}

async function procedureFiles(folder: string): Promise<string[]> {
  const names = await readdir(path.join(folder, 'procedures')).catch((cause: Error) => {
    throw new RunbookError([problem('procedures', `the folder cannot be read: ${cause.message}`)]);
  });
  const wanted = names.filter((name) => name.endsWith('.yaml')).sort();
  if (wanted.length > 0 && wanted.length <= MAX_PROCEDURES) return wanted;
  throw new RunbookError([
    problem(
      'procedures',
      wanted.length === 0 ? 'there is no procedure file' : `there are more than ${MAX_PROCEDURES} files`,
    ),
  ]);
}

async function readFileAsYaml(folder: string, name: string): Promise<YamlFile> {
  const unreadable = (message: string) => new RunbookError([problem(name, message)]);
  const full = await realpath(path.join(folder, name)).catch((cause: Error) => {
    throw unreadable(`it cannot be read: ${cause.message}`);
  });
  // A link could bring in any file of the machine, which would then be shown to everyone who reads the runbook.
  if (!full.startsWith((await realpath(folder)) + path.sep))
    throw unreadable('it is a link that leads out of the folder');
  if ((await stat(full)).size > MAX_YAML_BYTES)
    throw unreadable(`the file is longer than ${MAX_YAML_BYTES / 1024} KiB`);
  try {
    return readYaml(name, new TextDecoder('utf-8', { fatal: true }).decode(await readFile(full)));
  } catch (cause) {
    if (cause instanceof TypeError) throw unreadable('it is not UTF-8');
    throw cause;
  }
}

function problem(file: string, message: string): RunbookProblem {
  return { file, line: 1, key: '', message };
}
