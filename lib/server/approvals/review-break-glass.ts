import 'server-only';
import type { z } from 'zod';
import type { reviewBreakGlassSchema } from '@/lib/contracts/break-glass';
import type { Me } from '@/lib/contracts/views';
import { whyNotReview } from '@/lib/domain/break-glass';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { appendEvent, storeNow } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { partsIn } from './broken-glass';

/** Closes the review of a break-glass, by a lead or an executive who had no part in it. Once, and never taken back. */
export async function reviewBreakGlass(me: Me, input: z.output<typeof reviewBreakGlassSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'break-glass.review', { review: input.reviewId });
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "Review" WHERE "id" = ${input.reviewId}::uuid FOR UPDATE`;
    const review = await tx.review.findUnique({
      where: { id: input.reviewId },
      include: {
        approval: {
          select: {
            run: { select: { id: true, incidentId: true, preparedById: true, startedById: true, driverId: true } },
          },
        },
      },
    });
    if (!review) throw notFound('review');
    const { run } = review.approval;
    const runId = run.id;
    const parts = await partsIn(tx, [{ ...run, brokenById: review.brokenById }]);
    const because = whyNotReview({ partIds: parts.get(runId) ?? [], isReviewed: review.closedAt !== null }, actor);
    if (review.closedAt) throw conflict(`${because} Nothing was changed.`, 'The report shows what was said.');
    if (because) throw new AppError('forbidden', `${because} Nothing was changed.`, 'Ask another lead or executive.');
    await tx.review.update({
      where: { id: review.id },
      data: { verdict: input.verdict, note: input.note, closedById: actor.id, closedAt: await storeNow(tx) },
    });
    const breaker = await tx.person.findUnique({ where: { id: review.brokenById }, select: { name: true } });
    await appendEvent(tx, {
      type: 'break_glass.reviewed',
      incidentId: review.incidentId,
      runId,
      actor,
      data: { by: breaker?.name ?? 'somebody', verdict: input.verdict, note: input.note },
    });
    return null;
  });
}
