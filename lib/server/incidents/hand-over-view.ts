import 'server-only';
import type { HandOverKind, HandOversView, HandOverView } from '@/lib/contracts/hand-over';
import type { Role } from '@/lib/contracts/runbook';
import type { Me, PersonInRoom } from '@/lib/contracts/views';
import type { DomainEvent } from '@/lib/domain/events';
import { answerActions, doesStand, offerActions, type Scene, whyNotReceive } from '@/lib/domain/hand-over';
import { mayDo } from '@/lib/domain/permissions';
import { mayReach } from '@/lib/domain/reach';
import { momentOfReading } from '../audit/append-event';
import { reachOfPerson } from '../auth/reach';
import { db } from '../db';
import type { HandOver } from '../generated/prisma/client';
import { readNames, readPeople } from '../people/read-people';
import { toOffer } from './hand-over-scene';

type Seen = {
  incident: { id: string; targetTeamId: string | null };
  scene: Scene;
  events: readonly DomainEvent[];
  people: readonly PersonInRoom[];
};

/** Who leads, what is offered and waits, and what this person may do about it. */
export async function toHandOversView({ incident, scene, events, people }: Seen, me: Me): Promise<HandOversView> {
  const rows = await db().handOver.findMany({ where: { incidentId: incident.id }, orderBy: { offeredAt: 'desc' } });
  const names = await readNames([
    scene.leadId,
    ...rows.flatMap(({ fromId, toId, offeredById }) => [fromId, toId, offeredById]),
  ]);
  const nameOf = (id: string) => names.get(id) ?? 'somebody';
  const now = await momentOfReading();
  const waiting = rows
    .filter((row) => doesStand(toOffer(row), scene))
    .map(
      (row): HandOverView => ({
        id: row.id,
        kind: row.kind as HandOverKind,
        from: nameOf(row.fromId),
        to: { id: row.toId, name: nameOf(row.toId) },
        offeredBy: nameOf(row.offeredById),
        note: row.note,
        offeredAt: row.offeredAt.toISOString(),
        nudgedAt: row.nudgedAt?.toISOString() ?? null,
        actions: answerActions(toOffer(row), scene, me, now),
      }),
    );
  const open = new Set(waiting.map(({ kind }) => `hand-over-${kind}`));
  const actions = offerActions(scene, me).filter(({ key }) => !open.has(key));
  return {
    lead: { id: scene.leadId, name: nameOf(scene.leadId) },
    waiting,
    actions,
    candidates: actions.length > 0 ? await candidatesOf(incident.targetTeamId, scene, people) : [],
    wheelLost: wheelLost(events, scene, me),
    declined: declinedOf(rows, me, nameOf),
  };
}

/** Those who drive, whoever is in the room first; the others would only be in the way of choosing. */
async function candidatesOf(
  teamId: string | null,
  scene: Scene,
  people: readonly PersonInRoom[],
): Promise<HandOversView['candidates']> {
  const all = (await readPeople()).filter((person) => person.isActive && mayReach(reachOfPerson(person), teamId));
  const here = new Set(people.filter(({ isPresent }) => isPresent).map(({ id }) => id));
  return all
    .filter(({ role }) => mayDo(role as Role, 'run.drive'))
    .map((person) => {
      const { id, name, role } = person as { id: string; name: string; role: Role };
      const because = (['incident', 'wheel'] as const).flatMap((kind) => {
        const not = whyNotReceive(kind, scene, { id, role });
        return not ? [[kind, not] as const] : [];
      });
      return { id, name, role, isPresent: here.has(id), becauseNot: Object.fromEntries(because) };
    })
    .sort((a, b) => Number(b.isPresent) - Number(a.isPresent));
}

/** The last time that the wheel of this run was taken from this person, while the run is under way and they do not drive it. */
function wheelLost(events: readonly DomainEvent[], { run }: Scene, me: Me): HandOversView['wheelLost'] {
  if (!run || !['running', 'waiting'].includes(run.state) || run.driverId === me.id) return null;
  const taken = events.findLast(
    (event) => event.type === 'run.wheel_taken' && event.runId === run.id && event.data.fromId === me.id,
  );
  // One that they had offered is no surprise.
  if (taken?.type !== 'run.wheel_taken' || taken.data.isOffered) return null;
  return { eventId: taken.id, by: taken.actorName, reason: taken.data.reason ?? '', at: taken.at };
}

function declinedOf(rows: readonly HandOver[], me: Me, nameOf: (id: string) => string): HandOversView['declined'] {
  const newest = rows.find(({ offeredById }) => offeredById === me.id);
  if (newest?.state !== 'declined' || !newest.settledAt) return null;
  const { id, kind, toId, answer, settledAt } = newest;
  return { id, kind: kind as HandOverKind, by: nameOf(toId), reason: answer, at: settledAt.toISOString() };
}
