import 'server-only';
import type { SideStepPlan } from '@/lib/contracts/side-step';
import { AppError } from '@/lib/domain/errors';
import { judgeSqlText, loadSqlParser } from '../runbooks/parse-sql';
import { endCommand } from '../targets/end-command';
import { executeSql, querySql } from '../targets/execute-sql';
import { endSession } from '../targets/execute-sql-cancel';
import { type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { createMasker } from '../targets/masking';
import { secretsOf } from '../targets/run-on-host';
import type { SideEnding } from './record-side-step';

const DROP_TIMEOUT_MS = 120_000;
const LOOK_TIMEOUT_MS = 5_000;

/** Does what the plan says, once, after looking whether it still is what was approved; then looks whether it is gone. */
export async function actBeside(plan: SideStepPlan, target: ReachableTarget, how: How): Promise<SideEnding> {
  const mask = createMasker(secretsOf(target));
  try {
    const { state, outcome } = await act(plan, target, how);
    return { state, outcome: { ...outcome, summary: mask(outcome.summary) } };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, mask(error.message), mask(error.remedy), { cause: error });
  }
}

/** `signal` is the worker's end: nothing is begun after it, and a statement under way is stopped. */
type How = { tag: string; signal: AbortSignal };

async function act({ action }: SideStepPlan, target: ReachableTarget, how: How): Promise<SideEnding> {
  if (how.signal.aborted)
    throw new AppError('blocked', 'Nothing was done: the worker was being stopped.', 'Ask for it again.');
  if (action.kind === 'end_session') {
    const { state, sentence } = await endSession(sqlTargetOf(target), action.blocker, how.signal);
    return { state, outcome: { summary: sentence, tookMs: 0 } };
  }
  if (action.kind === 'end_command') {
    const { state, sentence } = await endCommand(target, action.command, how.signal);
    return { state, outcome: { summary: sentence, tookMs: 0 } };
  }
  if (action.kind === 'drop_index') return dropIndex(action, target, how);
  throw new AppError('blocked', 'A step is not passed over by a worker; nothing was done.', 'Ask for it again.');
}

const SEE = `select n.nspname::text as schema, i.relname::text as name, x.indisvalid as is_valid,
    exists (select 1 from pg_stat_progress_create_index p where p.index_relid = i.oid) as is_being_built
  from pg_index x join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = i.relnamespace
  where i.oid = $1::oid`;
type Seen = { schema: string; name: string; is_valid: boolean; is_being_built: boolean };

async function dropIndex(
  { index, text }: Extract<SideStepPlan['action'], { kind: 'drop_index' }>,
  target: ReachableTarget,
  { tag, signal }: How,
): Promise<SideEnding> {
  const at = sqlTargetOf(target);
  const see = async () =>
    (
      await querySql<Seen>(at, { text: SEE, values: [index.oid] }, { timeoutMs: LOOK_TIMEOUT_MS, applicationName: tag })
    )[0];
  const end = (state: SideEnding['state'], summary: string): SideEnding => ({ state, outcome: { summary, tookMs: 0 } });
  const before = await see();
  if (!before) return end('succeeded', `${index.name} was gone already: nothing was dropped.`);
  if (before.schema !== index.schema || before.name !== index.name)
    return end(
      'failed',
      `Nothing was dropped: the index with the oid ${index.oid} is ${before.schema}.${before.name} now.`,
    );
  if (before.is_valid) return end('failed', `Nothing was dropped: ${index.name} is valid now, and queries may use it.`);
  if (before.is_being_built) return end('failed', `Nothing was dropped: ${index.name} is being built right now.`);
  await loadSqlParser();
  const verdict = judgeSqlText(text, { effect: 'change', statement: 'drop-index-concurrently' });
  if (verdict.verdict === 'refused') return end('failed', `Nothing was dropped: ${verdict.because}.`);
  const done = await executeSql(at, { text, values: [] }, { timeoutMs: DROP_TIMEOUT_MS, applicationName: tag, signal });
  const words = [done.error, done.hint].filter(Boolean).join(' ');
  if (done.ending === 'lost') return end('unknown', words);
  if (done.ending === 'not_started') return end('failed', words);
  const isGone = await see().then(
    (found) => found === undefined,
    () => null,
  );
  if (isGone === null)
    return end('unknown', `${words || 'The statement ended.'} Whether ${index.name} is gone could not be looked at.`);
  if (done.ending === 'succeeded' && isGone)
    return end('succeeded', `${index.name} is gone: pg_index shows it no more.`);
  return end('failed', isGone ? `${words} It is gone all the same.` : words || `${index.name} is still there.`);
}
