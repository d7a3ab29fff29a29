import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Complaint } from '@/lib/domain/runbook-checks';
import { RunbookError, type RunbookProblem } from '@/lib/domain/runbook-errors';
import { type ScriptRefusal, scriptRefusalWords } from '@/lib/domain/script-policy';
import { judgeScriptText, scriptJudgeFor } from './parse-shell';
import { loadSqlParser } from './parse-sql';
import { problemsOfSqlUses, sqlUsesOf } from './runbook-sql-uses';
import { problemsOfSqlFile } from './sql-catalogue';

/** Why a script may not run, at the place of its text. */
export type RefusedScript = { path: (string | number)[]; refusal: ScriptRefusal };

/** What is wrong with the scripts below a value, each at its place. The shell's parser has to be loaded where there is one. */
export function problemsOfScripts(value: unknown): Complaint[] {
  return refusedScripts(value).map(({ path, refusal }) => ({ path, message: scriptRefusalWords(refusal) }));
}

/** The same with the parts of each refusal, for whoever knows on which line of a file a script begins. */
export function refusedScripts(value: unknown, path: (string | number)[] = []): RefusedScript[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => refusedScripts(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  const { kind, text, parameters, variables, folders } = value as Record<string, unknown>;
  if (kind !== 'script' || typeof text !== 'string')
    return Object.entries(value).flatMap(([key, item]) => refusedScripts(item, [...path, key]));
  const declared = { parameters: namesIn(parameters), variables: wordsIn(variables), folders: wordsIn(folders) };
  return judgeScriptText(text, declared).map((refusal) => ({ path: [...path, 'text'], refusal }));
}

// The arguments of a command may be named like the parts of a script, and are words where a script has lists.
const namesIn = (value: unknown) => (typeof value === 'object' && value !== null ? Object.keys(value) : []);
const wordsIn = (value: unknown) =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** The last look before a runbook is stored, whoever made it. Throws RunbookError with what `problemsOfRunbook` finds. */
export async function assertRunbookPolicy(content: RunbookContent): Promise<void> {
  const problems = await problemsOfRunbook(content);
  if (problems.length > 0) throw new RunbookError(problems);
}

/** Every reason why some of a runbook may not run: its statements, the files that it carries, and its scripts. */
export async function problemsOfRunbook(content: RunbookContent): Promise<RunbookProblem[]> {
  await loadSqlParser();
  await scriptJudgeFor(content);
  const files = Object.entries(content.sql).flatMap(([name, text]) => problemsOfSqlFile(name, text));
  const { sql, ...whole } = content;
  const uses = files.length > 0 ? [] : problemsOfSqlUses(sqlUsesOf(whole), sql);
  const problems = [...uses, ...problemsOfScripts(whole)].map(({ path, message }) => ({
    file: content.key,
    line: 1,
    key: path.join('.'),
    message,
  }));
  return [...files, ...problems];
}
