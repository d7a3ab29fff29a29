import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import { conflict } from '@/lib/domain/errors';
import type { HostState } from '@/lib/domain/host-states';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { StepHost } from '../generated/prisma/client';
import { logger } from '../logger';
import type { Claim } from './claim-step';
import { type LoadedRun, type LoadedStep, lockRunOfStep, planOf } from './load-run';

export type HostRow = StepHost & { state: HostState };
export type HostEnd = {
  state: 'succeeded' | 'failed' | 'cancelled' | 'unknown';
  summary: string;
  exitCode: number | null;
};

/** The store may be restarting; what has happened on a host is worth waiting for. */
const PATIENCE_MS = 60_000;

/** The step's hosts in the plan's order, with what is known of each; written at the first attempt. */
export async function prepareHosts(stepId: string, hosts: readonly string[]): Promise<HostRow[]> {
  await db().stepHost.createMany({
    data: hosts.map((host, ordinal) => ({ stepId, host, ordinal })),
    skipDuplicates: true,
  });
  return readHosts(db(), stepId);
}

/** What is known of each host of a step, in the plan's order; empty where it runs on one. */
export async function readHosts(tx: Transaction, stepId: string): Promise<HostRow[]> {
  return (await tx.stepHost.findMany({ where: { stepId }, orderBy: { ordinal: 'asc' } })) as HostRow[];
}

/**
 * The intent, committed before the effect: these hosts are begun in this attempt. False where a person asked for it to be
 * stopped. Throws AppError `conflict` where the attempt is not this worker's any more, before anything is begun.
 */
export async function startHosts(claim: Claim, hosts: readonly string[]): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { run, step } = await lockRunOfStep(tx, claim.step.id);
    if (!isHeld(step, claim)) throw conflict('This attempt was given up meanwhile, so no further host was begun.');
    if (step.cancelAskedAt) return false;
    const startedAt = await storeNow(tx);
    const begun = { state: 'running', epoch: step.epoch, startedAt, finishedAt: null, exitCode: null, summary: '' };
    await tx.stepHost.updateMany({ where: { stepId: step.id, host: { in: [...hosts] } }, data: begun });
    for (const host of hosts)
      await appendEvent(tx, {
        type: 'step.host_started',
        ...placeOf(run, step),
        actor: null,
        data: { title: claim.rendered.title, display: claim.rendered.display, host, epoch: step.epoch },
      });
    return true;
  });
}

/** What became of one host, written only while the attempt is this worker's; for up to a minute if the store is away. */
export async function endHost(claim: Claim, host: string, end: HostEnd): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await writeEnd(claim, host, end);
    } catch (error) {
      if (Date.now() > until) throw error;
      logger().warn({ err: error, stepId: claim.step.id, host }, "a host's outcome could not be written yet");
      await sleep(pauseMs);
    }
  }
}

async function writeEnd(claim: Claim, host: string, { state, summary, exitCode }: HostEnd): Promise<void> {
  await db().$transaction(async (tx) => {
    const { run, step } = await lockRunOfStep(tx, claim.step.id);
    if (!isHeld(step, claim)) {
      logger().warn({ stepId: step.id, host }, "a host's late outcome was refused: its attempt was given up");
      return;
    }
    const finishedAt = await storeNow(tx);
    const row = await tx.stepHost.findUniqueOrThrow({ where: { stepId_host: { stepId: step.id, host } } });
    await tx.stepHost.updateMany({
      where: { stepId: step.id, host, state: 'running', epoch: step.epoch },
      data: { state, summary, exitCode, finishedAt },
    });
    const tookMs = finishedAt.getTime() - (row.startedAt ?? finishedAt).getTime();
    await appendEvent(tx, {
      type: 'step.host_ended',
      ...placeOf(run, step),
      actor: null,
      data: { title: claim.rendered.title, host, state, summary, exitCode, tookMs, epoch: step.epoch },
    });
  });
}

/** What a host said later of an attempt that was lost sight of. Only where nobody has run it there since. */
export async function settleHost(
  tx: Transaction,
  { run, step }: { run: LoadedRun; step: LoadedStep },
  row: HostRow,
  { state, summary, exitCode }: Omit<HostEnd, 'state'> & { state: HostState },
): Promise<void> {
  const moved = await tx.stepHost.updateMany({
    where: { stepId: step.id, host: row.host, epoch: row.epoch, state: { in: ['running', 'unknown'] } },
    data: { state, summary, exitCode, finishedAt: await storeNow(tx) },
  });
  if (moved.count === 0) return;
  const title = planOf(run)?.steps[step.ordinal]?.title ?? step.key;
  await appendEvent(tx, {
    type: 'step.host_settled',
    ...placeOf(run, step),
    actor: null,
    data: { title, host: row.host, state, summary, epoch: row.epoch },
  });
}

/**
 * Lets the next attempt run also where it succeeded: a person asked for that. A host that was lost sight of stays as it
 * is, and is asked before anything is run there.
 */
export async function resetHosts(tx: Transaction, stepId: string): Promise<void> {
  await tx.stepHost.updateMany({
    where: { stepId, state: 'succeeded' },
    data: { state: 'untouched', startedAt: null, finishedAt: null, exitCode: null, summary: '' },
  });
}

const isHeld = (step: LoadedStep, claim: Claim) => step.state === 'running' && step.epoch === claim.step.epoch;
const placeOf = (run: LoadedRun, step: LoadedStep) => ({ incidentId: run.incidentId, runId: run.id, stepId: step.id });
