import 'server-only';
import { db } from '../db';
import type { Push } from '../generated/prisma/client';

/** `isOver`: what it asked for is asked no more, and not only too old to be told. */
export type Moot = { because: string; isOver: boolean };

/** Why a notification that was queued says nothing any more; null where it still holds. */
export async function whyMoot(push: Push, now: Date): Promise<Moot | null> {
  const because = push.kind === 'approval' ? await whyNotAsked(push) : await whyNotTheirTurn(push);
  if (because) return { because, isOver: true };
  return push.expiresAt <= now ? { because: 'Its time was over before it could be sent.', isOver: false } : null;
}

async function whyNotAsked({ approvalId, personId }: Push): Promise<string | null> {
  const approval = await db().approval.findUnique({
    where: { id: approvalId as string },
    select: { state: true, decisions: { where: { personId }, select: { id: true } } },
  });
  if (approval?.state !== 'requested') return 'The request is over.';
  return approval.decisions.length > 0 ? 'They have decided.' : null;
}

async function whyNotTheirTurn({ kind, runId, eventId }: Push): Promise<string | null> {
  if (kind !== 'turn') return null;
  const event = await db().event.findUnique({ where: { id: eventId as bigint } });
  const { handOverId } = (event?.data ?? {}) as { handOverId?: string };
  if (handOverId) return whyNotOffered(handOverId);
  const run = runId && (await db().run.findUnique({ where: { id: runId }, select: { state: true } }));
  if (!event || !run) return null;
  return event.type.startsWith('step.') && run.state !== 'waiting' ? 'The run goes on.' : null;
}

/** A try that comes late must not ask anew for what was answered or taken back. */
async function whyNotOffered(id: string): Promise<string | null> {
  const offer = await db().handOver.findUnique({ where: { id }, select: { state: true } });
  return offer?.state === 'offered' ? null : 'The offer is over.';
}
