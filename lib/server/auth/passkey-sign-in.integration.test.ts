import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { env } from '../env';
import { changePerson, setPassword } from '../people/manage-people';
import { makeAuthenticator } from '../testing/authenticator';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { startSession } from '../testing/session';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { changePassword } from './change-password';
import { askPasskeyToSignIn, openSessionByPasskey } from './passkey-sign-in';
import { addPasskey, askNewPasskey } from './passkeys';
import { hashPassword } from './passwords';
import { findPersonOfSession } from './session-store';
import { signIn } from './sign-in';
import { comingInBy } from './way-in';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const from = { agent: 'a phone', address: '10.9.0.1' };
const inBrowser = <T>(sessionId: string, act: () => Promise<T>) => comingInBy({ kind: 'session', sessionId }, act);

/** Somebody whose device keeps a passkey. */
async function withPasskey() {
  const me = await createPerson('pat', 'team_lead');
  const home = new URL(env().NEXTAUTH_URL);
  const key = makeAuthenticator(home.hostname, home.origin);
  await inBrowser(await startSession(me.id), async () => {
    const { challenge } = await askNewPasskey(me);
    await addPasskey(me, { name: 'phone', answer: key.register(challenge) });
  });
  const open = (answer: object, address = from.address) =>
    openSessionByPasskey({ answer: JSON.stringify(answer) }, { ...from, address });
  return { me, key, open };
}
const question = async () => (await askPasskeyToSignIn()).challenge;

describe('signing in by a passkey', () => {
  it('takes no name and no password, starts a session of its own, and is written down', async () => {
    const { me, key, open } = await withPasskey();
    const options = await askPasskeyToSignIn();
    expect(options).toMatchObject({ userVerification: 'required', allowCredentials: undefined });
    const { id, sessionId } = await open(key.sign(options.challenge));
    expect([id, await findPersonOfSession(sessionId)]).toEqual([me.id, me]);
    const [event] = await db().event.findMany({ where: { type: 'person.confirmed', actorId: me.id } });
    expect(event?.data).toEqual({ email: me.email, by: 'passkey' });
  });

  it('takes each question once, also where two answers come at the same moment', async () => {
    const { key, open } = await withPasskey();
    const answer = key.sign(await question());
    expect(await outcomesOf([open(answer), open(answer)])).toEqual({ done: 1, not_signed_in: 1 });
    expect((await refusalOf(open(answer))).code).toBe('not_signed_in');
  });

  it('writes nothing down for whoever only asks', async () => {
    const before = await db().passkeyChallenge.count();
    await Promise.all(Array.from({ length: 20 }, question));
    expect(await db().passkeyChallenge.count()).toBe(before);
  });

  it('says the same to a strange key, another site, no fingerprint, a made-up or old question, and a disabled person', async () => {
    const { me, key, open } = await withPasskey();
    const home = new URL(env().NEXTAUTH_URL);
    const stranger = makeAuthenticator(home.hostname, home.origin);
    const asked = Buffer.from(await question(), 'base64url');
    const old = Buffer.from(asked);
    old.writeBigUInt64BE(1n, 16);
    const tries = [
      stranger.sign(await question()),
      key.sign(await question(), { origin: 'https://evil.example' }),
      key.sign(await question(), { isVerified: false }),
      key.sign(old.toString('base64url')),
      key.sign(Buffer.alloc(56).toString('base64url')),
    ];
    const said = new Set<string>();
    for (const [n, answer] of tries.entries()) said.add(JSON.stringify(await refusalOf(open(answer, `10.9.1.${n}`))));
    await changePerson(at.people.administrator, { personId: me.id, isActive: false });
    said.add(JSON.stringify(await refusalOf(open(key.sign(await question()), '10.9.1.9'))));
    expect([...said]).toHaveLength(1);
    expect(await db().authSession.count({ where: { personId: me.id, agent: from.agent } })).toBe(0);
  });

  it('waits after wrong ones, as after wrong passwords, by key and by address', async () => {
    const { key, open } = await withPasskey();
    for (let n = 0; n < 5; n += 1)
      await refusalOf(open(key.sign(await question(), { isVerified: false }), `10.9.2.${n}`));
    expect((await refusalOf(open(key.sign(await question()), '10.9.2.9'))).code).toBe('too_many_attempts');
  });
});

describe('changing one’s own password', () => {
  const [old, next] = ['the old one of twelve', 'the next one of twelve'];

  async function somebody() {
    const me = await createPerson('kim', 'engineer');
    await db().person.update({ where: { id: me.id }, data: { passwordHash: await hashPassword(old) } });
    const [here, there] = [await startSession(me.id), await startSession(me.id)];
    const change = (current: string, password = next) =>
      inBrowser(here, () => changePassword(me, { current, password, again: password }));
    return { me, here, there, change };
  }

  it('takes the current one, signs out every other browser, and goes on here under another id', async () => {
    const { me, here, there, change } = await somebody();
    expect(await refusalOf(change('not the password'))).toMatchObject({
      message: expect.stringContaining('not your password'),
    });
    const renewed = await change(old);
    expect(renewed).not.toBe(here);
    expect([await findPersonOfSession(renewed), await findPersonOfSession(there)]).toEqual([me, null]);
    await signIn({ email: me.email, password: next }, '10.9.3.1');
    expect((await refusalOf(signIn({ email: me.email, password: old }, '10.9.3.1'))).code).toBe('not_signed_in');
    const [event] = await db().event.findMany({ where: { type: 'person.changed', actorId: me.id } });
    expect(event?.data).toEqual({ email: me.email, change: 'their own password' });
  });

  it('does not undo one that an administrator set at the same moment', async () => {
    const { me, change } = await somebody();
    const set = setPassword(at.people.administrator, { personId: me.id, password: 'what the admin has set' });
    await Promise.allSettled([change(old), set]);
    await set;
    const isNew = async (password: string) => {
      const tried = signIn({ email: me.email, password }, '10.9.3.2');
      return tried.then(
        () => true,
        () => false,
      );
    };
    expect(await isNew('what the admin has set')).toBe(true);
    expect(await isNew(next)).toBe(false);
  });
});
