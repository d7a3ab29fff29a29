import 'server-only';
import type { Blocker, LockWait } from '@/lib/contracts/side-step';
import { notifyNews } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { lookAtSessions } from '../targets/execute-sql-watch';
import { openTarget, sqlTargetOf } from '../targets/get-target';
import { maskBlockers } from '../targets/mask-blockers';

/** After that a page that nobody has decided on is not worth a connection every two seconds. */
const WATCHED_MS = 60 * 60_000;

type Waiting = { id: string; epoch: number; lockWait: unknown; targetId: string; code: string };

/**
 * Looks again at who was in the way of steps that got no lock and now wait for a person, so that the page says who is
 * still there, since when and doing what. Every worker may: the last look stays.
 */
export async function watchBlockers(): Promise<void> {
  const waiting = await db().$queryRaw<Waiting[]>`
    SELECT s."id", s."epoch", s."lockWait", r."targetId", i."code"
    FROM "Step" s JOIN "Run" r ON r."id" = s."runId" JOIN "Incident" i ON i."id" = r."incidentId"
    WHERE r."state" = 'waiting' AND s."state" IN ('failed', 'cancelled', 'unknown')
      AND jsonb_array_length(s."lockWait"->'blockers') > 0 AND (s."lockWait"->>'epoch')::int = s."epoch"
      AND s."finishedAt" > clock_timestamp() - make_interval(secs => ${WATCHED_MS / 1000})`;
  for (const step of waiting) {
    await lookAgain(step).catch((error: unknown) =>
      logger().warn({ err: error, stepId: step.id }, 'who is in the way of a step cannot be seen'),
    );
  }
}

async function lookAgain({ id, epoch, lockWait, targetId, code }: Waiting): Promise<void> {
  const wait = lockWait as LockWait;
  const known = wait.blockers.filter(({ backendStart }) => backendStart !== '');
  const kept = wait.blockers.filter(({ backendStart }) => backendStart === '');
  const target = await openTarget(targetId);
  const now = [...maskBlockers(target, await lookAtSessions(sqlTargetOf(target), known)), ...kept];
  const next: LockWait = { ...wait, at: new Date().toISOString(), pauseMs: null, blockers: now };
  const written = await db().step.updateMany({
    where: { id, epoch, state: { in: ['failed', 'cancelled', 'unknown'] } },
    data: { lockWait: next as unknown as Prisma.InputJsonValue },
  });
  // Its age alone is no news: the page counts that by itself.
  if (written.count === 1 && wordsOf(now) !== wordsOf(wait.blockers))
    await notifyNews(db(), { kind: 'waits', incidentCode: code });
}

const wordsOf = (blockers: readonly Blocker[]) =>
  JSON.stringify(blockers.map(({ pid, state, query }) => [pid, state, query]));
