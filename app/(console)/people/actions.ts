'use server';

import { changePersonSchema, createPersonSchema, setPasswordSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as people from '@/lib/server/people/manage-people';

export async function createPerson(input: unknown): Promise<ActionResult<{ id: string }>> {
  return runAction(createPersonSchema, input, people.createPerson);
}
export async function changePerson(input: unknown): Promise<ActionResult> {
  return runAction(changePersonSchema, input, people.changePerson);
}
export async function setPassword(input: unknown): Promise<ActionResult> {
  return runAction(setPasswordSchema, input, people.setPassword);
}
