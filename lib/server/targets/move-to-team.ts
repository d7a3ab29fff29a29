import 'server-only';
import { appendEvent, type EventActor, type Transaction } from '../audit/append-event';
import type { Target, Team } from '../generated/prisma/client';

/** Gives a target, as it was read, to a team or to everybody; nothing happens where it is theirs already. */
export async function moveToTeam(
  tx: Transaction,
  target: Pick<Target, 'id' | 'key' | 'teamId'>,
  team: Team | null,
  actor: EventActor,
): Promise<void> {
  const teamId = team?.id ?? null;
  if (target.teamId === teamId) return;
  const before = target.teamId === null ? null : await tx.team.findUnique({ where: { id: target.teamId } });
  await tx.target.update({ where: { id: target.id }, data: { teamId } });
  const data = { target: target.key, from: before?.name ?? null, to: team?.name ?? null, teamId };
  await appendEvent(tx, { type: 'target.team_changed', data, actor });
}
