'use server';

import * as delegation from '@/lib/contracts/delegation';
import * as schema from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as delegate from '@/lib/server/approvals/delegate';
import * as people from '@/lib/server/people/manage-people';
import * as teams from '@/lib/server/people/manage-teams';

export async function createPerson(input: unknown): Promise<ActionResult<{ id: string }>> {
  return runAction(schema.createPersonSchema, input, people.createPerson);
}
export async function changePerson(input: unknown): Promise<ActionResult> {
  return runAction(schema.changePersonSchema, input, people.changePerson);
}
export async function setPassword(input: unknown): Promise<ActionResult> {
  return runAction(schema.setPasswordSchema, input, people.setPassword);
}
export async function makeTeam(input: unknown): Promise<ActionResult<{ teamId: string }>> {
  return runAction(schema.makeTeamSchema, input, teams.makeTeam);
}
export async function renameTeam(input: unknown): Promise<ActionResult> {
  return runAction(schema.renameTeamSchema, input, teams.renameTeam);
}
export async function deleteTeam(input: unknown): Promise<ActionResult> {
  return runAction(schema.teamSchema, input, teams.deleteTeam);
}
export async function joinTeam(input: unknown): Promise<ActionResult> {
  return runAction(schema.memberSchema, input, teams.joinTeam);
}
export async function leaveTeam(input: unknown): Promise<ActionResult> {
  return runAction(schema.memberSchema, input, teams.leaveTeam);
}
export async function makeDelegation(input: unknown): Promise<ActionResult<{ id: string }>> {
  return runAction(delegation.makeDelegationSchema, input, delegate.makeDelegation);
}
export async function revokeDelegation(input: unknown): Promise<ActionResult> {
  return runAction(delegation.revokeDelegationSchema, input, delegate.revokeDelegation);
}
