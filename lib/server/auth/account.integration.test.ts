import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Me } from '@/lib/contracts/views';
import { db } from '../db';
import { makeAuthenticator } from '../testing/authenticator';
import { refusalOf } from '../testing/refusal';
import { startSession } from '../testing/session';
import { createPerson, openTestConsole, type TestConsole } from '../testing/test-console';
import { endMySession, endMySessions, getAccount } from './account';
import { addPasskey, askNewPasskey, askPasskey, removePasskey, stepUpByPasskey } from './passkeys';
import { findPersonOfSession } from './session-store';
import { comingInBy } from './way-in';

const HOME = 'http://console.example:3000';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const inBrowser = <T>(sessionId: string, act: () => Promise<T>) => comingInBy({ kind: 'session', sessionId }, act);
const codeOf = async (deed: Promise<unknown>) => (await refusalOf(deed)).code;

describe('one’s own sessions', () => {
  it('are listed, this one marked, with nothing that a cookie is made of', async () => {
    const kim = await createPerson('kim', 'engineer');
    const [here, there] = [await startSession(kim.id), await startSession(kim.id)];
    const { sessions } = await getAccount(kim, here);
    expect(sessions.map(({ isHere }) => isHere).sort()).toEqual([false, true]);
    for (const id of [here, there]) expect(JSON.stringify(sessions)).not.toContain(id);
  });

  it('are ended one by one, from the next request there, and written down', async () => {
    const kim = await createPerson('kim', 'engineer');
    const [here, there] = [await startSession(kim.id), await startSession(kim.id)];
    const { name } = (await getAccount(kim, here)).sessions.find(({ isHere }) => !isHere) as { name: string };
    await endMySession(kim, { session: name });
    expect([await findPersonOfSession(here), await findPersonOfSession(there)]).toEqual([kim, null]);
    expect(await codeOf(endMySession(kim, { session: name }))).toBe('not_found');
    const [event] = await db().event.findMany({ where: { type: 'session.ended', actorId: kim.id } });
    expect(event?.data).toEqual({ email: kim.email, count: 1 });
  });

  it('are all ended at once, here too', async () => {
    const kim = await createPerson('kim', 'engineer');
    const all = [await startSession(kim.id), await startSession(kim.id)];
    await endMySessions(kim);
    expect(await Promise.all(all.map(findPersonOfSession))).toEqual([null, null]);
  });

  it('are nobody else’s to end, an administrator’s neither', async () => {
    const kim = await createPerson('kim', 'engineer');
    const sessionId = await startSession(kim.id);
    const session = (await getAccount(kim, sessionId)).sessions[0]?.name as string;
    for (const other of [at.people.administrator, at.people.lead])
      expect(await codeOf(endMySession(other, { session }))).toBe('not_found');
    expect(await findPersonOfSession(sessionId)).toEqual(kim);
  });
});

describe('a passkey', () => {
  const device = () => makeAuthenticator('console.example', HOME);

  /** Somebody with a browser and a passkey in it. */
  async function withPasskey() {
    const me = await createPerson('pat', 'executive');
    const sessionId = await startSession(me.id);
    const key = device();
    await inBrowser(sessionId, async () => {
      const { challenge } = await askNewPasskey(me);
      await addPasskey(me, { name: 'phone', answer: key.register(challenge) });
    });
    return { me, sessionId, key };
  }
  const ask = async (me: Me, sessionId: string) =>
    (await inBrowser(sessionId, () => askPasskey(me)))?.challenge as string;
  const confirm = (me: Me, sessionId: string, answer: { id: string; response: object }) =>
    inBrowser(sessionId, () => stepUpByPasskey(me, { answer } as never));

  it('confirms who one is: the session goes on under another id, and an event says how', async () => {
    const { me, sessionId, key } = await withPasskey();
    const renewed = await confirm(me, sessionId, key.sign(await ask(me, sessionId)));
    expect(renewed).not.toBe(sessionId);
    expect(await findPersonOfSession(renewed as string)).toEqual(me);
    const [event] = await db().event.findMany({ where: { type: 'person.confirmed', actorId: me.id } });
    expect(event?.data).toEqual({ email: me.email, by: 'passkey' });
  });

  it('is accepted once for what was asked, in the session that was asked, of whom it belongs to', async () => {
    const { me, sessionId, key } = await withPasskey();
    const elsewhere = await startSession(me.id);
    const { me: other, sessionId: othersSession } = await withPasskey();
    expect(await codeOf(confirm(me, elsewhere, key.sign(await ask(me, sessionId))))).toBe('forbidden');
    expect(await codeOf(confirm(other, othersSession, key.sign(await ask(other, othersSession))))).toBe('forbidden');
    const answer = key.sign(await ask(me, sessionId));
    await confirm(me, sessionId, answer);
    expect(await codeOf(confirm(me, sessionId, answer))).toBe('forbidden');
  });

  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['without a fingerprint or PIN', { isVerified: false }],
    ['of a copy that counts behind', { counter: 1 }],
  ])('is not accepted %s', async (_, how) => {
    const { me, sessionId, key } = await withPasskey();
    let here = (await confirm(me, sessionId, key.sign(await ask(me, sessionId), { counter: 5 }))) as string;
    expect(await codeOf(confirm(me, here, key.sign(await ask(me, here), how)))).toBe('forbidden');
    here = (await confirm(me, here, key.sign(await ask(me, here), { counter: 9 }))) as string;
    expect(await findPersonOfSession(here)).toEqual(me);
  });

  it('is not accepted for what was asked too long ago, or of another device', async () => {
    const { me, sessionId, key } = await withPasskey();
    const old = await ask(me, sessionId);
    await at.store.query(`update "PasskeyChallenge" set "expiresAt" = clock_timestamp()`);
    expect(await codeOf(confirm(me, sessionId, key.sign(old)))).toBe('forbidden');
    expect(await codeOf(confirm(me, sessionId, device().sign(await ask(me, sessionId))))).toBe('forbidden');
  });

  it('is added and removed only with a fresh password, and only by its owner', async () => {
    const { me, sessionId } = await withPasskey();
    const passkeyId = (await getAccount(me, sessionId)).passkeys[0]?.id as string;
    const { lead } = at.people;
    const leads = await startSession(lead.id);
    expect(await codeOf(inBrowser(leads, () => removePasskey(lead, { passkeyId })))).toBe('not_found');
    await db().authSession.update({ where: { id: sessionId }, data: { freshAt: null } });
    expect(await codeOf(inBrowser(sessionId, () => askNewPasskey(me)))).toBe('stale_sign_in');
    expect(await codeOf(inBrowser(sessionId, () => removePasskey(me, { passkeyId })))).toBe('stale_sign_in');
    expect(await db().passkey.count({ where: { personId: me.id } })).toBe(1);
  });
});
