import 'server-only';
import type { HealthPoint } from '@/lib/contracts/health-view';
import { isHealthy } from '@/lib/domain/health';
import { appendEvent, notifyNews } from '../audit/append-event';
import { db } from '../db';
import { logger } from '../logger';
import { callEndpoint } from './call-endpoint';
import { type LoadedTarget, toLoadedTarget } from './get-target';
import { NOW_WINDOW_MS, readHealthSeries } from './health';

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

/** How far back the end of the trouble is looked for. */
const LOOK_BACK_MS = 30 * 60_000;

/**
 * Records the moment at which users are well again, once an incident, after a step has changed something: every
 * bucket of the newest window is well, so that one lucky call is no recovery.
 */
async function noteRecovery(target: LoadedTarget): Promise<void> {
  const open = await db().incident.findMany({
    where: {
      targetId: target.id,
      state: 'open',
      events: {
        none: { type: 'incident.recovered' },
        some: { type: { in: ['step.succeeded', 'step.settled'] } },
      },
    },
    select: { id: true, detectedAt: true },
  });
  if (open.length === 0) return;
  const now = new Date();
  const series = await readHealthSeries(target.id, new Date(now.getTime() - LOOK_BACK_MS), now, RECOVERY_BUCKET_MS);
  const end = endOfTrouble(series.points, target.inventory.baseline, now);
  if (!end) return;
  for (const incident of open) await appendRecovery(incident, end);
}

const RECOVERY_BUCKET_MS = 5_000;

/** The first well bucket after the last unwell one, once it has stayed well for half the window; null before that. */
function endOfTrouble(
  points: HealthPoint[],
  baseline: LoadedTarget['inventory']['baseline'],
  now: Date,
): HealthPoint | null {
  const lastUnwell = points.findLastIndex((point) => !isHealthy(point, baseline));
  const first = points[lastUnwell + 1];
  if (lastUnwell === -1 || !first || points.length - lastUnwell < 3) return null;
  return now.getTime() - Date.parse(first.at) >= NOW_WINDOW_MS / 2 ? first : null;
}

async function appendRecovery(incident: { id: string; detectedAt: Date }, end: HealthPoint): Promise<void> {
  const endedAt = Date.parse(end.at);
  const done = await db().event.findMany({
    where: { incidentId: incident.id, type: 'step.succeeded' },
    orderBy: { seq: 'asc' },
  });
  const changes = done
    .map((e) => e.data as { title: string; effect: string; startedAt: string })
    .filter((d) => d.effect !== 'read');
  const after = changes.findLast((d) => Date.parse(d.startedAt) <= endedAt);
  if (!after || endedAt <= incident.detectedAt.getTime()) return;
  await db().$transaction(async (tx) => {
    if ((await tx.event.count({ where: { incidentId: incident.id, type: 'incident.recovered' } })) > 0) return;
    await appendEvent(tx, {
      type: 'incident.recovered',
      incidentId: incident.id,
      actor: null,
      data: {
        errorRatePercent: end.errorRatePercent,
        p95Ms: end.p95Ms,
        afterStep: after.title,
        sinceStepMs: endedAt - Date.parse(after.startedAt),
      },
    });
  });
}

export async function forgetOldSamples(): Promise<void> {
  await db().probeSample.deleteMany({ where: { at: { lt: new Date(Date.now() - KEEP_DAYS * 86_400_000) } } });
}
