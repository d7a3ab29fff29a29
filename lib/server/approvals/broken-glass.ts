import 'server-only';
import type { BrokenGlassView } from '@/lib/contracts/break-glass';
import type { Me } from '@/lib/contracts/views';
import { reviewActions, whyNotReview } from '@/lib/domain/break-glass';
import type { EventType } from '@/lib/domain/events';
import type { Transaction } from '../audit/append-event';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { Prisma, type Run } from '../generated/prisma/client';
import { readNames } from '../people/read-people';
import { planOf } from '../runs/load-run';

const withRun = {
  approval: { include: { run: { include: { incident: true, target: true } } } },
} satisfies Prisma.ReviewInclude;

/** Starts without an approval that this person reaches: of one incident, or all that nobody has reviewed; the newest first. */
export async function listBrokenGlass(
  me: Me,
  of: { incidentId: string } | { isOpen: true },
): Promise<BrokenGlassView[]> {
  const wanted =
    'incidentId' in of ? Prisma.sql`v."incidentId" = ${of.incidentId}::uuid` : Prisma.sql`v."closedAt" IS NULL`;
  // Nearly always none: what hangs on them, their plans among it, is asked about only where there is one.
  const found = await db().$queryRaw<{ id: string }[]>`
    /* planned once */ SELECT v."id" FROM "Review" v JOIN "Approval" a ON a."id" = v."approvalId" JOIN "Run" r ON r."id" = a."runId"
    JOIN "Target" t ON t."id" = r."targetId" WHERE ${wanted} AND ${reachableSql(me)}
    ORDER BY v."openedAt" DESC LIMIT 50`;
  if (found.length === 0) return [];
  const rows = await db().review.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    include: withRun,
    orderBy: { openedAt: 'desc' },
  });
  const names = await readNames(rows.flatMap(({ brokenById, closedById }) => [brokenById, closedById]));
  const nameOf = (id: string | null) => names.get(id ?? '') ?? 'somebody';
  const parts = await partsIn(
    db(),
    rows.map(({ brokenById, approval }) => ({ ...approval.run, brokenById })),
  );
  return rows.map((row) => toView(row, me, nameOf, parts.get(row.approval.runId) ?? []));
}

type Row = Prisma.ReviewGetPayload<{ include: typeof withRun }>;

function toView(row: Row, me: Me, nameOf: (id: string | null) => string, partIds: string[]): BrokenGlassView {
  const { approval, brokenById, closedAt, closedById, verdict, note } = row;
  const { run } = approval;
  const because = whyNotReview({ partIds, isReviewed: closedAt !== null }, me);
  return {
    reviewId: row.id,
    incidentCode: run.incident.code,
    incidentTitle: run.incident.title,
    by: nameOf(brokenById),
    at: row.openedAt.toISOString(),
    reason: approval.note,
    planHash: approval.planHash,
    procedureTitle: `${run.procedureKey} ${planOf(run)?.procedure.title ?? ''}`.trim(),
    targetName: run.target.name,
    expiresAt: approval.expiresAt.toISOString(),
    wasStarted: approval.state === 'used',
    review: closedAt && {
      verdict: verdict as 'justified' | 'not_justified',
      note,
      by: nameOf(closedById),
      at: closedAt.toISOString(),
    },
    actions: because ? [] : reviewActions(row.id),
  };
}

type Broken = Pick<Run, 'id' | 'incidentId' | 'preparedById' | 'startedById' | 'driverId'> & { brokenById: string };

/** Everybody who had a part in these runs, by run: also who held the wheel for a while, or decided about a step. */
export async function partsIn(tx: Transaction, runs: readonly Broken[]): Promise<Map<string, string[]>> {
  const acted = await tx.event.findMany({
    where: {
      incidentId: { in: runs.map(({ incidentId }) => incidentId) },
      runId: { in: runs.map(({ id }) => id) },
      actorId: { not: null },
      OR: [{ type: { in: DROVE } }, { type: { startsWith: 'step.' } }],
    },
    distinct: ['runId', 'actorId'],
    select: { runId: true, actorId: true },
  });
  const parts = new Map<string, string[]>();
  const add = (runId: string, ids: (string | null)[]) =>
    parts.set(runId, [...(parts.get(runId) ?? []), ...ids.filter((id) => id !== null)]);
  for (const run of runs) add(run.id, [run.brokenById, run.preparedById, run.startedById, run.driverId]);
  for (const { runId, actorId } of acted) add(runId as string, [actorId]);
  return parts;
}

const DROVE = [
  'run.started',
  'run.wheel_taken',
  'run.continued',
  'run.alternative_taken',
  'run.way_back_taken',
] satisfies EventType[];

/** Of how many starts without an approval nobody has said anything yet, by whom they were. */
export async function openReviewsOf(tx: Transaction, incidentId: string): Promise<{ by: string }[]> {
  const open = await tx.review.findMany({ where: { incidentId, closedAt: null }, select: { brokenById: true } });
  const people = await tx.person.findMany({ where: { id: { in: open.map(({ brokenById }) => brokenById) } } });
  return open.map(({ brokenById }) => ({ by: people.find(({ id }) => id === brokenById)?.name ?? 'somebody' }));
}
