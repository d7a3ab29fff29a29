import 'server-only';
import pg from 'pg';
import { db } from '../db';
import { env } from '../env';
import { logger } from '../logger';
import { type Repeated, repeat } from './repeat';

/** A lease begins on the store's clock: with a worker's own, which may be an hour slow, it would have run out already. */
export async function takeLease(id: string): Promise<void> {
  await db().$executeRaw`INSERT INTO "WorkerInstance" ("id", "startedAt", "beatAt")
    VALUES (${id}::uuid, clock_timestamp(), clock_timestamp())`;
}

/**
 * Keeps a worker's lease, which is on the store's clock, until `stop`. `onLost` is called once it has run out: the worker was
 * suspended, or cut off, its steps have been given to a person, and it must not go on.
 */
export function holdLease(id: string, onLost: () => void): Repeated {
  const { CONSOLE_WORKER_BEAT_MS: beatMs, CONSOLE_WORKER_STALE_MS: staleMs } = env();
  const connection = openConnection(staleMs);
  // From before the sign of life was sent, so that by this clock the lease never ends later than by the store's.
  let keptAt = performance.now();
  const beat = repeat('heartbeat', beatMs, async () => {
    const askedAt = performance.now();
    if (await renew(connection, id, staleMs)) keptAt = askedAt;
    else onLost();
  });
  // A store that does not answer leaves the question above open for ever. This clock goes on while a process is suspended,
  // and nobody can set it.
  const watch = setInterval(() => performance.now() - keptAt > staleMs && onLost(), Math.min(250, beatMs / 4));
  return {
    stop: async () => {
      clearInterval(watch);
      await beat.stop();
      await connection.end();
    },
  };
}

/** One of its own: a sign of life must not wait in line behind whatever else this worker asks of the store. */
function openConnection(answerMs: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 1,
    idleTimeoutMillis: 0,
    query_timeout: answerMs,
    connectionTimeoutMillis: answerMs,
    application_name: 'rollback-console-lease',
    keepAlive: true,
  });
  pool.on('error', (error) =>
    logger().warn({ err: error }, "the lease's connection broke; the next sign of life opens another"),
  );
  return pool;
}

async function renew(connection: pg.Pool, id: string, staleMs: number): Promise<boolean> {
  const kept = await connection.query(
    `UPDATE "WorkerInstance" SET "beatAt" = clock_timestamp()
     WHERE "id" = $1 AND "beatAt" > clock_timestamp() - make_interval(secs => $2)`,
    [id, staleMs / 1000],
  );
  return kept.rowCount === 1;
}
