import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { changePerson, setPassword } from '../people/manage-people';
import { refusalOf } from '../testing/refusal';
import { startSession } from '../testing/session';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { hashPassword } from './passwords';
import {
  endSession,
  endSessionsOf,
  findPersonOfSession,
  findSessionsThatHold,
  noteSeen,
  renewSession,
  startSession as tryToStart,
} from './session-store';
import { openSession } from './sign-in';

const password = 'the right one of twelve';
const HOME = { agent: 'A browser', address: '10.9.0.1' };

let at: TestConsole;
let kimId: string;
beforeAll(async () => {
  at = await openTestConsole();
  kimId = (await createPerson('kim', 'executive')).id;
  await db().person.update({ where: { id: kimId }, data: { passwordHash: await hashPassword(password) } });
});
afterAll(() => at.close());

const renew = (sessionId: string) => db().$transaction((tx) => renewSession(sessionId, tx));
const row = (id: string) => db().authSession.findUniqueOrThrow({ where: { id } });
const lastSeen = (id: string, minutesAgo: number) =>
  at.store.query(
    `update "AuthSession" set "lastSeenAt" = clock_timestamp() - make_interval(mins => $2) where "id" = $1`,
    [id, minutesAgo],
  );

describe('a session that nobody uses', () => {
  it('ends after two hours, for pages and for open streams', async () => {
    const sessionId = await startSession(kimId);
    await lastSeen(sessionId, 119);
    expect(await findPersonOfSession(sessionId)).toMatchObject({ id: kimId });
    await lastSeen(sessionId, 120);
    expect(await findPersonOfSession(sessionId)).toBeNull();
    expect(await findSessionsThatHold([sessionId])).toEqual(new Set());
  });

  it('is kept by a press, and not brought back by one', async () => {
    const sessionId = await startSession(kimId);
    await lastSeen(sessionId, 119);
    await noteSeen(sessionId);
    expect(Date.now() - (await row(sessionId)).lastSeenAt.getTime()).toBeLessThan(60_000);
    await lastSeen(sessionId, 121);
    await noteSeen(sessionId);
    expect(await findPersonOfSession(sessionId)).toBeNull();
  });

  it('writes nothing for presses of the same minute', async () => {
    const sessionId = await startSession(kimId);
    const { lastSeenAt } = await row(sessionId);
    await noteSeen(sessionId);
    expect((await row(sessionId)).lastSeenAt).toEqual(lastSeenAt);
  });
});

it('a session ends twelve hours after the sign-in by the store’s clock, however busy it is', async () => {
  const sessionId = await startSession(kimId);
  const { createdAt, expiresAt } = await row(sessionId);
  expect(Math.round((expiresAt.getTime() - createdAt.getTime()) / 60_000)).toBe(12 * 60);
});

describe('a session that goes on under a new id', () => {
  it('is fresh under that one only, and lasts no longer than it would have', async () => {
    const old = await startSession(kimId);
    const before = await row(old);
    const renewed = (await renew(old)) as string;
    expect(renewed).not.toBe(old);
    const [then, now] = [await row(old), await row(renewed)];
    expect(now).toMatchObject({ personId: kimId, createdAt: before.createdAt, expiresAt: before.expiresAt });
    expect(now.freshAt).not.toBeNull();
    expect(then).toMatchObject({ freshAt: null, replacedById: renewed });
    expect(then.expiresAt.getTime() - Date.now()).toBeLessThan(16_000);
  });

  it('lets requests that were on their way in, and ends whole: by either id', async () => {
    for (const which of ['old', 'new'] as const) {
      const old = await startSession(kimId);
      const renewed = (await renew(old)) as string;
      expect(await findSessionsThatHold([old, renewed])).toEqual(new Set([old, renewed]));
      await endSession(which === 'old' ? old : renewed);
      expect(await findSessionsThatHold([old, renewed])).toEqual(new Set());
    }
  });

  it('is one, of two who renew it at once', async () => {
    const old = await startSession(kimId);
    const [one, other] = await Promise.all([renew(old), renew(old)]);
    expect(one).toBe(other);
    expect(await renew(old)).toBe(one);
  });

  it('is none where the old one has ended', async () => {
    const old = await startSession(kimId);
    await endSession(old);
    expect(await renew(old)).toBeNull();
  });
});

describe('signing in', () => {
  it('keeps where from, and makes another session each time', async () => {
    const [one, other] = [
      await openSession({ email: await emailOf(kimId), password }, HOME),
      await openSession({ email: await emailOf(kimId), password }, HOME),
    ];
    expect(one.sessionId).not.toBe(other.sessionId);
    expect(await row(one.sessionId)).toMatchObject(HOME);
  });

  it('starts nothing with a password that was changed while it was looked at', async () => {
    const { passwordHash } = await db().person.findUniqueOrThrow({ where: { id: kimId } });
    await setPassword(at.people.administrator, { personId: kimId, password: 'another long password' });
    expect(await tryToStart(kimId, HOME, passwordHash)).toBeNull();
    const code = (await refusalOf(openSession({ email: await emailOf(kimId), password }, HOME))).code;
    expect(code).toBe('not_signed_in');
  });

  it('either is ended by a disabling of the same moment, or starts nothing', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await createPerson('leaving', 'engineer');
      const [sessionId] = await Promise.all([
        tryToStart(person.id),
        changePerson(at.people.administrator, { personId: person.id, isActive: false }),
      ]);
      await changePerson(at.people.administrator, { personId: person.id, isActive: true });
      if (sessionId) expect(await findPersonOfSession(sessionId)).toBeNull();
    }
  });
});

it('ending all of a person’s sessions keeps the one that is named, and counts those that were open', async () => {
  const { id } = await createPerson('many', 'engineer');
  const [here, , ended] = [await startSession(id), await startSession(id), await startSession(id)];
  await endSession(ended);
  expect(await db().$transaction((tx) => endSessionsOf(tx, id, here))).toBe(1);
  expect(await findPersonOfSession(here)).toMatchObject({ id });
});

async function emailOf(id: string): Promise<string> {
  return (await db().person.findUniqueOrThrow({ where: { id } })).email;
}
