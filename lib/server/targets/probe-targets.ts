import 'server-only';
import { isHealthy } from '@/lib/domain/health';
import { appendEvent, notifyNews } from '../audit/append-event';
import { db } from '../db';
import { logger } from '../logger';
import { callEndpoint } from './call-endpoint';
import { type LoadedTarget, toLoadedTarget } from './get-target';
import { NOW_WINDOW_MS, readHealthSeries, summariseHealth } from './health';

/** How long samples are kept: reports of a quarter, and no more than that. */
const KEEP_DAYS = 90;

/** Calls every probed endpoint of every target once and keeps what came back. */
export async function probeTargets(): Promise<void> {
  const targets = await db().target.findMany({ where: { isActive: true } });
  await Promise.all(
    targets.map((row) =>
      probeTarget(toLoadedTarget(row)).catch((error: unknown) =>
        logger().error({ err: error, target: row.key }, 'a target could not be probed'),
      ),
    ),
  );
}

async function probeTarget(target: LoadedTarget): Promise<void> {
  const probed = target.inventory.endpoints.filter((endpoint) => endpoint.isProbed);
  if (probed.length === 0) return;
  const samples = await Promise.all(
    probed.map(async (endpoint) => {
      const { isOk, status, latencyMs, sentence } = await callEndpoint(endpoint);
      return { targetId: target.id, endpoint: endpoint.key, isOk, status, latencyMs, error: isOk ? null : sentence };
    }),
  );
  await db().probeSample.createMany({ data: samples });
  await notifyNews(db(), { kind: 'probe', targetKey: target.key });
  await noteRecovery(target);
}

/**
 * Records the moment at which users are well again, once an incident, after a step has changed something: every
 * bucket of the newest window is well, so that one lucky call is no recovery.
 */
async function noteRecovery(target: LoadedTarget): Promise<void> {
  const open = await db().incident.findMany({
    where: {
      targetId: target.id,
      state: 'open',
      events: { none: { type: 'incident.recovered' }, some: { type: { in: ['step.succeeded', 'step.settled'] } } },
    },
    select: { id: true, detectedAt: true },
  });
  if (open.length === 0) return;
  const now = new Date();
  const series = await readHealthSeries(target.id, new Date(now.getTime() - NOW_WINDOW_MS / 2), now);
  if (series.points.length < 2 || !series.points.every((p) => isHealthy(p, target.inventory.baseline))) return;
  const summary = await summariseHealth(target);
  for (const incident of open)
    await appendRecovery(target, incident, now, {
      errorRatePercent: summary.errorRatePercent ?? 0,
      p95Ms: summary.p95Ms ?? 0,
    });
}

async function appendRecovery(
  target: LoadedTarget,
  incident: { id: string; detectedAt: Date },
  now: Date,
  figures: { errorRatePercent: number; p95Ms: number },
): Promise<void> {
  const changes = await db().event.findMany({
    where: { incidentId: incident.id, type: 'step.succeeded' },
    orderBy: { seq: 'asc' },
  });
  const changing = changes
    .map((e) => ({ at: e.at, data: e.data as { title: string; effect: string; startedAt: string } }))
    .filter((e) => e.data.effect !== 'read');
  if (changing.length === 0) return;
  const wasUnwell = await db().probeSample.count({
    where: {
      targetId: target.id,
      at: { gt: incident.detectedAt },
      OR: [{ isOk: false }, { latencyMs: { gt: target.inventory.baseline.p95Ms * 2 + 50 } }],
    },
  });
  if (wasUnwell === 0) return;
  const after = changing.at(-1);
  await db().$transaction(async (tx) => {
    if ((await tx.event.count({ where: { incidentId: incident.id, type: 'incident.recovered' } })) > 0) return;
    await appendEvent(tx, {
      type: 'incident.recovered',
      incidentId: incident.id,
      actor: null,
      data: {
        ...figures,
        afterStep: after?.data.title ?? null,
        sinceStepMs: after ? now.getTime() - new Date(after.data.startedAt).getTime() : null,
      },
    });
  });
}

export async function forgetOldSamples(): Promise<void> {
  await db().probeSample.deleteMany({ where: { at: { lt: new Date(Date.now() - KEEP_DAYS * 86_400_000) } } });
}
