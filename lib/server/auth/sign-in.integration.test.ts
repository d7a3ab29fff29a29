import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { changePerson } from '../people/manage-people';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { startSession } from '../testing/session';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { authorise } from './authorise';
import { hashPassword } from './passwords';
import { assertSameOrigin } from './same-origin';
import { endSession, findPersonOfSession } from './session-store';
import { createFirstAdministrator, issueSetupToken } from './setup';
import { signIn } from './sign-in';

const password = 'the right one of twelve';
let at: TestConsole;
let passwordHash: string;

beforeAll(async () => {
  at = await openTestConsole();
  passwordHash = await hashPassword(password);
});
afterAll(() => at.close());

async function account() {
  const person = await createPerson('account', 'engineer');
  await db().person.update({ where: { id: person.id }, data: { passwordHash } });
  return person;
}

describe('signing in', () => {
  it('takes the address in any case, and forgives what was mistyped before', async () => {
    const { id, email } = await account();
    for (let i = 0; i < 3; i += 1) await refusalOf(signIn({ email, password: 'wrong' }, '10.0.0.1'));
    expect(await signIn({ email: ` ${email.toUpperCase()} `, password }, '10.0.0.1')).toMatchObject({ id });
    expect(await db().signInAttempt.count({ where: { email, succeeded: false } })).toBe(0);
  });

  it('answers an unknown address, a disabled account and a wrong password with one sentence', async () => {
    const [disabled, wrong] = [await account(), await account()];
    await changePerson(at.people.administrator, { personId: disabled.id, isActive: false });
    const answers = [
      await refusalOf(signIn({ email: 'nobody@console.example', password }, '10.0.0.2')),
      await refusalOf(signIn({ email: disabled.email, password }, '10.0.0.2')),
      await refusalOf(signIn({ email: wrong.email, password: 'wrong' }, '10.0.0.2')),
    ];
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('waits after wrong passwords, for the right one too', async () => {
    const { email } = await account();
    const guess = (word: string, n: number) => signIn({ email, password: word }, `10.1.0.${n}`);
    const tally: Record<string, number> = {};
    for (let n = 0; n < 100; n += 1) {
      const { code } = await refusalOf(guess('wrong', n));
      tally[code] = (tally[code] ?? 0) + 1;
    }
    expect(tally).toEqual({ not_signed_in: 5, too_many_attempts: 95 });
    expect(await refusalOf(guess(password, 101))).toMatchObject({ code: 'too_many_attempts' });
    await db().signInAttempt.updateMany({ where: { email }, data: { at: new Date(Date.now() - 11_000) } });
    await guess(password, 102);
  });

  it('lets one person in on several devices at once', async () => {
    const { email } = await account();
    const devices = ['10.3.0.1', '10.3.0.2', '10.3.0.3', '10.3.0.4'];
    const outcomes = await Promise.allSettled(devices.map((address) => signIn({ email, password }, address)));
    expect(outcomes.map(({ status }) => status)).toEqual(devices.map(() => 'fulfilled'));
  });

  it('lets none of a hundred guesses at once slip by', async () => {
    const { email } = await account();
    const guesses = Array.from({ length: 100 }, (_, n) => signIn({ email, password: 'wrong' }, `10.2.0.${n}`));
    expect(await outcomesOf(guesses)).toEqual({ not_signed_in: 5, too_many_attempts: 95 });
  });

  it('waits for an address that guesses at many accounts', async () => {
    const data = Array.from({ length: 28 }, (_, n) => ({
      email: `guess-${n}@console.example`,
      address: '10.3.0.1',
      succeeded: false,
    }));
    await db().signInAttempt.createMany({ data });
    const guesses = Array.from({ length: 8 }, (_, n) =>
      signIn({ email: `other-${n}@console.example`, password: 'wrong' }, '10.3.0.1'),
    );
    expect(await outcomesOf(guesses)).toEqual({ not_signed_in: 2, too_many_attempts: 6 });
  });
});

describe('a session', () => {
  it('ends by signing out', async () => {
    const session = await startSession(at.people.engineer.id);
    expect(await findPersonOfSession(session)).toEqual(at.people.engineer);
    await endSession(session);
    expect(await findPersonOfSession(session)).toBeNull();
  });

  it('ends where its person is disabled, and does not come back with them', async () => {
    const person = await account();
    const session = await startSession(person.id);
    await changePerson(at.people.administrator, { personId: person.id, isActive: false });
    expect(await findPersonOfSession(session)).toBeNull();
    expect(await refusalOf(authorise(person, 'console.read'))).toMatchObject({ code: 'not_signed_in' });
    await changePerson(at.people.administrator, { personId: person.id, isActive: true });
    expect(await findPersonOfSession(session)).toBeNull();
  });

  it('ends where its person gets another role, and the gate asks for that anew', async () => {
    const person = await createPerson('rising', 'administrator');
    const session = await startSession(person.id);
    await changePerson(at.people.administrator, { personId: person.id, role: 'manager' });
    expect(await findPersonOfSession(session)).toBeNull();
    expect(await findPersonOfSession(await startSession(person.id))).toMatchObject({ role: 'manager' });
    expect(await refusalOf(authorise(person, 'people.manage'))).toMatchObject({ code: 'forbidden' });
  });

  it('ends with its time, and is not found by what is none', async () => {
    const session = await startSession(at.people.engineer.id);
    await db().authSession.update({ where: { id: session }, data: { expiresAt: new Date(Date.now() - 1) } });
    for (const id of [session, randomUUID(), "' or true --", '']) expect(await findPersonOfSession(id)).toBeNull();
  });

  it('is another one at each sign-in', async () => {
    expect(await startSession(at.people.engineer.id)).not.toBe(await startSession(at.people.engineer.id));
  });
});

describe('the last administrator', () => {
  it.each([{ isActive: false }, { role: 'engineer' as const }])('stays: %j is refused', async (change) => {
    const administrator = at.people.administrator;
    await db().person.updateMany({
      where: { role: 'administrator', id: { not: administrator.id } },
      data: { isActive: false },
    });
    const refusal = await refusalOf(changePerson(administrator, { personId: administrator.id, ...change }));
    expect(refusal).toMatchObject({ code: 'conflict', message: expect.stringContaining('last active administrator') });
  });

  it('is left by two who disable each other at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      const other = await createPerson('other', 'administrator');
      const pair = [at.people.administrator, other] as const;
      await outcomesOf([
        changePerson(pair[0], { personId: pair[1].id, isActive: false }),
        changePerson(pair[1], { personId: pair[0].id, isActive: false }),
      ]);
      expect(await db().person.count({ where: { role: 'administrator', isActive: true } })).toBe(1);
      await db().person.updateMany({ where: { id: pair[0].id }, data: { isActive: true } });
      await db().person.updateMany({ where: { id: pair[1].id }, data: { isActive: false } });
    }
  });
});

describe('a request', () => {
  const from = (headers: Record<string, string>) => () => assertSameOrigin(new Headers(headers));

  it.each([
    ['without an origin', { host: 'console.example:3000' }],
    ['from elsewhere', { host: 'console.example:3000', origin: 'https://evil.example' }],
    ['from a name that only begins alike', { host: 'console.example', origin: 'http://console.example.evil.example' }],
    ['from nowhere', { host: 'console.example:3000', origin: 'null' }],
    [
      'whose forwarded host is forged',
      { host: 'console.example:3000', origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' },
    ],
  ])('%s is refused', (_, headers) => {
    expect(from(headers)).toThrow('did not come from this console');
  });

  it('of this console is let in, also by the address that a proxy gives it', () => {
    from({ host: 'console.example:3000', origin: 'http://console.example:3000' })();
    from({ host: 'internal:8080', origin: 'http://console.example:3000' })();
  });
});

describe('the setup token', () => {
  it('makes one administrator, once, of two that race for it', async () => {
    await at.store.query('delete from "Person"');
    const lost = (await issueSetupToken()) as string;
    const token = (await issueSetupToken()) as string;
    const make = (email: string, by = token) =>
      createFirstAdministrator({ token: by, name: 'First', email, password: 'long enough for it' });
    expect(await refusalOf(make('wrong@console.example', 'not the token'))).toMatchObject({ code: 'forbidden' });
    expect(await refusalOf(make('lost@console.example', lost)), 'the newest counts').toMatchObject({
      code: 'forbidden',
    });
    expect(await outcomesOf([make('one@console.example'), make('two@console.example')])).toEqual({
      done: 1,
      forbidden: 1,
    });
    expect(await refusalOf(make('three@console.example'))).toMatchObject({ code: 'forbidden' });
    expect(await db().person.findMany({ select: { role: true } })).toEqual([{ role: 'administrator' }]);
    expect(await issueSetupToken()).toBeNull();
  });
});
