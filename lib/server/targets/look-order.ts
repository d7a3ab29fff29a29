import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import type { ObservedTarget } from '@/lib/contracts/target';
import { notFound } from '@/lib/domain/errors';
import { notifyNews, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';

/** The number of a look that begins now. The store gives it out: looks of several workers are in one order. */
export async function beginLook(targetId: string): Promise<number> {
  const [row] = await db().$queryRaw<{ lastLook: number }[]>`
    UPDATE "Target" SET "lastLook" = "lastLook" + 1 WHERE "id" = ${targetId}::uuid RETURNING "lastLook"`;
  if (!row) throw notFound('target');
  return row.lastLook;
}

/**
 * Keeps what a look saw of everything, unless one that began after it has been kept already: of two that overlap, the
 * one that began first may end last, and what it saw is the older truth. Faults are looked at by themselves as well.
 */
export async function keepObserved(targetId: string, look: number, seen: ObservedTarget): Promise<void> {
  await db().$transaction(async (tx) => {
    const before = await lockTarget(tx, targetId);
    if (before.observedLook > look) return;
    const isNewer = before.faultsLook < look;
    const observed = isNewer || !before.observed ? seen : { ...seen, faults: before.observed.faults };
    await keep(tx, before, observed, {
      observedAt: new Date(),
      observedLook: look,
      faultsLook: Math.max(look, before.faultsLook),
    });
  });
}

/** Keeps which faults a look saw on, in the same order; all else that was observed stays, and its time. */
export async function keepFaults(targetId: string, look: number, faults: Record<string, boolean>): Promise<void> {
  await db().$transaction(async (tx) => {
    const before = await lockTarget(tx, targetId);
    // Nothing was observed yet: the first observation sees the faults as well.
    if (!before.observed || before.faultsLook > look) return;
    await keep(tx, before, { ...before.observed, faults }, { faultsLook: look });
  });
}

type Before = { id: string; key: string; observed: ObservedTarget | null; observedLook: number; faultsLook: number };

async function lockTarget(tx: Transaction, targetId: string): Promise<Before> {
  // Not FOR UPDATE: what refers to the target, such as every probe's sample, need not wait.
  const [row] = await tx.$queryRaw<Before[]>`SELECT "id", "key", "observed", "observedLook", "faultsLook"
    FROM "Target" WHERE "id" = ${targetId}::uuid FOR NO KEY UPDATE`;
  if (!row) throw notFound('target');
  return row;
}

/** People hear of it only where something is new, compared as the store keeps it: pages are loaded again for it. */
async function keep(
  tx: Transaction,
  before: Before,
  observed: ObservedTarget,
  rest: Prisma.TargetUpdateInput,
): Promise<void> {
  const kept = JSON.parse(JSON.stringify(observed)) as Prisma.InputJsonObject;
  await tx.target.update({ where: { id: before.id }, data: { ...rest, observed: kept } });
  if (!isDeepStrictEqual(kept, before.observed)) await notifyNews(tx, { kind: 'target', targetKey: before.key });
}
