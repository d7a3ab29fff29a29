import 'server-only';
import type { Connect } from '@/lib/contracts/runbook';
import { type Environment, type Inventory, inventorySchema, type ObservedTarget } from '@/lib/contracts/target';
import { notFound } from '@/lib/domain/errors';
import { MAINTENANCE_DATABASE } from '@/lib/domain/render-plan';
import { decryptSecret } from '../auth/secrets';
import { db } from '../db';
import type { Target } from '../generated/prisma/client';
import type { SqlTarget } from './execute-sql-session';

export type LoadedTarget = {
  id: string;
  key: string;
  name: string;
  environment: Environment;
  inventory: Inventory;
  observed: ObservedTarget | null;
  observedAt: Date | null;
};
/** With the connection string: for the worker only. */
export type ReachableTarget = LoadedTarget & { databaseUrl: string; readUrl?: string | null; sshKey: string | null };

/** Where a statement is sent, with what has to be found there before it runs. */
export function sqlTargetOf(
  { databaseUrl, readUrl, inventory }: ReachableTarget,
  connect: Connect = 'target',
): SqlTarget {
  const reader = readUrl ?? undefined;
  if (connect === 'target') return { databaseUrl, readUrl: reader, fingerprint: inventory.fingerprint };
  const database = connect === 'maintenance' ? MAINTENANCE_DATABASE : connect.database;
  return {
    databaseUrl: withDatabase(databaseUrl, database),
    readUrl: reader && withDatabase(reader, database),
    fingerprint: { systemIdentifier: inventory.fingerprint.systemIdentifier, database },
  };
}

function withDatabase(address: string, database: string): string {
  const url = new URL(address);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.toString();
}

const NOTHING_SEEN: ObservedTarget = { commits: [], head: null, tools: {}, faults: {}, problems: [] };

const read = new Map<string, { text: string; inventory: Inventory }>();

/** Long, and the same for months: read again only where its text is another one. */
function readInventory({ id, inventory }: Pick<Target, 'id' | 'inventory'>): Inventory {
  const text = JSON.stringify(inventory);
  const known = read.get(id);
  if (known?.text === text) return known.inventory;
  const parsed = inventorySchema.parse(inventory);
  read.set(id, { text, inventory: parsed });
  return parsed;
}

/** From a target's row, or as much of it as this takes: the encrypted strings are not. */
export function toLoadedTarget(row: Omit<Target, 'databaseUrl' | 'readUrl' | 'sshKey' | 'hostLooks'>): LoadedTarget {
  const inventory = readInventory(row);
  const observed = row.observed === null ? null : { ...NOTHING_SEEN, ...(row.observed as Partial<ObservedTarget>) };
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    environment: row.environment as Environment,
    inventory,
    observed,
    observedAt: row.observedAt,
  };
}

export async function getTargetByKey(key: string): Promise<LoadedTarget> {
  const row = await db().target.findUnique({ where: { key } });
  if (!row?.isActive) throw notFound('target');
  return toLoadedTarget(row);
}

/** Decrypts the connection string. Only the worker calls this: nothing else touches a target. */
export async function openTarget(id: string): Promise<ReachableTarget> {
  const row = await db().target.findUnique({ where: { id } });
  if (!row) throw notFound('target');
  return openRow(row);
}

/** The same for a row that has been read already. */
export function openRow(row: Target): ReachableTarget {
  return {
    ...toLoadedTarget(row),
    databaseUrl: decryptSecret(row.databaseUrl),
    readUrl: row.readUrl && decryptSecret(row.readUrl),
    sshKey: row.sshKey && decryptSecret(row.sshKey),
  };
}
