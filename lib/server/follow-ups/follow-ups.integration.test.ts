import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyChain } from '../audit/event-chain';
import { readEvents } from '../audit/read-events';
import { db } from '../db';
import { getNowView } from '../now/get-now-view';
import { changePerson } from '../people/manage-people';
import { getReportView } from '../reports/get-report-view';
import { refusalOf } from '../testing/refusal';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { makeTeamOf, makeWorld, type Team, type World } from '../testing/two-teams';
import { getFollowUps, listFollowUps } from './list-follow-ups';
import { addFollowUp, changeFollowUp, endFollowUp, reopenFollowUp } from './write-follow-up';

let at: TestConsole;
let world: World;
let team: Team;
let others: Team;
beforeAll(async () => {
  at = await openTestConsole();
  const own = await makeWorld(at);
  world = await makeWorld(at);
  team = await makeTeamOf(at, 'Payments', world);
  others = await makeTeamOf(at, 'Search', own);
  // What the worlds come with is not what is looked at here.
  await db().followUp.deleteMany({});
});
afterAll(() => at.close());

const LONG_AGO = '2025-11-20';
const add = async (text: string, ownerId = team.people.engineer.id, dueOn = LONG_AGO) =>
  (await addFollowUp(team.people.manager, { incidentCode: world.incident, text, ownerId, dueOn })).followUpId;
const followUpsOnNow = async (person: Team['people']['engineer']) => (await getNowView(person)).followUps;
const texts = (items: { text: string }[]) => items.map(({ text }) => text);

it('a follow-up stands on its owner’s Now until it is done, and on its team’s once its day is over', async () => {
  const id = await add('Alert on index bloat');
  await add('Not due for long', team.people.engineer.id, '2999-01-01');
  const mine = await followUpsOnNow(team.people.engineer);
  expect(texts(mine.mine)).toEqual(['Alert on index bloat', 'Not due for long']);
  expect(mine.mine[0]).toMatchObject({
    standing: 'overdue',
    isMine: true,
    dueWords: expect.stringMatching(/^overdue since 20 November 2025, \d+ days$/),
  });
  expect(texts((await followUpsOnNow(team.people.team_lead)).overdue)).toEqual(['Alert on index bloat']);
  expect(await followUpsOnNow(others.people.team_lead)).toEqual({ mine: [], overdue: [], isMore: false });

  await endFollowUp(team.people.team_lead, { followUpId: id, note: 'The alert is set.' });
  expect(texts((await followUpsOnNow(team.people.engineer)).mine)).toEqual(['Not due for long']);
  expect(texts((await followUpsOnNow(team.people.team_lead)).overdue)).toEqual([]);
  const { items, count } = await listFollowUps(team.people.engineer, 'done');
  expect(items).toMatchObject([{ id, done: { by: team.people.team_lead.name, note: 'The alert is set.' } }]);
  expect(count).toEqual({ open: 1, mine: 1, overdue: 0, done: 1 });
});

it('a closed incident’s chain takes what becomes of its follow-ups, and the report and its timeline tell it', async () => {
  await db().incident.update({ where: { code: world.incident }, data: { state: 'closed', closedAt: new Date() } });
  const id = await add('Write the page on pooling');
  const change = { followUpId: id, text: 'Write the page on pooling', ownerId: team.people.executive.id };
  await changeFollowUp(team.people.engineer, { ...change, dueOn: LONG_AGO });
  await endFollowUp(team.people.executive, { followUpId: id, note: '' });
  await reopenFollowUp(team.people.team_lead, { followUpId: id, reason: 'It lacks the limits.' });
  const report = await getReportView(team.people.manager, world.report);
  expect(report?.isChainVerified).toBe(true);
  expect(report?.followUps.items.find((item) => item.id === id)).toMatchObject({
    owner: { name: team.people.executive.name },
    done: null,
  });
  expect(report?.timeline.map(({ strong, quote }) => [strong, quote])).toEqual(
    expect.arrayContaining([
      ['Added a follow-up', 'Write the page on pooling'],
      ['Changed a follow-up', 'Write the page on pooling'],
      ['Follow-up done: Write the page on pooling', null],
      ['Follow-up open again: Write the page on pooling', 'It lacks the limits.'],
    ]),
  );
  const incident = await db().incident.findUniqueOrThrow({ where: { code: world.incident } });
  const rows = await readEvents(incident.id);
  expect(verifyChain(rows, { seq: incident.headSeq, hash: incident.headHash }).isWhole).toBe(true);
});

it('of two who mark one as done the first is kept, and a done one is not changed', async () => {
  const id = await add('Once');
  const ends = await Promise.allSettled(
    [team.people.engineer, team.people.team_lead].map((person) => endFollowUp(person, { followUpId: id, note: '' })),
  );
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const change = { followUpId: id, text: 'Twice', ownerId: team.people.engineer.id, dueOn: LONG_AGO };
  expect((await refusalOf(changeFollowUp(team.people.engineer, change))).code).toBe('conflict');
});

it('nobody is made the owner of what they could not open', async () => {
  const refused = async (ownerId: string) => (await refusalOf(add('Not theirs', ownerId))).message;
  const sentence = expect.stringContaining('reach this target; nothing was saved');
  expect(await refused(others.people.engineer.id)).toEqual(sentence);
  await changePerson(at.people.administrator, { personId: team.people.executive.id, isActive: false });
  expect(await refused(team.people.executive.id)).toEqual(sentence);
  const people = (await getFollowUps(team.people.engineer, world.incident))?.people.map(({ id }) => id);
  expect(people).toContain(team.people.engineer.id);
  expect(people).not.toContain(others.people.engineer.id);
});

it('a list comes in pages, each follow-up on one of them, for those who reach it alone', async () => {
  const { id: incidentId } = await db().incident.findUniqueOrThrow({ where: { code: world.incident } });
  const { id: ownerId } = team.people.manager;
  await db().followUp.createMany({
    data: Array.from({ length: 120 }, (_, n) => ({
      ...{ incidentId, ownerId, createdById: ownerId, text: `Of many ${n}` },
      dueOn: new Date(`2026-01-0${1 + (n % 3)}`),
    })),
  });
  const seen: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listFollowUps(team.people.manager, 'mine', after);
    seen.push(...page.items.map(({ id }) => id));
    if (page.older === null) break;
    after = page.older;
  }
  expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
  expect((await listFollowUps(others.people.manager, 'open', seen[0])).items).toEqual([]);
});
