import 'server-only';
import type { SignalKind } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { assess, rankProcedures } from '@/lib/domain/assessment';
import { SIGNALS } from '@/lib/domain/signals';
import { storeNow } from '../audit/append-event';
import { db } from '../db';
import type { Assessed } from '../incidents/assess-incident';
import { createIncident } from '../incidents/declare-incident';
import { internalMessage } from '../incidents/internal-message';
import { findOnset, signalCards } from '../incidents/measure-signals';
import { logger } from '../logger';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { type LoadedTarget, toLoadedTarget } from '../targets/get-target';
import { NOW_WINDOW_MS, summariseHealth } from '../targets/health';
import { type LoadedDrill, loadDrill, lockDrill } from './load-drill';

/**
 * Declares the incidents of drills whose fault is on and was on for long enough to be measured. Looked for in every
 * worker: the drill's row lets one of them through, and what a dead worker left is found by the next.
 */
export async function openPreparedDrills(): Promise<void> {
  const waiting = await db().drill.findMany({ where: { state: 'running', incidentId: null }, select: { id: true } });
  for (const { id } of waiting)
    await openIfPrepared(id).catch((error: unknown) =>
      logger().error({ err: error, drillId: id }, 'the incident of a drill could not be declared'),
    );
}

async function openIfPrepared(id: string): Promise<void> {
  const drill = await loadDrill(db(), id);
  const target = toLoadedTarget(drill.target);
  const seenAt = await whenFaultWasSeen(drill, target);
  if (!seenAt) return;
  const health = await summariseHealth(target);
  const now = await storeNow(db());
  const isProbed = health.measuredAt !== null && now.getTime() - Date.parse(health.measuredAt) < NOW_WINDOW_MS;
  // A share of calls is that of the newest window: before the fault has filled it, a bad fault looks like a small one.
  if (isProbed && now.getTime() - seenAt.getTime() < NOW_WINDOW_MS) return;
  await declare(drill, await assessDrill(drill, target));
}

/** When the fault was first seen on since it was asked for. A drill without one is ready at once. */
async function whenFaultWasSeen(drill: LoadedDrill, target: LoadedTarget): Promise<Date | null> {
  if (!drill.fault) return drill.startedAt;
  if (drill.faultSeenAt) return drill.faultSeenAt;
  const isNew = target.observedAt && drill.faultAskedAt && target.observedAt >= drill.faultAskedAt;
  if (!isNew || target.observed?.faults[drill.fault] !== true) return null;
  const seenAt = await storeNow(db());
  await db().drill.updateMany({ where: { id: drill.id, faultSeenAt: null }, data: { faultSeenAt: seenAt } });
  return seenAt;
}

/** What is wrong: measured where the probes see it, else stated by the plan. */
async function assessDrill(drill: LoadedDrill, target: LoadedTarget): Promise<Assessed> {
  const runbook = await getCurrentRunbook();
  const exercise = runbook.content.drills.exercises.find((e) => e.procedure === drill.procedureKey);
  const kind: SignalKind = exercise?.signal ?? 'minor_slowness';
  const card = signalCards(await summariseHealth(target)).find((c) => c.kind === kind);
  const value = card?.measured?.isSuggested ? card.measured.value : null;
  const note = value === null ? 'Stated by the drill’s plan; no probe measures it.' : '';
  const source = value === null ? ('person' as const) : ('probe' as const);
  const signals = [{ kind, value, note, source, words: SIGNALS[kind].words(value) }];
  const assessment = assess(signals, runbook.content.matrix);
  return { target, runbook, signals, assessment, fits: rankProcedures(signals, runbook.content.procedures) };
}

async function declare(seen: LoadedDrill, assessed: Assessed): Promise<void> {
  const starter = await db().person.findUniqueOrThrow({ where: { id: seen.startedById as string } });
  const actor: Me = { id: starter.id, name: starter.name, email: starter.email, role: starter.role as Me['role'] };
  const [onset, health] = await Promise.all([findOnset(assessed.target, new Date()), summariseHealth(assessed.target)]);
  const symptoms = health.failingEndpoints.map((f) => `${f.title}: ${f.sentence.replace(/\.$/, '')}`);
  await db().$transaction(async (tx) => {
    const drill = await lockDrill(tx, seen.id);
    if (drill.state !== 'running' || drill.incidentId) return;
    const input = {
      // The drill's own id: whoever declares it twice finds the first one.
      requestKey: drill.id,
      title: `Drill: ${drill.title}`,
      message: internalMessage(assessed, actor.name, new Date()).body,
      toldBy: [],
    };
    await createIncident(tx, actor, input, assessed, onset, symptoms, true);
    await tx.drill.update({ where: { id: drill.id }, data: { incidentId: drill.id } });
  });
}
