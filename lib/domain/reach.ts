import type { Role } from '@/lib/contracts/runbook';

/**
 * What of all targets a person reaches: everything, or what belongs to nobody and to their own teams. Teams are compared
 * by id: a name or a key can be given to another team.
 */
export type Reach = { isEverything: boolean; teamIds: readonly string[] };

/** They register targets and make teams, so a wall would only cost them one more press; what they do there is an event. */
export const REACHES_EVERYTHING: readonly Role[] = ['administrator'];

export function reachOf(role: Role, teamIds: readonly string[]): Reach {
  return { isEverything: REACHES_EVERYTHING.includes(role), teamIds };
}

/** Whether somebody reaches a target of this team, and all that hangs on it; null is a target of no team. */
export function mayReach({ isEverything, teamIds }: Reach, teamId: string | null): boolean {
  return teamId === null || isEverything || teamIds.includes(teamId);
}

/** Whether two reaches are one, in whatever order their teams were read. */
export function isSameReach(one: Reach, other: Reach): boolean {
  if (one.isEverything !== other.isEverything || one.teamIds.length !== other.teamIds.length) return false;
  return one.teamIds.every((id) => other.teamIds.includes(id));
}
