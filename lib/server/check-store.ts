import 'server-only';
import type { WorkerView } from '@/lib/contracts/views';
import { db } from './db';
import { env } from './env';
import { logger } from './logger';
import { onceAReading } from './one-reading';

export async function checkStore(): Promise<{ isOk: boolean; isWorkerAlive: boolean }> {
  try {
    const worker = await getWorkerView();
    return { isOk: true, isWorkerAlive: worker.isAlive };
  } catch (error) {
    logger().error({ err: error }, 'the store does not answer');
    return { isOk: false, isWorkerAlive: false };
  }
}

/** Whether any worker has shown a sign of life, by the store's clock. */
export function getWorkerView(): Promise<WorkerView> {
  return onceAReading('worker', readWorker);
}

async function readWorker(): Promise<WorkerView> {
  const staleSeconds = env().CONSOLE_WORKER_STALE_MS / 1000;
  const [row] = await db().$queryRaw<{ at: Date | null; alive: boolean | null }[]>`
    /* planned once */ SELECT max("beatAt") AS at, max("beatAt") > clock_timestamp() - make_interval(secs => ${staleSeconds}) AS alive
    FROM "WorkerInstance" WHERE "stoppedAt" IS NULL`;
  return { isAlive: row?.alive ?? false, lastBeatAt: row?.at?.toISOString() ?? null };
}
