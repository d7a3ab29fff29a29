import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { env } from './env';
import { PrismaClient } from './generated/prisma/client';

// On globalThis, because Next may load a module more than once, and each load would open its own connections.
const kept = globalThis as unknown as { consoleDb?: PrismaClient };

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

/** Closes every connection, so that a script or a worker can end. */
export async function closeStore(): Promise<void> {
  await kept.consoleDb?.$disconnect();
  kept.consoleDb = undefined;
}
