import 'server-only';
import pg from 'pg';
import { env } from './env';
import { logger } from './logger';

/** A statement on this pool is one round trip of the engine between two steps; more connections than this only queue in the store. */
export const CONNECTIONS = 6;
const IDLE_MS = 60_000;
/** A store that does not answer at all must not be waited for longer than the patience of whoever records an outcome. */
const ANSWER_MS = 10_000;

let pool: pg.Pool | undefined;

/**
 * Plain prepared statements on the store, for what is done between two steps of a run and has to be quick. Everything
 * else goes through `db()`. A failure tells nothing about whether the statement was committed.
 */
export async function askHotStore<Row extends pg.QueryResultRow>(
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  pool ??= openPool();
  return (await pool.query<Row>({ name, text, values })).rows;
}

function openPool(): pg.Pool {
  const made = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: CONNECTIONS,
    idleTimeoutMillis: IDLE_MS,
    query_timeout: ANSWER_MS,
    application_name: 'rollback-console-engine',
    keepAlive: true,
  });
  // An idle connection that the store ended; the next statement gets another one.
  made.on('error', (error) => logger().warn({ err: error }, 'a connection of the engine broke'));
  return made;
}

export async function closeHotStore(): Promise<void> {
  const closing = pool;
  pool = undefined;
  await closing?.end();
}
