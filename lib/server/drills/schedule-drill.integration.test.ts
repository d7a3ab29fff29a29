import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { momentOf } from '@/lib/domain/drill-calendar';
import { db } from '../db';
import { getContactsView } from '../messages/get-contacts-view';
import { markMessagesTold } from '../messages/settle-message';
import { breakableTarget, dayInWeek, scheduledDrill } from '../testing/drill';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { cancelDrill } from './end-drill';
import { remindDrills } from './remind-drills';
import { moveDrill, scheduleDrill, scheduleMonth } from './schedule-drill';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const sandbox = () => breakableTarget(at);
const scheduled = (target: Awaited<ReturnType<typeof sandbox>>) => scheduledDrill(at, target);
const drillOf = (drillId: string) => db().drill.findUniqueOrThrow({ where: { id: drillId } });
const countReminders = (drillId: string) =>
  db().event.count({ where: { type: 'drill.reminded', data: { path: ['drillId'], equals: drillId } } });

describe('the calendar', () => {
  it('gives each week of a month its drill once, in turn, at the plan’s hour', async () => {
    await sandbox();
    await db().drill.deleteMany();
    const month = '2040-02';
    const asked = [1, 2].map(() => scheduleMonth(at.people.lead, { month }));
    expect(await outcomesOf(asked)).toEqual({ done: 1, conflict: 1 });
    const drills = await db().drill.findMany({
      where: {
        scheduledFor: {
          gte: momentOf(`${month}-01`, '00:00', 'UTC') as Date,
          lt: momentOf(`2040-03-01`, '00:00', 'UTC') as Date,
        },
      },
      orderBy: { week: 'asc' },
    });
    expect(drills.map(({ week, procedureKey }) => [week, procedureKey])).toEqual([
      [1, '1.1'],
      [2, '1.6'],
      [3, '9.9'],
      [4, '1.10'],
    ]);
    expect(drills.map(({ scheduledFor }) => [scheduledFor.getUTCDay(), scheduledFor.getUTCHours()])).toEqual(
      Array(4).fill([2, 10]),
    );
    expect(drills[2]?.title).toContain('not in the runbook');
  });

  it('takes no day of another week, none that is over, and none that is not there', async () => {
    const target = await sandbox();
    const wish = { week: 2, time: '10:00', procedureKey: '1.1', targetKey: target.key } as const;
    const messages = ['2031-03-07', '2031-02-30', '2020-03-10'].map(
      async (day) => (await refusalOf(scheduleDrill(at.people.lead, { ...wish, day }))).message,
    );
    expect(await Promise.all(messages)).toEqual([
      'Week 2 is days 8 to 14 of a month (UTC).',
      'There is no such day.',
      expect.stringContaining('is over'),
    ]);
  });

  it('moves a drill, and reminds of it anew', async () => {
    const target = await sandbox();
    const { drillId } = await scheduled(target);
    await db().drill.update({ where: { id: drillId }, data: { remindedAt: new Date() } });
    await moveDrill(at.people.lead, { drillId, week: 3, ...dayInWeek(3), procedureKey: '1.6', targetKey: target.key });
    expect(await drillOf(drillId)).toMatchObject({ week: 3, procedureKey: '1.6', remindedAt: null });
  });
});

describe('a reminder', () => {
  const inHours = (drillId: string, hours: number) =>
    db().drill.update({ where: { id: drillId }, data: { scheduledFor: new Date(Date.now() + hours * 3_600_000) } });

  it('goes out the day before, exactly once, however many workers look', async () => {
    const { drillId } = await scheduled(await sandbox());
    await inHours(drillId, 25);
    await remindDrills();
    expect(await countReminders(drillId)).toBe(0);
    await inHours(drillId, 23);
    await Promise.all([remindDrills(), remindDrills(), remindDrills()]);
    await remindDrills();
    expect(await countReminders(drillId)).toBe(1);
    const messages = await db().message.findMany({ where: { kind: 'reminder', body: { contains: drillId } } });
    expect(new Set(messages.map((message) => message.batchId)).size).toBe(1);
    expect(messages[0]).toMatchObject({ incidentId: null, subject: expect.stringMatching(/^DRILL: /) });
  });

  it('can be told by anybody where nothing is connected, and counts by their name', async () => {
    const { drillId } = await scheduled(await sandbox());
    await inHours(drillId, 23);
    await remindDrills();
    const shown = async () => {
      const { others } = await getContactsView(at.people.manager);
      return others.filter((message) => message.body.includes(drillId));
    };
    const open = await shown();
    expect(open.map(({ state, actions }) => [state, actions.map((action) => action.key)])).toEqual([
      ['tell_yourself', ['message-told']],
      ['tell_yourself', ['message-told']],
    ]);
    await markMessagesTold(at.people.manager, { messageIds: open.map((message) => message.id) });
    expect(await shown()).toMatchObject([
      { state: 'told_by_person', answer: 'manager told them', actions: [] },
      { state: 'told_by_person', answer: 'manager told them', actions: [] },
    ]);
  });

  it('does not go out for one that was cancelled, or whose moment has passed', async () => {
    const [cancelled, over] = [await scheduled(await sandbox()), await scheduled(await sandbox())];
    await inHours(cancelled.drillId, 23);
    await inHours(over.drillId, -1);
    await cancelDrill(at.people.lead, { ...cancelled, reason: 'no time' });
    await remindDrills();
    expect([await countReminders(cancelled.drillId), await countReminders(over.drillId)]).toEqual([0, 0]);
  });
});
