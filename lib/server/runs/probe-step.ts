import 'server-only';
import type { Plan, RenderedStep, StepOutcome, StepProbe } from '@/lib/contracts/plan';
import type { RunningCommand } from '@/lib/contracts/side-step';
import { AppError } from '@/lib/domain/errors';
import { runsOnHosts } from '@/lib/domain/host-actions';
import { formatPercent } from '@/lib/domain/signals';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { getRunbook } from '../runbooks/store-runbook';
import { reconcileSsh } from '../targets/execute-command';
import { openTarget } from '../targets/get-target';
import { summariseHealth } from '../targets/health';
import { credentialsOf } from '../targets/run-on-host';
import { askLostHosts, type HostSaid, runningOn } from './ask-hosts';
import { loadRun, lockRunOfStep, planOf } from './load-run';
import { lookAtIndex, stillRunning } from './probe-effect';
import { type CheckContext, runCheck } from './run-check';
import { type HostRow, readHosts, settleHost } from './step-hosts';
import { tagOf } from './step-tag';

type Probe = StepProbe;

/** Looks once at everything the step's postcondition names, and at what users notice: how things stand now. */
export async function probeNow(rendered: RenderedStep, context: CheckContext): Promise<Probe> {
  const sentences: Probe['sentences'] = [];
  let isBlind = false;
  for (const check of rendered.postcondition) {
    try {
      const seen = await runCheck(check, { ...context, isOnce: true });
      isBlind ||= seen.isBlind === true;
      sentences.push({ isOk: seen.isOk, text: `${seen.title}: ${seen.saw}` });
    } catch (error) {
      isBlind = true;
      sentences.push({
        isOk: false,
        text: `${check.title}: cannot be seen (${error instanceof Error ? error.message : 'no reason'})`,
      });
    }
  }
  for (const { text, isOk } of context.hosts ?? []) sentences.push({ isOk, text });
  isBlind ||= context.hosts?.some((host) => host.isBlind) ?? false;
  const far = await farSide(rendered, context);
  if (far) sentences.push({ isOk: far.isOk, text: far.text });
  const index = await lookAtIndex(rendered, context);
  if (index) sentences.unshift(index.sentence);
  const running = await stillRunning(rendered, context);
  if (running) sentences.unshift({ isOk: false, text: running.text });
  const commands = [...(context.hosts ?? []).map((one) => one.running), far?.running, running?.command].filter(
    (one) => one !== undefined,
  );
  const isUnclear = isBlind || far?.isBlind === true || index?.isHalf === true || running !== null;
  return {
    at: new Date().toISOString(),
    verdict: verdictOf(sentences, isUnclear, rendered),
    sentences: [...sentences, ...(await usersNow(context))],
    ...((running?.isStatement || far?.isRunning) && { isRunning: true as const }),
    ...(index && index.left.length > 0 && { leftIndexes: index.left }),
    ...(commands.length > 0 && { running: commands }),
  };
}

/** What a remote host wrote down about a command whose connection was lost. Asking also keeps a late start from happening. */
async function farSide(
  { action }: RenderedStep,
  { target, effectTag }: CheckContext,
): Promise<{ isOk: boolean; text: string; isBlind: boolean; isRunning?: boolean; running?: RunningCommand } | null> {
  const host =
    runsOnHosts(action) && !action.fanOut ? target.inventory.hosts.find((h) => h.key === action.host) : undefined;
  if (host?.kind !== 'ssh' || effectTag === undefined) return null;
  try {
    const { state, exitCode, sentence, groupId } = await reconcileSsh(host, effectTag, credentialsOf(target));
    return {
      isOk: exitCode === 0,
      text: sentence,
      isBlind: state === 'running' || state === 'gone',
      isRunning: state === 'running',
      ...(groupId !== undefined && { running: runningOn(host, effectTag, groupId) }),
    };
  } catch (error) {
    // A host that does not answer must not keep a person from deciding.
    const why = error instanceof AppError ? error.message : 'no reason was given';
    return { isOk: false, text: `What the host wrote down cannot be read: ${why}`, isBlind: true };
  }
}

/** Of each host of a step that runs on several: what was known, and what those say now that were lost sight of. */
function hostFacts(rows: readonly HostRow[], said: readonly HostSaid[]): NonNullable<CheckContext['hosts']> {
  return rows.map((row) => {
    const asked = said.find((one) => one.row.host === row.host);
    const { state, summary } = asked?.said ?? row;
    const words = summary || (state === 'untouched' ? 'nothing was started there' : state);
    return {
      isOk: state === 'succeeded',
      isBlind: state === 'unknown',
      text: `${row.host}: ${words}`,
      running: asked?.running,
    };
  });
}

/** What could not be looked at is not “not there”: a person would run the step again on that word. */
function verdictOf(sentences: Probe['sentences'], isBlind: boolean, rendered: RenderedStep): Probe['verdict'] {
  if (isBlind || sentences.length === 0) return rendered.effect === 'read' ? 'not_applied' : 'unclear';
  if (sentences.every((s) => s.isOk)) return 'applied';
  return sentences.some((s) => s.isOk) ? 'unclear' : 'not_applied';
}

async function usersNow({ target }: CheckContext): Promise<Probe['sentences']> {
  const health = await summariseHealth(target);
  if (health.errorRatePercent === null) return [{ isOk: false, text: 'Users: not measured in the last seconds' }];
  const isOk = health.errorRatePercent <= health.baselineErrorRatePercent + 1;
  return [
    {
      isOk,
      text: `Users: ${formatPercent(health.errorRatePercent)} of calls fail, p95 ${Math.round(health.p95Ms ?? 0)} ms`,
    },
  ];
}

/** Probes a step that was lost sight of and shows what it says; decides nothing. */
export async function probeStep({ stepId, epoch }: { stepId: string; epoch: number }): Promise<void> {
  const found = await db().step.findUnique({
    where: { id: stepId },
    select: { runId: true, state: true, epoch: true, startedAt: true },
  });
  if (found?.state !== 'unknown' || found.epoch !== epoch) return;
  const run = await loadRun(db(), found.runId);
  const step = run.steps.find((s) => s.id === stepId) as (typeof run.steps)[number];
  const rendered = (planOf(run) as Plan).steps[step.ordinal] as RenderedStep;
  const { content } = await getRunbook({ id: run.runbookVersionId });
  const target = await openTarget(run.targetId);
  const rows = await readHosts(db(), stepId);
  const said = await askLostHosts(rendered, stepId, rows, target);
  const probe = await probeNow(rendered, {
    hosts: hostFacts(rows, said),
    target,
    sql: content.sql,
    tag: `rollback-probe-${stepId.slice(0, 8)}`,
    startedAt: found.startedAt ?? undefined,
    effectTag: tagOf({ step }),
  });
  await db().$transaction(async (tx) => {
    const { run: held, step: now } = await lockRunOfStep(tx, stepId);
    if (now.state !== 'unknown' || now.epoch !== epoch) return;
    for (const one of said) await settleHost(tx, { run: held, step: now }, one.row, one.said);
    const before = now.outcome as StepOutcome | null;
    const outcome = { ...before, probe };
    await tx.step.update({ where: { id: stepId }, data: { outcome: outcome as unknown as Prisma.InputJsonValue } });
    // What still runs is looked at again and again; the log keeps what is new.
    if (before?.probe?.isRunning && probe.isRunning) return;
    await appendEvent(tx, {
      type: 'step.probed',
      incidentId: held.incidentId,
      runId: held.id,
      stepId,
      actor: null,
      data: { title: rendered.title, verdict: probe.verdict, sentences: probe.sentences },
    });
  });
}
