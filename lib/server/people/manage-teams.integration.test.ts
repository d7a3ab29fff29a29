import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '@/lib/contracts/runbook';
import { mayReach, type Reach } from '@/lib/domain/reach';
import { decideApproval } from '../approvals/decide-approval';
import { getApprovalView } from '../approvals/get-approval-view';
import { remindApprovers } from '../approvals/remind-approvers';
import { notifyNews } from '../audit/append-event';
import { authoriseToRead } from '../auth/authorise-for';
import { peopleWhoReach, reachableSql, reachableTargets, reachesSql } from '../auth/reach';
import { readReaches, startSession } from '../auth/session-store';
import { db } from '../db';
import { eventStream } from '../event-stream';
import { closeNews } from '../news-hub';
import { armRun } from '../runs/arm-run';
import { startRun } from '../runs/start-run';
import { listTargets } from '../targets/list-targets';
import { registerTarget } from '../targets/register-target';
import { refusalOf } from '../testing/refusal';
import {
  type Approved,
  approvedRun,
  decision,
  registerTestTarget,
  requestedRun,
  targetFile,
} from '../testing/rollback';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { listPeople } from './list-people';
import { deleteTeam, giveTarget, joinTeam, leaveTeam, makeTeam, renameTeam } from './manage-teams';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(async () => {
  await closeNews();
  await at.close();
});

const admin = () => at.people.administrator;
let made = 0;
const aTeam = () => makeTeam(admin(), { name: `Team ${++made}` }).then(({ teamId }) => teamId);
const eventsOf = async (teamId: string) =>
  (
    await db().event.findMany({
      where: { data: { path: ['teamId'], equals: teamId }, actorId: admin().id },
      orderBy: { id: 'asc' },
    })
  ).map(({ type }) => type);

describe('a team', () => {
  it('is deleted once nothing hangs on it, says what does, and its key is never given again', async () => {
    const name = `Gone ${++made}`;
    const { teamId } = await makeTeam(admin(), { name });
    const target = await registerTestTarget(at);
    const member = { teamId, personId: at.people.manager.id };
    await joinTeam(admin(), member);
    await giveTarget(admin(), { targetKey: target.key, teamId });
    const refused = await refusalOf(deleteTeam(admin(), { teamId }));
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining(at.people.manager.name) });
    expect(refused.message).toContain(`the target Target ${target.key}`);
    await giveTarget(admin(), { targetKey: target.key, teamId: null });
    expect(await refusalOf(deleteTeam(admin(), { teamId }))).toMatchObject({ code: 'conflict' });
    await leaveTeam(admin(), member);
    await deleteTeam(admin(), { teamId });
    expect((await eventsOf(teamId)).at(-1)).toBe('team.deleted');
    expect(await refusalOf(deleteTeam(admin(), { teamId }))).toMatchObject({ code: 'not_found' });
    expect(await refusalOf(joinTeam(admin(), member))).toMatchObject({ code: 'not_found' });
    expect((await refusalOf(makeTeam(admin(), { name }))).message).toContain('that was deleted');
  });

  it('is made, joined, left and given targets by administrators, each with its event, and nothing happens twice', async () => {
    const [teamId, { key }] = [await aTeam(), await registerTestTarget(at)];
    const member = { teamId, personId: at.people.manager.id };
    for (const twice of [joinTeam, joinTeam, leaveTeam, leaveTeam]) await twice(admin(), member);
    for (const _ of [1, 2]) await giveTarget(admin(), { targetKey: key, teamId });
    for (const _ of [1, 2]) await renameTeam(admin(), { teamId, name: `Another ${made}` });
    expect(await eventsOf(teamId)).toEqual([
      'team.made',
      'team.joined',
      'team.left',
      'target.team_changed',
      'team.renamed',
    ]);
  });

  it('is managed by nobody else', async () => {
    const [teamId, { key }] = [await aTeam(), await registerTestTarget(at)];
    const personId = at.people.lead.id;
    for (const deed of [
      makeTeam(at.people.executive, { name: 'Mine' }),
      renameTeam(at.people.lead, { teamId, name: 'Mine' }),
      joinTeam(at.people.lead, { teamId, personId }),
      leaveTeam(at.people.lead, { teamId, personId }),
      giveTarget(at.people.lead, { targetKey: key, teamId: null }),
    ])
      expect(await refusalOf(deed)).toMatchObject({ code: 'forbidden' });
    expect(await eventsOf(teamId)).toEqual(['team.made']);
  });

  it('keeps what it reaches under another name, and nobody gets it by taking the old one', async () => {
    const { teamId } = await makeTeam(admin(), { name: 'Crown jewels' });
    const { key } = await registerTestTarget(at);
    const insider = await createPerson('insider', 'engineer');
    const pretender = await createPerson('pretender', 'engineer');
    await joinTeam(admin(), { teamId, personId: insider.id });
    await giveTarget(admin(), { targetKey: key, teamId });
    await renameTeam(admin(), { teamId, name: 'Jewels' });
    expect(await refusalOf(makeTeam(admin(), { name: 'Crown-Jewels' }))).toMatchObject({ code: 'invalid_input' });
    const alike = (await makeTeam(admin(), { name: 'Crown jewels 2' })).teamId;
    await renameTeam(admin(), { teamId: alike, name: 'Crown jewels' });
    await joinTeam(admin(), { teamId: alike, personId: pretender.id });
    expect(await authoriseToRead(insider, { target: key })).not.toBeNull();
    expect(await authoriseToRead(pretender, { target: key })).toBeNull();
  });

  it('has a target from the moment that it is registered in, and keeps it when the file names none', async () => {
    const { key: team } = await db().team.findUniqueOrThrow({ where: { id: await aTeam() } });
    const { key } = await registerTestTarget(at);
    const file = { ...targetFile(at, { key: `${key}-2`, folder: at.folder }), team };
    const sees = async () => (await authoriseToRead(at.people.lead, { target: file.key })) !== null;
    await registerTarget(admin(), { json: JSON.stringify(file) });
    expect(await sees()).toBe(false);
    await registerTarget(admin(), { json: JSON.stringify({ ...file, team: undefined, name: 'Another name' }) });
    expect(await sees()).toBe(false);
    const none = registerTarget(admin(), { json: JSON.stringify({ ...file, key: `${key}-3`, team: 'nobodys' }) });
    expect(await refusalOf(none)).toMatchObject({ code: 'invalid_input' });
    expect(await db().target.findUnique({ where: { key: `${key}-3` } })).toBeNull();
  });

  it('is left with the next request', async () => {
    const [teamId, { key }] = [await aTeam(), await registerTestTarget(at)];
    const { lead } = at.people;
    const sees = async () => (await listTargets(lead)).targets.some((target) => target.key === key);
    await giveTarget(admin(), { targetKey: key, teamId });
    expect(await sees()).toBe(false);
    await joinTeam(admin(), { teamId, personId: lead.id });
    expect(await sees()).toBe(true);
    const { people } = await listPeople(at.people.manager);
    expect(people.find(({ id }) => id === lead.id)?.teams.map(({ id }) => id)).toContain(teamId);
    await leaveTeam(admin(), { teamId, personId: lead.id });
    expect(await sees()).toBe(false);
  });
});

describe('the one rule and the questions to the store', () => {
  it('agree about every role, with and without a team, on every target', async () => {
    const [mine, theirs] = [await aTeam(), await aTeam()];
    const keys = await Promise.all([1, 2, 3].map(async () => (await registerTestTarget(at)).key));
    await giveTarget(admin(), { targetKey: keys[1] as string, teamId: mine });
    await giveTarget(admin(), { targetKey: keys[2] as string, teamId: theirs });
    const targets = await db().target.findMany({ where: { key: { in: keys } } });
    for (const role of ['engineer', 'team_lead', 'executive', 'manager', 'administrator'] as Role[])
      for (const teamIds of [[], [mine], [mine, theirs]]) {
        const me = await createPerson('somebody', role);
        for (const teamId of teamIds) await joinTeam(admin(), { teamId, personId: me.id });
        const sessionId = (await startSession(me.id)) as string;
        const reach = (await readReaches([sessionId])).get(sessionId) as Reach;
        const expected = targets.filter(({ teamId }) => mayReach(reach, teamId)).map(({ id }) => id);
        const ids = targets.map(({ id }) => id);
        const listed = await db().target.findMany({ where: { id: { in: ids }, ...reachableTargets(me) } });
        const asked = await db().$queryRaw<{ id: string }[]>`
          SELECT t."id" FROM "Target" t WHERE t."id" = ANY (${ids}::uuid[]) AND ${reachableSql(me)}`;
        const reached = await db().$queryRaw<{ id: string }[]>`
          SELECT t."id" FROM "Target" t, "Person" p
          WHERE t."id" = ANY (${ids}::uuid[]) AND p."id" = ${me.id}::uuid AND ${reachesSql}`;
        const people = await Promise.all(
          targets.map(async ({ id, teamId }) =>
            (await db().person.count({ where: { AND: [{ id: me.id }, peopleWhoReach(teamId)] } })) > 0 ? [id] : [],
          ),
        );
        const one = await Promise.all(
          targets.map(async ({ id, key }) => ((await authoriseToRead(me, { target: key })) ? [id] : [])),
        );
        const inSql = [asked, reached].map((rows) => rows.map(({ id }) => id));
        for (const found of [listed.map(({ id }) => id), ...inSql, people.flat(), one.flat()])
          expect(found.sort()).toEqual([...expected].sort());
      }
  });
});

describe('a request for approval on a team’s target', () => {
  let teamId: string;
  let teamLead: Awaited<ReturnType<typeof createPerson>>;
  beforeAll(async () => {
    teamId = await aTeam();
    teamLead = await createPerson('lead of the team', 'team_lead');
    for (const one of [teamLead, at.people.engineer]) await joinTeam(admin(), { teamId, personId: one.id });
  });
  const give = ({ target }: Approved) => giveTarget(admin(), { targetKey: target.key, teamId });

  it('names, tells and lets decide only who reaches it', async () => {
    const target = await registerTestTarget(at);
    await giveTarget(admin(), { targetKey: target.key, teamId });
    const run = await requestedRun(at, { target });
    const told = await db().message.findMany({ where: { incidentId: run.incidentId, kind: 'approval' } });
    for (const { body } of told) expect(body).toContain(`Who decides: a team lead (${teamLead.name})`);
    expect(told.length).toBeGreaterThan(0);
    const view = await getApprovalView(at.people.engineer, run.approvalId);
    expect(view?.summary.approvers).toEqual([teamLead.name]);
    expect(await refusalOf(decideApproval(at.people.lead, decision(run)))).toMatchObject({ code: 'not_found' });
    await decideApproval(teamLead, decision(run));
    expect((await run.load()).state).toBe('approved');
  });

  it('is not started by the approval of somebody who has left the team since', async () => {
    const run = await approvedRun(at);
    await give(run);
    const start = { runId: run.runId, planHash: run.planHash, mode: 'step' as const };
    expect(await refusalOf(startRun(at.people.engineer, start))).toMatchObject({
      code: 'blocked',
      message: expect.stringContaining('may not approve any more'),
    });
  });

  it('does not start by itself for somebody who armed it and has left the team since', async () => {
    const run = await requestedRun(at);
    await give(run);
    await armRun(at.people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'step' });
    await leaveTeam(admin(), { teamId, personId: at.people.engineer.id });
    await decideApproval(teamLead, decision(run));
    await joinTeam(admin(), { teamId, personId: at.people.engineer.id });
    expect((await run.load()).state).toBe('approved');
    const said = await db().event.findFirstOrThrow({ where: { runId: run.runId, type: 'run.arm_refused' } });
    expect(said.data).toMatchObject({ because: expect.stringContaining('is not in the team of this target') });
    expect(await refusalOf(remindApprovers(at.people.lead, run))).toMatchObject({ code: 'not_found' });
  });
});

describe('a stream', () => {
  it('carries nothing of a target that its person does not reach, and all of it to the team', async () => {
    const [teamId, run] = [await aTeam(), await requestedRun(at)];
    const member = await createPerson('member', 'manager');
    await joinTeam(admin(), { teamId, personId: member.id });
    await giveTarget(admin(), { targetKey: run.target.key, teamId });
    const [theirs, mine] = [await watch(at.people.executive.id), await watch(member.id)];
    await tellOf(run);
    await decideApproval(await memberOf(teamId, 'team_lead'), decision(run, 'denied'));
    const names = [run.incidentCode, run.target.key, 'a step of theirs', 'approval.denied'];
    // Hints take another way than events, and are told to all at once: what the team has heard, the others would have.
    await until('the team to hear of all of it', () => names.every((name) => mine.text.includes(name)));
    await aTeam();
    await until('both to hear of the end', () => [theirs, mine].every(({ text }) => text.includes('team.made')));
    for (const name of names) expect([name, theirs.text.includes(name)]).toEqual([name, false]);
  });

  it('ends when its person joins or leaves a team, and goes on for the others', async () => {
    const [teamId, person] = [await aTeam(), await createPerson('mover', 'engineer')];
    const other = await watch(at.people.manager.id);
    for (const change of [joinTeam, leaveTeam]) {
      const stream = await watch(person.id);
      await change(admin(), { teamId, personId: person.id });
      await until('the stream to end', () => stream.isOver);
    }
    expect(other.isOver).toBe(false);
  });

  async function memberOf(teamId: string, role: Role) {
    const one = await createPerson(`another ${role}`, role);
    await joinTeam(admin(), { teamId, personId: one.id });
    return one;
  }

  async function tellOf({ incidentCode, runId, target }: Approved): Promise<void> {
    const { id } = await db().step.create({ data: { runId, ordinal: 90, key: 'x', branch: 'main' } });
    const chunk = { seq: 1, stream: 'stdout' as const, text: 'a step of theirs', at: '', lines: 1, continues: null };
    await notifyNews(db(), { kind: 'output', stepId: id, epoch: 1, lastSeq: 1, chunk });
    await notifyNews(db(), { kind: 'presence', incidentCode });
    await notifyNews(db(), { kind: 'waits', incidentCode });
    await notifyNews(db(), { kind: 'probe', targetKey: target.key });
  }

  async function watch(personId: string): Promise<{ text: string; isOver: boolean }> {
    const seen = { text: '', isOver: false };
    const signal = new AbortController().signal;
    const stream = await eventStream({ after: null, signal, sessionId: (await startSession(personId)) as string });
    void (async () => {
      const decoder = new TextDecoder();
      const reader = stream.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read())
        seen.text += decoder.decode(next.value);
      seen.isOver = true;
    })();
    return seen;
  }
});
