import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signIn } from '../auth/sign-in';
import { db } from '../db';
import { refusalOf } from '../testing/refusal';
import { startSession } from '../testing/session';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { setPassword } from './manage-people';

const OLD = 'the old password of theirs';
const NEW = 'a new password for them';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

/** Somebody who signed in with the old password. */
async function somebody(name: string) {
  const person = await createPerson(name, 'engineer');
  await setPassword(at.people.administrator, { personId: person.id, password: OLD });
  return { ...person, personId: person.id, sessionId: await startSession(person.id) };
}
const openSessions = (personId: string) => db().authSession.count({ where: { personId, endedAt: null } });
const signInAs = (email: string, password: string) => signIn({ email, password }, '192.0.2.1');
const changesOf = async (email: string) =>
  (await db().event.findMany({ where: { type: 'person.changed' }, orderBy: { id: 'asc' } })).filter(
    ({ data }) => (data as { email: string }).email === email,
  );

describe('a new password', () => {
  it('is the one that signs in from now on', async () => {
    const { personId, email } = await somebody('forgetful');
    await setPassword(at.people.administrator, { personId, password: NEW });
    expect(await refusalOf(signInAs(email, OLD))).toMatchObject({ code: 'not_signed_in' });
    expect(await signInAs(email, NEW)).toMatchObject({ id: personId });
  });

  it('ends every session of that person, and of nobody else', async () => {
    const [gone, stays] = [await somebody('gone'), await somebody('stays')];
    await startSession(gone.personId);
    await setPassword(at.people.administrator, { personId: gone.personId, password: NEW });
    expect([await openSessions(gone.personId), await openSessions(stays.personId)]).toEqual([0, 1]);
  });

  it('opens sign-in again for who typed wrong ones too often', async () => {
    const { personId, email } = await somebody('hasty');
    for (let i = 0; i < 5; i += 1) await refusalOf(signInAs(email, 'wrong'));
    expect(await refusalOf(signInAs(email, OLD))).toMatchObject({ code: 'too_many_attempts' });
    await setPassword(at.people.administrator, { personId, password: NEW });
    expect(await signInAs(email, NEW)).toMatchObject({ id: personId });
  });

  it('is in the events by the administrator’s name, and the password is nowhere in them', async () => {
    const { personId, email } = await somebody('recorded');
    await setPassword(at.people.administrator, { personId, password: NEW });
    const event = (await changesOf(email)).at(-1);
    expect(event).toMatchObject({ actorName: 'administrator', data: { email, change: 'new password' } });
    expect(JSON.stringify(event?.data)).not.toContain(NEW);
  });

  it.each(['engineer', 'lead', 'executive', 'manager'] as const)('is not for a %s to set', async (who) => {
    const { personId, email } = await somebody(`kept-from-${who}`);
    const before = await changesOf(email);
    expect(await refusalOf(setPassword(at.people[who], { personId, password: NEW }))).toMatchObject({
      code: 'forbidden',
    });
    expect(await openSessions(personId)).toBe(1);
    expect(await changesOf(email)).toEqual(before);
    expect(await signInAs(email, OLD)).toMatchObject({ id: personId });
  });

  it('is refused for somebody who is not there', async () => {
    const personId = '00000000-0000-4000-8000-000000000000';
    expect(await refusalOf(setPassword(at.people.administrator, { personId, password: NEW }))).toMatchObject({
      code: 'not_found',
    });
  });
});
