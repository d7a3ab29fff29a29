import 'server-only';
import { type HostAction, processOf, programWords } from '@/lib/domain/host-actions';
import { hostLines } from '@/lib/domain/host-lines';
import { isToRun, stateOfAll, summaryOfAll } from '@/lib/domain/host-states';
import { db } from '../db';
import { env } from '../env';
import { commandEnd, commandState } from '../targets/command-end';
import type { CommandResult } from '../targets/execute-command';
import type { ReachableTarget } from '../targets/get-target';
import { gapWords } from '../targets/kept-text';
import { runOnHost } from '../targets/run-on-host';
import { askLostHosts, hostTag } from './ask-hosts';
import type { Claim } from './claim-step';
import { lockRunOfStep } from './load-run';
import type { OutputRecorder } from './output-recorder';
import { endHost, type HostEnd, type HostRow, prepareHosts, readHosts, settleHost, startHosts } from './step-hosts';

export type HostsContext = { claim: Claim; target: ReachableTarget; signal: AbortSignal; output: OutputRecorder };
type OnHosts = HostsContext & { action: HostAction };

/**
 * Runs a step's command on each of its hosts where it has not succeeded, in the order of the plan. What is known of each
 * host is in the store before and after its own effect, so that a crash leaves facts and no guesses.
 */
export async function performOnHosts(
  action: HostAction & { fanOut: NonNullable<HostAction['fanOut']> },
  context: HostsContext,
): Promise<{ state: ReturnType<typeof stateOfAll>; summary: string }> {
  const on = { ...context, action };
  const { step } = context.claim;
  const { rows, isFree } = await settleLost(await prepareHosts(step.id, action.fanOut.hosts), on);
  for (const { host, epoch } of rows.filter((row) => !isToRun(row)))
    context.output.note(`${host}: done in attempt ${epoch}, nothing is run there`);
  const todo = rows.filter(isToRun);
  const runThem = action.fanOut.order === 'together' ? runAll : runInTurn;
  const isStopped = isFree && (await runThem(todo, on));
  const ended = await readHosts(db(), step.id);
  return { state: stateOfAll(ended, isStopped), summary: summaryOfAll(ended) };
}

/**
 * A host that was lost sight of in an earlier attempt is asked before anything is run anywhere: it may have ended well
 * since. Where it may still be at it, nothing is run on any host.
 */
async function settleLost(rows: HostRow[], on: OnHosts): Promise<{ rows: HostRow[]; isFree: boolean }> {
  const { claim, target, output } = on;
  const said = await askLostHosts(claim.rendered, claim.step.id, rows, target);
  if (said.length === 0) return { rows, isFree: true };
  await db().$transaction(async (tx) => {
    const held = await lockRunOfStep(tx, claim.step.id);
    for (const one of said) await settleHost(tx, held, one.row, one.said);
  });
  const busy = said.filter(({ mayRun }) => !mayRun);
  for (const { row, said: words } of busy) output.note(`${row.host}: nothing was started, ${words.summary}`);
  return { rows: await readHosts(db(), claim.step.id), isFree: busy.length === 0 };
}

/** True where it was stopped by a person or the end of the worker. */
async function runInTurn(rows: readonly HostRow[], on: OnHosts): Promise<boolean> {
  for (const row of rows) {
    if (on.signal.aborted || !(await startHosts(on.claim, [row.host]))) return true;
    const end = await runOne(row, on);
    if (end.state === 'succeeded') continue;
    on.output.note(`${row.host}: stopped here, the hosts after it are left alone`);
    break;
  }
  return on.signal.aborted;
}

async function runAll(rows: readonly HostRow[], on: OnHosts): Promise<boolean> {
  const hosts = rows.map(({ host }) => host);
  if (hosts.length === 0) return false;
  if (on.signal.aborted || !(await startHosts(on.claim, hosts))) return true;
  const ended = await Promise.allSettled(rows.map((row) => runOne(row, on)));
  // Only when all of them are over: nothing may go on behind a step that has an outcome.
  const broken = ended.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
  return on.signal.aborted;
}

async function runOne({ host, ordinal }: HostRow, on: OnHosts): Promise<HostEnd> {
  const { action, claim, target, signal, output } = on;
  const lines = { stdout: hostLines(host), stderr: hostLines(host) };
  output.note(`${host}: started`);
  const { timeoutMs } = claim.rendered;
  const options = {
    timeoutMs,
    signal,
    tag: hostTag(claim.step, ordinal),
    onOutput: (stream: 'stdout' | 'stderr', text: string) => write(output, stream, lines[stream].push(text)),
    onGap: (bytes: number) => output.gap(`${host}: ${gapWords(bytes)}`),
    // The hosts share what is kept of one step.
    maxOutputBytes: Math.floor((env().CONSOLE_OUTPUT_LIMIT_MIB * 1024 * 1024) / (action.fanOut?.hosts.length ?? 1)),
  };
  const result = await runOnHost(target, { host, ...processOf(action, target.inventory) }, options);
  for (const stream of ['stdout', 'stderr'] as const) write(output, stream, lines[stream].end());
  if (result.note) output.note(`${host}: ${result.note}`);
  const end = endOf(programWords(action), result, timeoutMs);
  output.note(`${host}: ${end.summary}`);
  await endHost(claim, host, end);
  return end;
}

const write = (output: OutputRecorder, stream: 'stdout' | 'stderr', text: string) =>
  text !== '' && output.write(stream, text);

function endOf(argv: string[], result: CommandResult, timeoutMs: number): HostEnd {
  const state = commandState(result);
  const summary = state === 'succeeded' ? 'exit code 0' : commandEnd(argv, result, timeoutMs);
  return { state, summary, exitCode: result.exitCode };
}
