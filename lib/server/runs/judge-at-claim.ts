import 'server-only';
import type { ProgressQuery, RenderedStep } from '@/lib/contracts/plan';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Inventory } from '@/lib/contracts/target';
import { assertInstanceOf } from '@/lib/domain/command-policy';
import { AppError } from '@/lib/domain/errors';
import { assertScript } from '@/lib/domain/render-script';
import { readSqlFile, type SqlHeader } from '@/lib/domain/runbook-sql';
import { scriptJudgeFor } from '../runbooks/parse-shell';
import { judgeSqlText, loadSqlParser } from '../runbooks/parse-sql';

type SqlAction = Extract<RenderedStep['action'], { kind: 'sql' }>;

/**
 * The policy's last word, on the very text and arguments in the worker's hands: approval and hashes say that nobody changed
 * the plan, and this that it may run whoever changed it. Throws AppError where it may not; nothing has been run then.
 */
export async function judgeAtClaim(
  { key, effect, action }: RenderedStep,
  sql: RunbookContent['sql'],
  { commands, places = {} }: Inventory,
): Promise<void> {
  if (action.kind === 'sql') await judgeStatement(action, effect, sql);
  if (action.kind === 'command') {
    const binding = Object.hasOwn(commands, action.binding) ? commands[action.binding] : undefined;
    if (!binding) throw refused(`the target has no command ${action.binding}`, AGAIN);
    assertInstanceOf(binding.argv, action.argv);
    if (action.cwd !== binding.cwd) throw refused('its folder is not the one that the target names', AGAIN);
    if (action.progress) await judgeProgress(action.progress);
  }
  if (action.kind === 'script') {
    if (!Object.hasOwn(places, action.place)) throw refused(`the target has no place ${action.place}`, AGAIN);
    assertScript(action, key, await scriptJudgeFor(action));
  }
}

const AGAIN = 'Abort this run, look at who can write to the store, and plan again.';

async function judgeStatement({ file, text }: SqlAction, effect: RenderedStep['effect'], sql: RunbookContent['sql']) {
  await loadSqlParser();
  const source = Object.hasOwn(sql, file) ? sql[file] : undefined;
  if (source === undefined) throw refused(`the runbook has no file ${file}`, AGAIN);
  const header = headerOf(file, source);
  if (header.effect !== effect)
    throw refused(`the step says that its effect is "${effect}", and its file says "${header.effect}"`, AGAIN);
  const verdict = judgeSqlText(text, header);
  if (verdict.verdict === 'refused') throw refused(verdict.because, verdict.remedy);
}

/** Headers by the whole text that they stand in: a file is read once, and a text that was changed is another one. */
const headers = new Map<string, SqlHeader>();
const MAX_HEADERS = 2_000;

function headerOf(file: string, source: string): SqlHeader {
  const known = headers.get(source);
  if (known) return known;
  const { header } = readSqlFile(`sql/${file}`, source);
  if (headers.size >= MAX_HEADERS) headers.clear();
  headers.set(source, header);
  return header;
}

async function judgeProgress({ text }: ProgressQuery): Promise<void> {
  await loadSqlParser();
  const verdict = judgeSqlText(text, { effect: 'read', statement: 'select' });
  if (verdict.verdict === 'refused') throw refused(`what asks for its progress ${verdict.because}`, verdict.remedy);
}

function refused(because: string, remedy: string): AppError {
  return new AppError(
    'blocked',
    `The step was refused in the moment before it ran: ${because}. Nothing was run.`,
    remedy,
  );
}
