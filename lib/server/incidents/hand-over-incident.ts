import 'server-only';
import type { z } from 'zod';
import type {
  acceptHandOverSchema,
  declineHandOverSchema,
  nudgeHandOverSchema,
  offerHandOverSchema,
  withdrawHandOverSchema,
} from '@/lib/contracts/hand-over';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { doesStand, passesWheel, type Scene, whyNotNudge, whyNotOffer, whyNotReceive } from '@/lib/domain/hand-over';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { peopleWhoReach } from '../auth/reach';
import { db } from '../db';
import type { HandOver, Incident } from '../generated/prisma/client';
import { passWheel } from '../runs/drive-run';
import { type LoadedRun, lockRun } from '../runs/load-run';
import { sceneOf, toOffer } from './hand-over-scene';
import { tellHandOver } from './tell-hand-over';

type Stage = {
  incident: Incident & { target: { name: string; teamId: string | null } };
  run: LoadedRun | null;
  scene: Scene;
};

/**
 * Offers the incident, or the wheel of its run, to somebody who may drive and reaches the target. Nothing passes before
 * they accept. One person at a time is asked.
 */
export async function offerHandOver(
  me: Me,
  input: z.output<typeof offerHandOverSchema>,
): Promise<{ handOverId: string }> {
  const actor = await authoriseFor(me, 'incident.hand-over', { incident: input.incidentCode });
  return db().$transaction(async (tx) => {
    const stage = await setStage(tx, { code: input.incidentCode });
    const { incident, run, scene } = stage;
    const because = whyNotOffer(input.kind, scene, actor);
    if (because) throw refused(because);
    const to = await findReceiver(tx, stage, input);
    await lapseOthers(tx, stage, input.kind);
    const fromId = input.kind === 'wheel' ? (run?.driverId as string) : scene.leadId;
    // Of two who offer in one moment the second one finds the first one's.
    const [made] = await tx.$queryRaw<HandOver[]>`
      INSERT INTO "HandOver" ("id", "incidentId", "runId", "kind", "fromId", "toId", "offeredById", "note", "offeredAt")
      VALUES (gen_random_uuid(), ${incident.id}::uuid, ${input.kind === 'wheel' ? run?.id : null}::uuid, ${input.kind},
        ${fromId}::uuid, ${to.id}::uuid, ${actor.id}::uuid, ${input.note}, clock_timestamp())
      ON CONFLICT ("incidentId", "kind") WHERE "state" = 'offered' DO NOTHING RETURNING *`;
    if (!made) throw askedAlready();
    const data = { ...(await wordsOf(tx, made)), note: input.note };
    await appendEvent(tx, {
      type: made.kind === 'wheel' ? 'run.wheel_offered' : 'incident.handover_offered',
      ...about(made),
      actor,
      data,
    });
    await tellHandOver(tx, incident, made, data, 'offered', actor);
    return { handOverId: made.id };
  });
}

/** From here on it is theirs: the incident with its clocks, and the wheel where whoever handed it over held it. */
export async function acceptHandOver(me: Me, { handOverId }: z.output<typeof acceptHandOverSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { handOver: handOverId });
  return db().$transaction(async (tx) => {
    const { offer, incident, run, scene } = await holdOffer(tx, handOverId);
    assertAddressee(offer, actor);
    const because = whyNotReceive(toOffer(offer).kind, scene, actor);
    if (because) throw refused(because.replace(/^They /, 'You ').replace(/^Their /, 'Your '));
    await settle(tx, offer, 'accepted');
    const isWheel = offer.kind === 'wheel';
    if (run && (isWheel || passesWheel(toOffer(offer), scene))) {
      const reason = isWheel ? offer.note : 'The incident was handed over, and the wheel with it.';
      await passWheel(tx, run, actor, { reason, isOffered: true });
    }
    if (isWheel) return null;
    const data = await wordsOf(tx, offer);
    await appendEvent(tx, { type: 'incident.handover_accepted', ...about(offer), actor, data });
    // After the append lock, as everywhere: whoever appends updates this row.
    const passed = await tx.incident.updateMany({
      where: stillLedBy(incident, offer.fromId),
      data: { leadId: actor.id },
    });
    if (passed.count !== 1) throw conflict('Somebody else leads this incident by now; nothing was changed.');
    await tellHandOver(tx, incident, offer, data, 'accepted', actor);
    return null;
  });
}

/** It stays with whoever has it; they read why. */
export async function declineHandOver(me: Me, input: z.output<typeof declineHandOverSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { handOver: input.handOverId });
  return db().$transaction(async (tx) => {
    const { offer, incident } = await holdOffer(tx, input.handOverId);
    assertAddressee(offer, actor);
    await settle(tx, offer, 'declined', input.reason);
    const data = { ...(await wordsOf(tx, offer)), reason: input.reason };
    const type = offer.kind === 'wheel' ? 'run.wheel_declined' : 'incident.handover_declined';
    await appendEvent(tx, { type, ...about(offer), actor, data });
    await tellHandOver(tx, incident, offer, data, 'declined', actor);
    return null;
  });
}

/** By whoever offered it, or has it. */
export async function withdrawHandOver(me: Me, { handOverId }: z.output<typeof withdrawHandOverSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'incident.hand-over', { handOver: handOverId });
  return db().$transaction(async (tx) => {
    const { offer } = await holdOffer(tx, handOverId);
    if (offer.offeredById !== actor.id && offer.fromId !== actor.id)
      throw refused('Only whoever offered it, or has it, takes the offer back.');
    await settle(tx, offer, 'withdrawn');
    const type = offer.kind === 'wheel' ? 'run.wheel_withdrawn' : 'incident.handover_withdrawn';
    await appendEvent(tx, { type, ...about(offer), actor, data: await wordsOf(tx, offer) });
    return null;
  });
}

/** Tells whoever is asked once more. By the store's clock, so that of two who press at once the second one is refused. */
export async function nudgeHandOver(me: Me, { handOverId }: z.output<typeof nudgeHandOverSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'incident.hand-over', { handOver: handOverId });
  return db().$transaction(async (tx) => {
    const { offer, incident } = await holdOffer(tx, handOverId);
    const now = await storeNow(tx);
    const because = whyNotNudge(toOffer(offer).toldAt, now);
    if (because) throw new AppError('too_many_attempts', because, 'Call them if it cannot wait that long.');
    await tx.handOver.update({ where: { id: offer.id }, data: { nudgedAt: now } });
    const data = await wordsOf(tx, offer);
    const type = offer.kind === 'wheel' ? 'run.wheel_nudged' : 'incident.handover_nudged';
    await appendEvent(tx, { type, ...about(offer), actor, data });
    await tellHandOver(tx, incident, offer, data, 'nudged', actor);
    return null;
  });
}

/** The incident as it is, with its newest run held: who drives and who approved does not change before the end. */
async function setStage(tx: Transaction, where: { code: string } | { id: string }): Promise<Stage> {
  const newest = { select: { id: true }, orderBy: { createdAt: 'desc' }, take: 1 } as const;
  const found = await tx.incident.findFirst({ where, select: { runs: newest } });
  if (!found) throw notFound('incident');
  const run = found.runs[0] ? await lockRun(tx, found.runs[0].id) : null;
  const incident = await tx.incident.findFirstOrThrow({
    where,
    include: { target: { select: { name: true, teamId: true } } },
  });
  return { incident, run, scene: sceneOf(incident, run) };
}

/** The offer, held behind its run, where it still waits for an answer. */
async function holdOffer(tx: Transaction, id: string): Promise<Stage & { offer: HandOver }> {
  const named = await tx.handOver.findUnique({ where: { id }, select: { incidentId: true } });
  if (!named) throw notFound('offer');
  const stage = await setStage(tx, { id: named.incidentId });
  const [offer] = await tx.$queryRaw<HandOver[]>`SELECT * FROM "HandOver" WHERE "id" = ${id}::uuid FOR UPDATE`;
  if (!offer || !doesStand(toOffer(offer), stage.scene))
    throw conflict('This offer is not open any more: it was answered, taken back or overtaken. Nothing was changed.');
  return { ...stage, offer };
}

async function findReceiver(
  tx: Transaction,
  { incident, scene }: Stage,
  { toId, kind }: z.output<typeof offerHandOverSchema>,
): Promise<Me> {
  const to = await tx.person.findFirst({
    where: { id: toId, isActive: true, ...peopleWhoReach(incident.target.teamId) },
    select: { id: true, name: true, email: true, role: true },
  });
  // One answer for somebody who is not there and somebody who does not see this target.
  if (!to) throw refused('There is no such person who sees this target.');
  const because = whyNotReceive(kind, scene, to as Me);
  if (because) throw refused(because);
  return to as Me;
}

/** Offers that were overtaken make room; one that still waits does not. */
async function lapseOthers(tx: Transaction, { incident, scene }: Stage, kind: string): Promise<void> {
  const open = await tx.handOver.findFirst({ where: { incidentId: incident.id, kind, state: 'offered' } });
  if (!open) return;
  if (doesStand(toOffer(open), scene)) throw askedAlready();
  await tx.handOver.updateMany({
    where: { id: open.id, state: 'offered' },
    data: { state: 'lapsed', settledAt: await storeNow(tx) },
  });
}

async function settle(tx: Transaction, { id }: HandOver, state: string, answer = ''): Promise<void> {
  const settled = await tx.handOver.updateMany({
    where: { id, state: 'offered' },
    data: { state, answer, settledAt: await storeNow(tx) },
  });
  if (settled.count !== 1) throw conflict('This offer was answered a moment before; nothing was changed.');
}

function assertAddressee({ toId }: HandOver, actor: Me): void {
  if (toId !== actor.id) throw refused('It was offered to somebody else, who has to answer.');
}

async function wordsOf(tx: Transaction, { id, fromId, toId }: HandOver) {
  const people = await tx.person.findMany({ where: { id: { in: [fromId, toId] } }, select: { id: true, name: true } });
  const nameOf = (wanted: string) => people.find((one) => one.id === wanted)?.name ?? 'somebody';
  return { handOverId: id, from: nameOf(fromId), fromId, to: nameOf(toId), toId };
}

const about = ({ incidentId, runId }: HandOver) => ({ incidentId, runId });

/** Whoever declared it leads it until it is handed over for the first time. */
const stillLedBy = ({ id }: Incident, fromId: string) => ({
  id,
  state: 'open',
  OR: [{ leadId: fromId }, { leadId: null, declaredById: fromId }],
});

const refused = (because: string) =>
  new AppError('forbidden', `${because} Nothing was changed.`, 'Look at the people of the room: it says who may.');
const askedAlready = () =>
  conflict(
    'Somebody is asked already and has not answered; nothing was changed.',
    'Wait for the answer, nudge them, or take that offer back first.',
  );
