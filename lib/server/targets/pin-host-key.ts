import 'server-only';
import type { z } from 'zod';
import { type Host, inventorySchema } from '@/lib/contracts/target';
import type { HostLooks, pinHostKeySchema } from '@/lib/contracts/target-hosts';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { ACTIVE_RUN_STATES } from '@/lib/domain/run-states';
import { appendEvent, type EventActor, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { enqueue } from '../queue/enqueue';
import { pinnedFingerprint } from './host-key';

/**
 * Pins the key that a host showed when it was last looked at, once a person has compared its fingerprint on the host.
 * Plans that were approved for the key from before are void by that; a run under way has to be ended first.
 */
export async function pinHostKey(me: Me, input: z.output<typeof pinHostKeySchema>): Promise<null> {
  const actor = await authoriseFor(me, 'target.manage', { target: input.targetKey });
  await db().$transaction(async (tx) => {
    const target = await lockTarget(tx, input.targetKey);
    const inventory = inventorySchema.parse(target.inventory);
    const seen = (target.hostLooks as HostLooks | null)?.hosts.find(({ host }) => host === input.host)?.seen;
    if (!seen) throw notSeen(input.host);
    if (seen.fingerprint !== input.fingerprint)
      throw conflict(
        `${input.host} showed another key when it was last looked at: ${seen.fingerprint}. Nothing was pinned.`,
      );
    await assertNoRun(tx, target.id);
    const hosts = inventory.hosts.map((host) => (host.key === input.host ? { ...host, hostKey: seen.line } : host));
    const data = {
      inventory: { ...inventory, hosts } as unknown as Prisma.InputJsonValue,
      hostsAskedAt: await storeNow(tx),
    };
    await tx.target.update({ where: { id: target.id }, data });
    // The page then says whether it lets the console in.
    await enqueue(tx, 'look_at_hosts', { targetId: target.id }, `look-at-hosts-${target.id}`);
    await recordPins(tx, target.key, inventory.hosts, hosts as Host[], actor);
  });
  return null;
}

/** An event for every host whose pinned key is another one than before, with both fingerprints. */
export async function recordPins(
  tx: Transaction,
  target: string,
  before: readonly Host[],
  now: readonly Host[],
  actor: EventActor,
): Promise<void> {
  for (const host of now) {
    const to = host.kind === 'ssh' ? pinnedFingerprint(host) : null;
    const old = before.find(({ key }) => key === host.key);
    const from = old?.kind === 'ssh' ? pinnedFingerprint(old) : null;
    if (to === null || to === from) continue;
    await appendEvent(tx, { type: 'target.host_pinned', data: { target, host: host.key, from, to }, actor });
  }
}

/** A file that names no key for a host is no word against the one that was pinned for it since. */
export function keepPins(hosts: readonly Host[], before: readonly Host[]): Host[] {
  return hosts.map((host) => {
    if (host.kind !== 'ssh' || host.hostKey !== undefined) return host;
    const old = before.find(({ key }) => key === host.key);
    const isSame = old?.kind === 'ssh' && old.address === host.address && old.port === host.port;
    return isSame && old.hostKey !== undefined ? { ...host, hostKey: old.hostKey } : host;
  });
}

async function lockTarget(tx: Transaction, key: string) {
  await tx.$queryRaw`SELECT 1 FROM "Target" WHERE "key" = ${key} FOR UPDATE`;
  const target = await tx.target.findUnique({ where: { key } });
  if (!target?.isActive) throw notFound('target');
  return target;
}

async function assertNoRun(tx: Transaction, targetId: string): Promise<void> {
  const running = await tx.run.count({ where: { targetId, state: { in: [...ACTIVE_RUN_STATES] } } });
  if (running > 0)
    throw new AppError(
      'conflict',
      'A rollback is under way on this target, and it was approved for the key from before. Nothing was pinned.',
      'End that run first, then pin the key and plan anew.',
    );
}

function notSeen(host: string): AppError {
  return new AppError(
    'conflict',
    `No key of ${host} has been seen, so nothing was pinned.`,
    'Have the hosts looked at first, on the Targets page or with npx rollback target check.',
  );
}
