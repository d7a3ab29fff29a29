import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Me } from '@/lib/contracts/views';
import { decideApproval } from '../approvals/decide-approval';
import { db } from '../db';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { decision, requestedRun } from '../testing/rollback';
import { startSession } from '../testing/session';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { assertFresh } from './assert-fresh';
import { hashPassword } from './passwords';
import { endSession, findPersonOfSession } from './session-store';
import { signIn } from './sign-in';
import { stepUpByPassword } from './step-up';
import { comeInByToken, makeToken } from './tokens';
import { comingInBy } from './way-in';

const password = 'the right one of twelve';
let at: TestConsole;
let executive: Me;
beforeAll(async () => {
  at = await openTestConsole();
  executive = at.people.executive;
  await db().person.update({ where: { id: executive.id }, data: { passwordHash: await hashPassword(password) } });
});
afterAll(() => at.close());

/** A browser that signed in this long ago. */
async function browser(minutesAgo = 60): Promise<string> {
  const sessionId = await startSession(executive.id);
  const freshAt = new Date(Date.now() - minutesAgo * 60_000);
  await db().authSession.update({ where: { id: sessionId }, data: { freshAt } });
  return sessionId;
}
const inBrowser = <T>(sessionId: string, act: () => Promise<T>) => comingInBy({ kind: 'session', sessionId }, act);
const confirm = (sessionId: string, word = password) =>
  inBrowser(sessionId, () => stepUpByPassword(executive, { password: word }));
const codeOf = async (deed: Promise<unknown>) => (await refusalOf(deed)).code;

describe('a critical plan', () => {
  it('is approved by who gave the password in the last minutes, and by nobody whose sign-in is older', async () => {
    const run = await requestedRun(at, { severity: 'critical' });
    const stale = await browser();
    expect(await codeOf(inBrowser(stale, () => decideApproval(executive, decision(run))))).toBe('stale_sign_in');
    expect(await db().decision.count({ where: { approvalId: run.approvalId } })).toBe(0);
    expect((await run.load()).state).toBe('awaiting_approval');

    const renewed = (await confirm(stale)) as string;
    await inBrowser(renewed, () => decideApproval(executive, decision(run)));
    expect((await run.load()).state).toBe('approved');
  });

  it('is not approved in the session that the password was not given in, though it is the same person', async () => {
    const run = await requestedRun(at, { severity: 'critical' });
    const [here, elsewhere] = [await browser(), await browser()];
    await confirm(here);
    for (const sessionId of [here, elsewhere])
      expect(await codeOf(inBrowser(sessionId, () => decideApproval(executive, decision(run))))).toBe('stale_sign_in');
  });

  it('is denied without one: stopping must never wait for a password', async () => {
    const run = await requestedRun(at, { severity: 'critical' });
    await inBrowser(await browser(), () => decideApproval(executive, decision(run, 'denied')));
    expect((await run.load()).state).toBe('draft');
  });
});

describe('confirming by password', () => {
  it('goes on under another id, and says in an event who and how, and not what was typed', async () => {
    const old = await browser();
    const renewed = (await confirm(old)) as string;
    expect(renewed).not.toBe(old);
    expect(await findPersonOfSession(renewed)).toMatchObject({ id: executive.id });
    const [event] = await db().event.findMany({
      where: { type: 'person.confirmed' },
      orderBy: { id: 'desc' },
      take: 1,
    });
    expect(event).toMatchObject({ actorId: executive.id, data: { email: executive.email, by: 'password' } });
    expect(JSON.stringify(event?.data)).not.toContain(password);
  });

  it('slows wrong ones down, for the right one too, and leaves sign-in as it is', async () => {
    const sessionId = await browser();
    const guesses = Array.from({ length: 100 }, () => confirm(sessionId, 'wrong'));
    expect(await outcomesOf(guesses)).toEqual({ forbidden: 5, too_many_attempts: 95 });
    expect(await codeOf(confirm(sessionId))).toBe('too_many_attempts');
    await signIn({ email: executive.email, password }, '10.8.0.1');
    await db().signInAttempt.deleteMany();
  });

  it('is not blocked by who guesses at the sign-in from outside', async () => {
    const guesses = Array.from({ length: 20 }, (_, n) =>
      signIn({ email: executive.email, password: 'x' }, `10.8.1.${n}`),
    );
    expect(await outcomesOf(guesses)).toMatchObject({ too_many_attempts: 15 });
    expect(await confirm(await browser())).not.toBeNull();
    await db().signInAttempt.deleteMany();
  });

  it('does nothing in a session that has ended, or is nobody’s', async () => {
    const ended = await browser();
    await endSession(ended);
    for (const sessionId of [ended, randomUUID()]) expect(await codeOf(confirm(sessionId))).toBe('not_signed_in');
    expect(await codeOf(stepUpByPassword(executive, { password }))).toBe('not_signed_in');
  });

  it('is for a terminal as well: the token alone is not enough, with the password it is for some minutes', async () => {
    const { token } = await makeToken(executive, { name: 'laptop', days: 1, use: 'everything' });
    const asToken = async <T>(act: () => Promise<T>) => comingInBy((await comeInByToken(token)).way, act);
    expect(await codeOf(asToken(() => assertFresh(executive)))).toBe('stale_sign_in');
    expect(await asToken(() => stepUpByPassword(executive, { password }))).toBeNull();
    await asToken(() => assertFresh(executive));
    await at.store.query(`update "AccessToken" set "freshAt" = "freshAt" - interval '5 minutes'`);
    expect(await codeOf(asToken(() => assertFresh(executive)))).toBe('stale_sign_in');
  });
});
