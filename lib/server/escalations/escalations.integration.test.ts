import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { type MailServer, openMailServer, openRoom, type Room } from '../messages/channel-servers.fixture';
import { markMessagesTold } from '../messages/settle-message';
import { abortRun } from '../runs/drive-run';
import { connectChannels, deliver, disconnectChannels } from '../testing/channels';
import { refusalOf } from '../testing/refusal';
import { declare, type Rollback, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { chooseEscalation, dismissEscalation, escalate } from './escalate';
import { watchEscalations } from './watch-escalations';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const reason = 'The vendor knows this release.';
const levelsOf = async (incidentId: string) =>
  (await db().escalation.findMany({ where: { incidentId }, orderBy: { level: 'asc' } })).map((e) => [e.level, e.state]);
const eventsOf = async (incidentId: string) =>
  (
    await db().event.findMany({ where: { incidentId, type: { startsWith: 'escalation.' } }, orderBy: { id: 'asc' } })
  ).map((e) => e.type.replace('escalation.', ''));
const told = (incidentId: string) => db().message.findMany({ where: { incidentId, kind: 'escalation' } });
/** As the loops of two workers do it. */
const watchTwice = () => Promise.all([watchEscalations(), watchEscalations()]);

/** An incident whose rollback was ended while a step had failed. */
async function failedRollback(procedure = '1.5'): Promise<Rollback> {
  const run = await startedRun(at, { procedure, mode: 'to_decision' });
  await workOff(run);
  await abortRun(at.people.engineer, { runId: run.runId, reason });
  return run;
}
const runOut = (incidentId: string) =>
  db().escalation.updateMany({ where: { incidentId, state: 'active' }, data: { dueAt: new Date(Date.now() - 1000) } });

describe('a rollback that failed', () => {
  it('is proposed once for level 1 by any number of workers, and tells nobody until a person starts it', async () => {
    const { incidentId } = await failedRollback();
    await watchTwice();
    await watchTwice();
    expect(await levelsOf(incidentId)).toEqual([[1, 'proposed']]);
    expect(await eventsOf(incidentId)).toEqual(['proposed']);
    expect(await told(incidentId)).toEqual([]);
  });

  it('started by a person tells its people at once, runs its clock, and ends with an option by name', async () => {
    const { incidentId, incidentCode } = await failedRollback();
    await watchEscalations();
    await escalate(at.people.engineer, { incidentCode, level: 1, reason: '' });
    const [active] = await db().escalation.findMany({ where: { incidentId } });
    expect((active?.dueAt?.getTime() ?? 0) - (active?.startedAt?.getTime() ?? 0)).toBe(15 * 60_000);
    expect((await told(incidentId))[0]?.body).toMatch(/Level 1.*\nYou have 15 minutes/);
    await chooseEscalation(at.people.lead, { incidentCode, level: 1, option: 'that', reason });
    expect(await levelsOf(incidentId)).toEqual([[1, 'settled']]);
    expect(await eventsOf(incidentId)).toEqual(['proposed', 'started', 'settled']);
  });

  it('dismissed stays away until something new fails', async () => {
    const { incidentId, incidentCode } = await failedRollback();
    await watchEscalations();
    await dismissEscalation(at.people.engineer, { incidentCode, level: 1, reason });
    await watchEscalations();
    expect(await levelsOf(incidentId)).toEqual([[1, 'dismissed']]);
  });

  it('is level 2 when it was the restore', async () => {
    const { incidentId } = await failedRollback('1.4');
    await watchEscalations();
    expect(await levelsOf(incidentId)).toEqual([[2, 'proposed']]);
  });
});

describe('a clock that runs out', () => {
  it('begins the level above once, however many workers see it, and again tells the last one', async () => {
    const { incidentId, incidentCode } = await failedRollback();
    await watchEscalations();
    await escalate(at.people.engineer, { incidentCode, level: 1, reason: '' });
    await runOut(incidentId);
    await watchTwice();
    expect(await levelsOf(incidentId)).toEqual([
      [1, 'raised'],
      [2, 'active'],
    ]);
    await runOut(incidentId);
    await watchTwice();
    expect(await levelsOf(incidentId)).toEqual([
      [1, 'raised'],
      [2, 'raised'],
      [3, 'active'],
    ]);
    await runOut(incidentId);
    await watchTwice();
    expect(await levelsOf(incidentId)).toEqual([
      [1, 'raised'],
      [2, 'raised'],
      [3, 'active'],
    ]);
    expect((await eventsOf(incidentId)).filter((type) => type === 'raised')).toHaveLength(3);
    expect(new Set((await told(incidentId)).map((m) => m.batchId)).size).toBe(4);
  });
});

describe('a level that begins', () => {
  /** Who decides at which level, by the tests' runbook; each with an address. */
  const CONTACTS = { 'on-call': 'on-call@example.com', second: 'second@example.com', board: 'board@example.com' };
  let mail: MailServer;
  let room: Room;
  beforeAll(async () => {
    [mail, room] = await Promise.all([openMailServer(), openRoom()]);
    for (const [key, email] of Object.entries(CONTACTS))
      await db().contact.create({ data: { key, name: key, notifiedFor: 'their level', email } });
  });
  afterAll(() => Promise.all([mail.close(), room.close()]));
  beforeEach(() => connectChannels(mail, room));
  afterEach(disconnectChannels);

  const mailed = () => mail.mails.splice(0).flatMap((one) => one.to);
  const begin = async (level: number) => {
    const { code: incidentCode, id } = await declare(at);
    await deliver();
    mailed();
    room.posts.length = 0;
    await escalate(at.people.engineer, { incidentCode, level, reason });
    return { incidentCode, incidentId: id };
  };
  const shown = async (incidentCode: string) =>
    (await getRoomView(at.people.engineer, incidentCode))?.escalations.levels.find(({ state }) => state === 'active');

  it.each([
    [1, ['on-call@example.com']],
    [2, ['on-call@example.com', 'second@example.com']],
    [3, ['board@example.com']],
  ])('%i tells its own people by mail, and the room, and is told only once they have it', async (level, people) => {
    const { incidentCode, incidentId } = await begin(level);
    expect(await shown(incidentCode)).toMatchObject({ level, telling: 'sending' });
    await deliver();
    expect(mailed().sort()).toEqual(['all@example.com', ...people].sort());
    expect(room.posts).toMatchObject([{ text: expect.stringContaining(`Escalation level ${level}: `) }]);
    expect((await told(incidentId)).map((message) => message.state)).not.toContain('queued');
    expect(await shown(incidentCode)).toMatchObject({ level, telling: 'told' });
  });

  it('by the clock tells the level above likewise', async () => {
    const { incidentId } = await begin(1);
    await deliver();
    mailed();
    await runOut(incidentId);
    await watchTwice();
    await deliver();
    expect(mailed().sort()).toEqual(['all@example.com', 'on-call@example.com', 'second@example.com']);
  });

  it('says that it could not be sent where the mail server refuses its people', async () => {
    mail.answer((to) => (to === CONTACTS.board ? { code: 550, text: 'no such user' } : null));
    const { incidentCode } = await begin(3);
    await deliver();
    expect(await shown(incidentCode)).toMatchObject({ telling: 'failed' });
    mail.answer(() => null);
  });

  it('is for a person to tell where nothing is connected, and told once they say so', async () => {
    await disconnectChannels();
    const { incidentCode, incidentId } = await begin(2);
    expect(await shown(incidentCode)).toMatchObject({ telling: 'tell_yourself' });
    const messageIds = (await told(incidentId)).map((message) => message.id);
    await markMessagesTold(at.people.engineer, { messageIds });
    expect(await shown(incidentCode)).toMatchObject({ telling: 'told' });
  });
});

describe('without a proposal', () => {
  it('a person escalates with a reason, once, and only who may decides', async () => {
    const { code: incidentCode, id } = await declare(at);
    expect(await refusalOf(escalate(at.people.engineer, { incidentCode, level: 2, reason: '' }))).toMatchObject({
      code: 'invalid_input',
    });
    expect(await refusalOf(escalate(at.people.manager, { incidentCode, level: 2, reason }))).toMatchObject({
      code: 'forbidden',
    });
    await escalate(at.people.engineer, { incidentCode, level: 2, reason });
    expect(await refusalOf(escalate(at.people.lead, { incidentCode, level: 2, reason }))).toMatchObject({
      code: 'conflict',
    });
    const choice = { incidentCode, level: 2, option: 'this', reason };
    expect(await refusalOf(chooseEscalation(at.people.engineer, choice))).toMatchObject({ code: 'forbidden' });
    await chooseEscalation(at.people.executive, choice);
    expect(await levelsOf(id)).toEqual([[2, 'settled']]);
  });
});

it('a target that is wholly down is level 3, and not while it answers or nobody looks', async () => {
  const { id: incidentId } = await declare(at);
  const { targetId } = await db().incident.findUniqueOrThrow({ where: { id: incidentId } });
  const probe = (secondsAgo: number, isOk: boolean) =>
    db().probeSample.create({
      data: { targetId, endpoint: 'health', isOk, latencyMs: 5, at: new Date(Date.now() - secondsAgo * 1000) },
    });
  for (const seconds of [100, 90, 80, 70, 60, 50]) await probe(seconds, false);
  await watchEscalations();
  expect(await levelsOf(incidentId)).toEqual([]);
  await probe(3, false);
  await watchEscalations();
  expect(await levelsOf(incidentId)).toEqual([[3, 'proposed']]);
});
