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

/**
 * A process that is suspended, or cut off, in the middle of a transaction would hold its rows' locks for as long as it says nothing, and
 * nobody could take its step over. The store ends such a transaction; nothing of it was written.
 */
export const SILENT_MS = 8_000;

/** Each connection keeps what it has prepared, so only so many texts get a name. Lists of ids make new texts without end. */
const NAMED = 200;
const names = new Map<string, string>();
/** Asked for once: a text gets its name when it comes again. */
const seen = new Set<string>();

/**
 * A statement with a name is read and planned once a connection, and of a small one that is most of what it costs the store.
 * Those that Prisma writes, which name the schema, look rows up by their keys, and so do those that say by hand that they are
 * planned once. Any other is planned for its values each time: a plan for any word took thirty times as long as one for this.
 */
function nameOf({ sql }: { sql: string }): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  if (names.size >= NAMED || !(sql.includes('"public".') || sql.includes('/* planned once */'))) return '';
  if (!seen.has(sql)) {
    if (seen.size >= 10 * NAMED) seen.clear();
    seen.add(sql);
    return '';
  }
  const name = `console_${names.size}`;
  names.set(sql, name);
  return name;
}

/** The store's Prisma client; it connects at its first query. */
export function db(): PrismaClient {
  kept.consoleDb ??= new PrismaClient({
    adapter: new PrismaPg(
      { connectionString: env().DATABASE_URL, max: 10, idle_in_transaction_session_timeout: SILENT_MS },
      { statementNameGenerator: nameOf },
    ),
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
    idle_in_transaction_session_timeout: SILENT_MS,
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
