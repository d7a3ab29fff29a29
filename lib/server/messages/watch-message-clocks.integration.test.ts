import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { markTold } from '../incidents/mark-told';
import { closeIncident } from '../incidents/settle-checks';
import { declare } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { composeMessage } from './compose-message';
import { markMessagesTold } from './settle-message';
import { watchMessageClocks } from './watch-message-clocks';

let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const MINUTE = 60_000;
type Severity = Parameters<typeof declare>[1] extends { severity?: infer S } | undefined ? NonNullable<S> : never;
const clocksOf = (incidentId: string) =>
  db().messageClock.findMany({ where: { incidentId }, orderBy: { audience: 'asc' } });
const internal = (incidentId: string) =>
  db().messageClock.findUniqueOrThrow({ where: { incidentId_audience: { incidentId, audience: 'internal' } } });
/** As if so much of the team's half hour had passed; the other clocks are left alone. */
const setDueIn = (incidentId: string, ms: number) =>
  db().messageClock.updateMany({
    where: { incidentId, audience: 'internal' },
    data: { nextDueAt: new Date(Date.now() + ms) },
  });
const eventsOf = async (incidentId: string, type: string) =>
  (await db().event.findMany({ where: { incidentId, type }, orderBy: { seq: 'asc' } })).map(
    (event) => event.data as { audience: string; count?: number; contacts: string[] },
  );
/** Several workers at the same moment. */
const watch = () => Promise.all(Array.from({ length: 4 }, () => watchMessageClocks()));
const declareOne = (severity: Severity) => declare(at, { severity, told: false });

describe('the clock', () => {
  it.each(['critical', 'high', 'medium', 'low'] as const)(
    'runs for each audience from the declaration: %s',
    async (severity) => {
      const { id } = await declareOne(severity);
      expect((await clocksOf(id)).map(({ audience, stoppedAt }) => [audience, stoppedAt])).toEqual([
        ['customer', null],
        ['internal', null],
      ]);
    },
  );

  it('warns five minutes before, once, however many workers look', async () => {
    const { id } = await declareOne('medium');
    await setDueIn(id, 6 * MINUTE);
    await watch();
    expect(await eventsOf(id, 'update.due')).toEqual([]);
    await setDueIn(id, 4 * MINUTE);
    await watch();
    await watch();
    expect(await eventsOf(id, 'update.due')).toMatchObject([{ audience: 'internal', contacts: ['On call'] }]);
  });

  it('that ran out is missed once, goes to the next level each time, and begins a new round', async () => {
    const { id } = await declareOne('medium');
    for (const count of [1, 2]) {
      await setDueIn(id, -MINUTE);
      await watch();
      expect(await internal(id)).toMatchObject({ missedCount: count, warnedAt: null });
      expect((await internal(id)).nextDueAt.getTime()).toBeGreaterThan(Date.now() + 29 * MINUTE);
    }
    expect(await eventsOf(id, 'update.missed')).toMatchObject([
      { count: 1, contacts: ['On call'] },
      { count: 2, contacts: ['On call', 'Second'] },
    ]);
    const reminders = await db().message.findMany({
      where: { incidentId: id, kind: 'reminder' },
      orderBy: { at: 'asc' },
    });
    expect(reminders.map(({ state, recipient }) => [state, recipient])).toEqual([
      ['cancelled', '#room'],
      ['cancelled', 'all@example.com, On call, engineer'],
      ['tell_yourself', '#room'],
      ['tell_yourself', 'all@example.com, On call, Second, engineer'],
    ]);
  });

  it('begins anew when the team is told', async () => {
    const { id, code } = await declareOne('medium');
    await setDueIn(id, -MINUTE);
    await watch();
    await setDueIn(id, 3 * MINUTE);
    await watch();
    await markTold(at.people.engineer, { incidentCode: code, note: 'over the phone' });
    const clock = await internal(id);
    expect(clock).toMatchObject({ warnedAt: null, missedAt: null, missedCount: 0 });
    expect(clock.nextDueAt.getTime()).toBeGreaterThan(Date.now() + 29 * MINUTE);
  });

  it('of an audience that heard that it is resolved stops, until an update that was written later', async () => {
    const { id, code } = await declareOne('high');
    const tell = async (kind: 'resolved' | 'update') => {
      const text = {
        incidentCode: code,
        audience: 'internal' as const,
        kind,
        subject: 'Now',
        body: 'So.',
        leaveOut: [],
      };
      const { batchId } = await composeMessage(at.people.engineer, text);
      return (await db().message.findMany({ where: { batchId } })).map((message) => message.id);
    };
    const told = (messageIds: string[]) => markMessagesTold(at.people.engineer, { messageIds });
    const late = await tell('update');
    await told(await tell('resolved'));
    expect((await internal(id)).stoppedAt).not.toBeNull();
    await told(late);
    await setDueIn(id, -MINUTE);
    await watch();
    expect(await eventsOf(id, 'update.missed')).toEqual([]);
    expect((await clocksOf(id)).find((clock) => clock.audience === 'customer')?.stoppedAt).toBeNull();
    await told(await tell('update'));
    expect(await internal(id)).toMatchObject({ stoppedAt: null });
  });

  it('stops when the incident is closed', async () => {
    const { id, code } = await declareOne('high');
    await db().incidentCheck.updateMany({ where: { incidentId: id }, data: { state: 'passed' } });
    await closeIncident(at.people.engineer, { incidentCode: code });
    expect((await clocksOf(id)).every((clock) => clock.stoppedAt !== null)).toBe(true);
    await setDueIn(id, -MINUTE);
    await watch();
    expect(await eventsOf(id, 'update.missed')).toEqual([]);
  });
});
