import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { env } from './env';
import { PrismaClient } from './generated/prisma/client';
import { closeHotStore } from './hot-store';

// On globalThis, because Next may load a module more than once, and each load would open its own connections.
const kept = globalThis as unknown as { consoleDb?: PrismaClient; consoleOutputPool?: pg.Pool };

/** Transactions wait in line for a run's row; Prisma's own 2 s and 5 s would turn a crowd at one button into failures. */
const PATIENCE = { maxWait: 10_000, timeout: 20_000 };

/** The store's Prisma client; it connects at its first query. */
export function db(): PrismaClient {
  kept.consoleDb ??= new PrismaClient({
    adapter: new PrismaPg({ connectionString: env().DATABASE_URL, max: 10 }),
    transactionOptions: PATIENCE,
  });
  return kept.consoleDb;
}

/**
 * Connections for output alone: megabytes of it must neither pass through Prisma, which copies them, nor make an outcome
 * wait for a connection. A step writes on one of them at a time.
 */
export function outputPool(): pg.Pool {
  if (kept.consoleOutputPool) return kept.consoleOutputPool;
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: 4,
    application_name: 'rollback-console-output',
    keepAlive: true,
    idleTimeoutMillis: 60_000,
  });
  // One that breaks while nobody uses it is replaced at the next query.
  pool.on('error', () => undefined);
  kept.consoleOutputPool = pool;
  return pool;
}

/** Closes every connection, so that a script or a worker can end. */
export async function closeStore(): Promise<void> {
  const { consoleDb, consoleOutputPool } = kept;
  kept.consoleDb = undefined;
  kept.consoleOutputPool = undefined;
  await Promise.all([consoleDb?.$disconnect(), consoleOutputPool?.end(), closeHotStore()]);
}
