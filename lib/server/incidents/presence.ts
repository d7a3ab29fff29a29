import 'server-only';
import type { Role } from '@/lib/contracts/runbook';
import type { Me, RoomView } from '@/lib/contracts/views';
import { READS_THE_PLAN } from '@/lib/domain/look-places';
import { db } from '../db';
import { readPeople } from '../people/read-people';
import { LOOK_HOLDS } from '../stream-looks';

type Standing = { driverId: string | null; leadId: string };

/**
 * Who is in the room or has acted in it, by what their browsers look at now; whoever asks is there, however they read.
 * Tabs and browsers of one person are one person; one that was moved elsewhere says more than one that follows the run.
 */
export async function peopleInRoom(
  incidentId: string,
  { driverId, leadId }: Standing,
  me: Me,
): Promise<RoomView['people']> {
  const [looks, actors, people] = await Promise.all([
    db().$queryRaw<{ personId: string; at: string }[]>`
      /* planned once */ SELECT DISTINCT ON (l."personId") l."personId", l."at" FROM "Look" l
      WHERE l."incidentId" = ${incidentId}::uuid AND ${LOOK_HOLDS}
      ORDER BY l."personId", l."at" = '' , l."at" = ${READS_THE_PLAN}, l."at"`,
    db().$queryRaw<{ actorId: string }[]>`
      /* planned once */ SELECT DISTINCT "actorId" FROM "Event" WHERE "incidentId" = ${incidentId}::uuid AND "actorId" IS NOT NULL`,
    readPeople(),
  ]);
  const places = new Map(looks.map(({ personId, at }) => [personId, at]));
  const ids = new Set([me.id, ...places.keys(), ...actors.map(({ actorId }) => actorId), leadId, driverId]);
  return people
    .filter(({ id }) => ids.has(id))
    .map(({ id, name, role }) => ({
      id,
      name,
      role: role as Role,
      isPresent: places.has(id) || id === me.id,
      isDriver: id === driverId,
      isLead: id === leadId,
      looksAt: places.get(id) ?? null,
    }))
    .sort((a, b) => Number(b.isPresent) - Number(a.isPresent));
}
