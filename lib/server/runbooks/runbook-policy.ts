import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Complaint } from '@/lib/domain/runbook-checks';
import { RunbookError } from '@/lib/domain/runbook-errors';
import { type ScriptRefusal, scriptRefusalWords } from '@/lib/domain/script-policy';
import { judgeScriptText, scriptJudgeFor } from './parse-shell';
import { loadSqlParser } from './parse-sql';
import { problemsOfSqlUses, sqlUsesOf } from './runbook-sql-uses';
import { problemsOfSqlFile } from './sql-catalogue';

type ScriptUse = { path: (string | number)[]; text: string; refusals: ScriptRefusal[] };

/** What is wrong with the scripts below a value, each at its place. The shell's parser has to be loaded where there is one. */
export function problemsOfScripts(value: unknown): Complaint[] {
  return scriptUsesOf(value).flatMap(({ path, refusals }) =>
    refusals.map((refusal) => ({ path: [...path, 'text'], message: scriptRefusalWords(refusal) })),
  );
}

function scriptUsesOf(value: unknown, path: (string | number)[] = []): ScriptUse[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => scriptUsesOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  const { kind, text, parameters, variables, folders } = value as Record<string, unknown>;
  if (kind !== 'script' || typeof text !== 'string')
    return Object.entries(value).flatMap(([key, item]) => scriptUsesOf(item, [...path, key]));
  const declared = {
    parameters: Object.keys((parameters as object | undefined) ?? {}),
    variables: (variables as string[] | undefined) ?? [],
    folders: (folders as string[] | undefined) ?? [],
  };
  return [{ path, text, refusals: judgeScriptText(text, declared) }];
}

/**
 * The last look before a runbook is stored, whoever made it: its statements, the files that it carries, and its scripts.
 * Throws RunbookError with every reason why some of it may not run.
 */
export async function assertRunbookPolicy(content: RunbookContent): Promise<void> {
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
  if (files.length + problems.length > 0) throw new RunbookError([...files, ...problems]);
}
