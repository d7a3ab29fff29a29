import 'server-only';
import type { z } from 'zod';
import type {
  giveTargetSchema,
  makeTeamSchema,
  memberSchema,
  renameTeamSchema,
  teamSchema,
} from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { teamKey } from '@/lib/domain/team-key';
import { appendEvent, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Person, Team } from '../generated/prisma/client';
import { moveToTeam } from '../targets/move-to-team';

/** Makes an empty team. Its key is made of the name once, and stays when the team is renamed. */
export async function makeTeam(me: Me, { name }: z.output<typeof makeTeamSchema>): Promise<{ teamId: string }> {
  const actor = await authorise(me, 'people.manage');
  const key = teamKey(name);
  if (key === '') throw refuseName('Use at least one letter from a to z, or a digit.');
  return db().$transaction(async (tx) => {
    if (await wasDeleted(tx, key))
      throw refuseName(`A team that was deleted had the key ${key}, and files may still name it.`);
    const [made] = await tx.team.createManyAndReturn({ data: [{ key, name }], skipDuplicates: true });
    if (!made) throw refuseName(`There is a team with the key ${key} already, perhaps under another name by now.`);
    await appendEvent(tx, { type: 'team.made', data: { teamId: made.id, key, name }, actor });
    return { teamId: made.id };
  });
}

function refuseName(message: string): AppError {
  return new AppError('invalid_input', message, 'No team was made; choose another name.', {
    fields: { name: message },
  });
}

/** Calls a team something else. Who reaches what does not hang on it. */
export async function renameTeam(me: Me, { teamId, name }: z.output<typeof renameTeamSchema>): Promise<null> {
  const actor = await authorise(me, 'people.manage');
  return db().$transaction(async (tx) => {
    const team = await getTeam(tx, teamId);
    const renamed = await tx.team.updateMany({ where: { id: team.id, name: { not: name } }, data: { name } });
    if (renamed.count > 0)
      await appendEvent(tx, { type: 'team.renamed', data: { teamId, from: team.name, to: name }, actor });
    return null;
  });
}

/**
 * Deletes a team that nothing hangs on any more. What does is said by name: a target would be there for everybody
 * without it, and a person would lose what they reach, which are decisions of their own.
 */
export async function deleteTeam(me: Me, { teamId }: z.output<typeof teamSchema>): Promise<null> {
  const actor = await authorise(me, 'people.manage');
  return db().$transaction(async (tx) => {
    // Whoever joins it or is given to it at the same time waits, and then finds no team.
    await tx.$queryRaw`SELECT 1 FROM "Team" WHERE "id" = ${teamId}::uuid FOR UPDATE`;
    const team = await tx.team.findUnique({
      where: { id: teamId },
      include: { targets: { select: { name: true } }, members: { select: { person: { select: { name: true } } } } },
    });
    if (!team) throw notFound('team');
    const hangs = [
      ...team.targets.map(({ name }) => `the target ${name}`),
      ...team.members.map(({ person }) => person.name),
    ];
    if (hangs.length > 0)
      throw conflict(
        `${team.name} still has ${hangs.join(', ')}; nothing was deleted.`,
        'Give its targets to another team or to everybody, and take its people out; then delete it.',
      );
    await tx.team.delete({ where: { id: team.id } });
    await appendEvent(tx, { type: 'team.deleted', data: { teamId, key: team.key, name: team.name }, actor });
    return null;
  });
}

/** A key is never given twice: a target's file or a command that names it would mean other people by it. */
async function wasDeleted(tx: Transaction, key: string): Promise<boolean> {
  const where = { type: 'team.deleted', data: { path: ['key'], equals: key } };
  return (await tx.event.findFirst({ where, select: { id: true } })) !== null;
}

/** Lets a person reach the team's targets, from their next request on. Nothing is changed where they are in it. */
export async function joinTeam(me: Me, input: z.output<typeof memberSchema>): Promise<null> {
  const actor = await authorise(me, 'people.manage');
  return db().$transaction(async (tx) => {
    const [team, person] = await getBoth(tx, input);
    const { count } = await tx.membership.createMany({ data: [input], skipDuplicates: true });
    if (count > 0) await appendEvent(tx, { type: 'team.joined', data: wordsOf(team, person), actor });
    return null;
  });
}

/** Takes a person out: from their next request on the team's targets are not there for them, and their streams end. */
export async function leaveTeam(me: Me, input: z.output<typeof memberSchema>): Promise<null> {
  const actor = await authorise(me, 'people.manage');
  return db().$transaction(async (tx) => {
    const [team, person] = await getBoth(tx, input);
    const { count } = await tx.membership.deleteMany({ where: input });
    if (count > 0) await appendEvent(tx, { type: 'team.left', data: wordsOf(team, person), actor });
    return null;
  });
}

/** Says whose a target is: a team's, or everybody's. It takes all that ever happened there with it. */
export async function giveTarget(me: Me, input: z.output<typeof giveTargetSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'target.manage', { target: input.targetKey });
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Target" WHERE "key" = ${input.targetKey} FOR UPDATE`;
    const target = await tx.target.findUnique({ where: { key: input.targetKey } });
    if (!target?.isActive) throw notFound('target');
    const team = input.teamId === null ? null : await getTeam(tx, input.teamId);
    await moveToTeam(tx, target, team, actor);
    return null;
  });
}

async function getTeam(tx: Transaction, id: string): Promise<Team> {
  const team = await tx.team.findUnique({ where: { id } });
  if (!team) throw notFound('team');
  return team;
}

async function getBoth(tx: Transaction, { teamId, personId }: z.output<typeof memberSchema>): Promise<[Team, Person]> {
  const team = await getTeam(tx, teamId);
  const person = await tx.person.findUnique({ where: { id: personId } });
  if (!person) throw notFound('person');
  return [team, person];
}

const wordsOf = (team: Team, person: Person) => ({
  teamId: team.id,
  team: team.name,
  personId: person.id,
  email: person.email,
});
