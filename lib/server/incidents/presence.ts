import 'server-only';
import type { Role } from '@/lib/contracts/runbook';
import type { Me, RoomView } from '@/lib/contracts/views';
import { notifyNews } from '../audit/append-event';
import { db } from '../db';

/** A room's page reads itself anew at least every 15 s; who has not for this long is not there. */
const PRESENT_MS = 40_000;

/** Who is in the room or has acted in it. Reading the room is what makes a person present, and news only when they come. */
export async function peopleInRoom(
  incident: { id: string; code: string; declaredById: string },
  driverId: string | null,
  me: Me,
): Promise<RoomView['people']> {
  const now = new Date();
  const since = new Date(now.getTime() - PRESENT_MS);
  const mine = await db().presence.findUnique({
    where: { incidentId_personId: { incidentId: incident.id, personId: me.id } },
  });
  const key = { incidentId: incident.id, personId: me.id };
  await db().presence.upsert({
    where: { incidentId_personId: key },
    create: { ...key, seenAt: now },
    update: { seenAt: now },
  });
  if (!mine || mine.seenAt < since) await notifyNews(db(), { kind: 'presence', incidentCode: incident.code });
  const present = new Set(
    (await db().presence.findMany({ where: { incidentId: incident.id, seenAt: { gt: since } } })).map(
      (p) => p.personId,
    ),
  );
  const actors = await db().event.findMany({
    where: { incidentId: incident.id, actorId: { not: null } },
    distinct: ['actorId'],
    select: { actorId: true },
  });
  const ids = [...new Set([...present, ...actors.map((a) => a.actorId as string), ...(driverId ? [driverId] : [])])];
  const people = await db().person.findMany({ where: { id: { in: ids } }, orderBy: { name: 'asc' } });
  return people
    .map(({ id, name, role }) => ({
      id,
      name,
      role: role as Role,
      isPresent: present.has(id),
      isDriver: id === driverId,
    }))
    .sort((a, b) => Number(b.isPresent) - Number(a.isPresent));
}
