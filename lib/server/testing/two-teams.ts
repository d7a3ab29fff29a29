import type { Role } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { db } from '../db';
import { giveTarget, joinTeam, makeTeam } from '../people/manage-teams';
import { scheduledDrill } from './drill';
import { createPerson, type TestConsole } from './open-console';
import { startedRun } from './rollback';

/** Everything that has a name of its own on one target: what the others must not learn of. */
export type World = Awaited<ReturnType<typeof makeWorld>>;
export type Team = { teamId: string; people: Record<Exclude<Role, 'administrator'>, Me> };

/** A target with an incident, a run that waits, a drill and measurements. It is everybody's. */
export async function makeWorld(at: TestConsole) {
  const run = await startedRun(at);
  const target = await db().target.findUniqueOrThrow({ where: { key: run.target.key } });
  const incidentId = run.incidentId;
  const [step] = (await run.load()).steps;
  const [message, check, { drillId }, benchmark, review, validation, handOver] = await Promise.all([
    db().message.findFirstOrThrow({ where: { incidentId } }),
    db().incidentCheck.findFirstOrThrow({ where: { incidentId } }),
    scheduledDrill(at, run.target),
    db().benchmark.create({ data: { targetId: target.id, state: 'done', durationMs: 1, warmUpMs: 0 } }),
    db().review.create({ data: { approvalId: run.approvalId, incidentId, brokenById: at.people.engineer.id } }),
    db().validation.create({ data: { targetId: target.id, depth: 'quick', state: 'done' } }),
    offeredWheel(at, run),
  ]);
  const followUp = await db().followUp.create({
    data: {
      ...{ incidentId, text: `See to ${target.id.slice(0, 8)}`, dueOn: new Date('2026-01-01') },
      ...{ ownerId: at.people.engineer.id, createdById: at.people.engineer.id },
    },
  });
  const reminder = {
    audience: 'internal',
    kind: 'reminder',
    channel: 'email',
    recipient: 'Kim',
    state: 'tell_yourself',
  };
  await db().message.create({ data: { ...reminder, targetId: target.id, body: `A drill on ${target.name}` } });
  const title = `Trouble of ${target.id.slice(0, 8)}`;
  await db().incident.update({ where: { id: incidentId }, data: { title } });
  const stepId = step?.id as string;
  await db().output.create({ data: { stepId, epoch: 1, seq: 1, stream: 'stdout', text: `printed by ${stepId}\n` } });
  return {
    title,
    targetName: target.name,
    target: target.key,
    incident: run.incidentCode,
    report: run.incidentCode,
    run: run.runId,
    step: stepId,
    approval: run.approvalId,
    message: message.id,
    check: check.id,
    drill: drillId,
    benchmark: benchmark.id,
    validation: validation.id,
    review: review.id,
    handOver: handOver.id,
    followUp: followUp.id,
  };
}

function offeredWheel(at: TestConsole, { incidentId, runId }: { incidentId: string; runId: string }) {
  const [fromId, toId] = [at.people.engineer.id, at.people.otherEngineer.id];
  return db().handOver.create({
    data: { incidentId, runId, kind: 'wheel', fromId, toId, offeredById: fromId, note: 'It is yours.' },
  });
}

/** A team with somebody of every role that a wall can stand before, and the target of a world. */
export async function makeTeamOf(at: TestConsole, name: string, { target }: Pick<World, 'target'>): Promise<Team> {
  const { administrator } = at.people;
  const { teamId } = await makeTeam(administrator, { name });
  const person = async (role: Role) => {
    const one = await createPerson(`${role} of ${name}`, role);
    await joinTeam(administrator, { teamId, personId: one.id });
    return one;
  };
  const people = {
    engineer: await person('engineer'),
    team_lead: await person('team_lead'),
    executive: await person('executive'),
    manager: await person('manager'),
  };
  await giveTarget(administrator, { targetKey: target, teamId });
  return { teamId, people };
}
