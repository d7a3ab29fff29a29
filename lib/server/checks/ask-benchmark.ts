import 'server-only';
import type { z } from 'zod';
import type { benchmarkSchema, keepBaselineSchema, startBenchmarkSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { parseDuration, warmUpFor } from '@/lib/domain/benchmark-duration';
import { conflict, notFound } from '@/lib/domain/errors';
import { ACTIVE_RUN_STATES } from '@/lib/domain/run-states';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { isUuid } from '../is-uuid';
import { enqueue } from '../queue/enqueue';
import { getTargetByKey, type LoadedTarget } from '../targets/get-target';

/** Has the worker time the runbook's queries on a target, for an open incident or for none. One at a time a target. */
export async function startBenchmark(
  me: Me,
  input: z.output<typeof startBenchmarkSchema>,
): Promise<{ benchmarkId: string }> {
  const actor = await authoriseFor(me, 'target.measure', { target: input.targetKey });
  const durationMs = parseDuration(input.duration);
  if (input.incidentCode) await authoriseFor(me, 'target.measure', { incident: input.incidentCode });
  const target = await getTargetByKey(input.targetKey);
  const incidentId = input.incidentCode ? await openIncidentOn(target, input.incidentCode) : null;
  try {
    return await db().$transaction(async (tx) => {
      await assertNoRollback(tx, target);
      const { id } = await tx.benchmark.create({
        data: { targetId: target.id, incidentId, durationMs, warmUpMs: warmUpFor(durationMs), askedById: actor.id },
      });
      await enqueue(tx, 'run_benchmark', { benchmarkId: id });
      await appendEvent(tx, { type: 'benchmark.asked', incidentId, actor, data: { target: target.key, durationMs } });
      return { benchmarkId: id };
    });
  } catch (error) {
    // The partial unique index decides between two who ask at once.
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw conflict(
        'A benchmark waits or runs on this target already; nothing was started. Two at once would measure each other.',
        'Wait for its result, or stop it.',
      );
    throw error;
  }
}

async function openIncidentOn(target: LoadedTarget, code: string): Promise<string> {
  // One about another target is none of this one's, and says nothing about whether there is such an incident.
  const incident = await db().incident.findFirst({ where: { code, targetId: target.id } });
  if (!incident) throw notFound('incident');
  if (incident.state !== 'open')
    throw conflict('That incident is closed; nothing was started.', 'Start the benchmark from the target’s own page.');
  return incident.id;
}

async function assertNoRollback(tx: Transaction, target: LoadedTarget): Promise<void> {
  const active = await tx.run.count({ where: { targetId: target.id, state: { in: [...ACTIVE_RUN_STATES] } } });
  if (active > 0)
    throw conflict(
      'A rollback is under way on this target; nothing was started. A benchmark would slow it down and measure it.',
      'Wait until the rollback has ended.',
    );
}

/** Stops a benchmark: one that waits at once, one that runs within about a second. Its figures are not kept. */
export async function cancelBenchmark(me: Me, input: z.output<typeof benchmarkSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'target.measure', { benchmark: input.benchmarkId });
  await db().$transaction(async (tx) => {
    const row = await lockBenchmark(tx, input.benchmarkId);
    if (row.state !== 'queued' && row.state !== 'running')
      throw conflict('This benchmark is over already; nothing was changed.');
    const at = await storeNow(tx);
    const isWaiting = row.state === 'queued';
    const data = isWaiting ? { state: 'cancelled', finishedAt: at } : { cancelAskedAt: at };
    await tx.benchmark.update({ where: { id: row.id }, data });
    const told = { incidentId: row.incidentId, actor };
    await appendEvent(tx, { type: 'benchmark.cancel_asked', ...told, data: { target: row.target.key } });
  });
  return null;
}

/** Makes a benchmark what later ones are compared with, or takes that back: the target file's own figures count then. */
export async function keepBaseline(me: Me, input: z.output<typeof keepBaselineSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'benchmark.keep', { benchmark: input.benchmarkId });
  await db().$transaction(async (tx) => {
    const row = await lockBenchmark(tx, input.benchmarkId);
    if (row.state !== 'done')
      throw conflict('Only a benchmark that ran to its end can be the baseline; nothing was changed.');
    if (row.isBaseline === input.isKept) return;
    await tx.benchmark.updateMany({ where: { targetId: row.targetId, isBaseline: true }, data: { isBaseline: false } });
    await tx.benchmark.update({ where: { id: row.id }, data: { isBaseline: input.isKept } });
    const measuredAt = (row.finishedAt ?? row.askedAt).toISOString();
    const data = { target: row.target.key, measuredAt, isKept: input.isKept };
    await appendEvent(tx, { type: 'benchmark.kept', actor, data });
  });
  return null;
}

async function lockBenchmark(tx: Transaction, id: string) {
  if (!isUuid(id)) throw notFound('benchmark');
  await tx.$executeRaw`SELECT 1 FROM "Benchmark" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.benchmark.findUnique({ where: { id }, include: { target: { select: { key: true } } } });
  if (!row) throw notFound('benchmark');
  return row;
}
