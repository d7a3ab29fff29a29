import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RenderedStep, StepOutcome } from '@/lib/contracts/plan';
import type { Blocker } from '@/lib/contracts/side-step';
import { type HostAction, processOf, programWords } from '@/lib/domain/host-actions';
import { env } from '../env';
import { callEndpoint, makeNonce } from '../targets/call-endpoint';
import { commandEnd, commandState } from '../targets/command-end';
import { asReader, executeSql, watchBackend } from '../targets/execute-sql';
import { sqlTargetOf } from '../targets/get-target';
import { gapWords } from '../targets/kept-text';
import { runOnHost, secretsOf } from '../targets/run-on-host';
import type { SqlSessionKeeper } from '../targets/sql-session-keeper';
import { type LockRecorder, lockTimeoutOf, withLockRetries } from './lock-waits';
import { maskOutput } from './mask-output';
import { type HostsContext, performOnHosts } from './perform-on-hosts';
import type { EndState } from './record-outcome';
import { watchProgress } from './watch-progress';

export type Performed = { state: EndState; summary: string; tookMs: number } & Pick<
  StepOutcome,
  'exitCode' | 'rows' | 'table'
>;
/** One try of a statement; `blockers` where it got no lock, and so did nothing that was not committed before. */
export type Tried = Performed & { blockers?: Blocker[] };
export type Context = HostsContext & {
  tag: string;
  /** Where it is recorded what a statement waits for; without it a statement is tried once. */
  locks?: LockRecorder;
  /** For statements that only read. A change has a session of its own, and what follows it sees what it set for new ones. */
  sessions?: SqlSessionKeeper;
};

/** The first look comes well within a lock timeout, so that whoever is in the way is seen while it lasts. */
const FIRST_WATCH_MS = 500;
const WATCH_MS = 2_000;
const RETRY_MS = 500;
/** "lost": the far side may have done it or not; only a probe and a person can tell. */
const END_OF: Record<string, EndState> = {
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'failed',
  not_started: 'failed',
  cancelled: 'cancelled',
  lost: 'unknown',
};

/** Does what the step says, once. Does not look whether it worked: that is the postcondition's part. */
export async function performAction(step: RenderedStep, context: Context): Promise<Performed> {
  switch (step.action.kind) {
    case 'sql':
      return withLockRetries(step, step.action, context, performSql);
    case 'command':
    case 'script':
      return performCommand(step, step.action, context);
    case 'http':
      return performHttp(step, step.action, context);
    case 'manual':
      throw new Error('a manual step is never given to a worker');
  }
}

async function performSql(
  step: RenderedStep,
  action: Extract<RenderedStep['action'], { kind: 'sql' }>,
  { target, signal, output: unmasked, tag, sessions }: Context,
  { timeoutMs, onBlockers }: { timeoutMs: number; onBlockers: (blockers: Blocker[]) => void },
): Promise<Tried> {
  const { output, mask } = maskOutput(unmasked, secretsOf(target));
  const at = sqlTargetOf(target, action.connect);
  const connection = step.effect === 'read' ? await asReader(at, action.text) : at;
  let watch: NodeJS.Timeout | undefined;
  const onBackend = (pid: number) => {
    const look = async () => {
      const seen = await watchBackend(connection, pid).catch((error: Error) =>
        output.note(`its progress cannot be seen: ${error.message}`),
      );
      if (!watch || !seen) return;
      output.note(seen.sentence);
      onBlockers(seen.blockerList);
    };
    watch = setTimeout(() => {
      void look();
      watch = setInterval(() => void look(), WATCH_MS);
    }, FIRST_WATCH_MS);
  };
  try {
    const result = await executeSql(connection, action, {
      timeoutMs,
      lockTimeoutMs: lockTimeoutOf(action),
      applicationName: tag,
      signal,
      readOnly: step.effect === 'read',
      onNotice: (text) => output.write('stderr', `${text}\n`),
      onBackend,
      maxRows: 200,
      sessions: step.effect === 'read' ? sessions : undefined,
    });
    const state = END_OF[result.ending] ?? 'failed';
    const table =
      result.columns.length > 0
        ? { columns: result.columns, rows: result.rows.map((row) => row.map(mask)), total: result.total }
        : undefined;
    if (table) output.write('stdout', `${[table.columns, ...table.rows].map((row) => row.join('\t')).join('\n')}\n`);
    if (result.error) output.write('stderr', `${result.error}${result.hint ? `\n${result.hint}` : ''}\n`);
    const summary =
      state === 'succeeded'
        ? `${table ? `${result.total} rows` : 'the statement is done'}${timesWords(action.timedBeforeMs, result.queryMs)}`
        : `${result.error ?? result.ending}${result.hint ? ` ${result.hint}` : ''}`;
    const { blockers } = result;
    return {
      state,
      // Its problem is masked already; whoever is in the way, named after it, is not.
      summary: mask(summary),
      tookMs: Math.round(result.tookMs),
      rows: result.rowCount,
      table,
      ...(blockers && { blockers }),
    };
  } finally {
    clearInterval(watch);
    watch = undefined;
  }
}

function timesWords(beforeMs: number | undefined, nowMs: number): string {
  return beforeMs === undefined ? '' : ` in ${nowMs.toFixed(1)} ms; ${beforeMs.toFixed(1)} ms before the rollback`;
}

async function performCommand(step: RenderedStep, action: HostAction, context: Context): Promise<Performed> {
  const { target, signal, output, tag } = context;
  const { fanOut } = action;
  const query = action.kind === 'command' ? action.progress : undefined;
  // What the database answers; what a command prints is masked where it is run, piece by piece.
  const { note } = maskOutput(output, secretsOf(target)).output;
  if (fanOut) {
    const begun = performance.now();
    const told = query && watchProgress(target, query, { note, tag });
    const done = await performOnHosts({ ...action, fanOut }, context).finally(() => told?.stop());
    return { ...done, tookMs: Math.round(performance.now() - begun) };
  }
  if (!target.inventory.hosts.some((h) => h.key === action.host))
    return { state: 'failed', summary: `The inventory has no host ${action.host}; nothing was started.`, tookMs: 0 };
  const onOutput = (stream: 'stdout' | 'stderr', text: string) => output.write(stream, text);
  const onGap = (bytes: number) => output.gap(gapWords(bytes));
  const progress = query && watchProgress(target, query, { note, tag });
  const command = { host: action.host, ...processOf(action, target.inventory) };
  const maxOutputBytes = env().CONSOLE_OUTPUT_LIMIT_MIB * 1024 * 1024;
  const options = { timeoutMs: step.timeoutMs, signal, onOutput, onGap, maxOutputBytes, tag };
  const result = await runOnHost(target, command, options);
  await progress?.stop();
  if (result.note) output.note(result.note);
  const state = commandState(result);
  return {
    state,
    summary: state === 'succeeded' ? 'exit code 0' : commandEnd(programWords(action), result, step.timeoutMs),
    tookMs: Math.round(result.tookMs),
    exitCode: result.exitCode ?? undefined,
  };
}

/** A service that was just restarted may need a moment: calls are repeated until they answer or the step's time is over. */
async function performHttp(
  step: RenderedStep,
  action: { calls: { endpoint: string }[] },
  context: Context,
): Promise<Performed> {
  const begun = performance.now();
  let failed = await callAll(action.calls, context);
  while (failed.length > 0 && performance.now() - begun < step.timeoutMs && !context.signal.aborted) {
    await sleep(RETRY_MS);
    failed = await callAll(action.calls, context);
  }
  const tookMs = Math.round(performance.now() - begun);
  if (context.signal.aborted)
    return { state: 'cancelled', summary: 'Stopped; it only reads, so nothing was changed.', tookMs };
  return failed.length > 0
    ? { state: 'failed', summary: failed.join('; '), tookMs }
    : {
        state: 'succeeded',
        summary: `${action.calls.length === 1 ? 'It answers' : `All ${action.calls.length} answer`} as expected`,
        tookMs,
      };
}

async function callAll(calls: { endpoint: string }[], context: Context): Promise<string[]> {
  const { target, signal } = context;
  const { output } = maskOutput(context.output, secretsOf(target));
  const failed: string[] = [];
  const nonce = makeNonce();
  for (const call of calls) {
    const endpoint = target.inventory.endpoints.find((e) => e.key === call.endpoint);
    if (!endpoint) return [`The inventory has no endpoint ${call.endpoint}.`];
    const answer = await callEndpoint(endpoint, { signal, nonce });
    output.write(
      answer.isOk ? 'stdout' : 'stderr',
      `${endpoint.method} ${endpoint.url}  ${answer.sentence} (${Math.round(answer.latencyMs)} ms)\n`,
    );
    if (!answer.isOk) failed.push(`${endpoint.title}: ${answer.sentence}`);
  }
  return failed;
}
