import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FRESH_MINUTES } from '@/lib/domain/fresh-sign-in';
import { db } from '../db';
import { freshly } from '../testing/fresh';
import { refusalOf } from '../testing/refusal';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { assertFresh } from './assert-fresh';
import { comeInByToken, makeToken } from './tokens';
import { comingInBy } from './way-in';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const LIMIT_MS = FRESH_MINUTES * 60_000;
const codeOf = async (deed: Promise<unknown>) => (await refusalOf(deed)).code;

describe('what needs a password of the last minutes', () => {
  it('is let through right after one was given, and not once the minutes are over', async () => {
    const { executive } = at.people;
    await freshly(executive, () => assertFresh(executive), LIMIT_MS - 5_000);
    expect(await codeOf(freshly(executive, () => assertFresh(executive), LIMIT_MS))).toBe('stale_sign_in');
  });

  it('is looked at in the transaction that needs it', async () => {
    const { executive } = at.people;
    await freshly(executive, () => db().$transaction((tx) => assertFresh(executive, tx)));
  });

  it('is refused in another session of the same person, in somebody else’s, and in one that has ended', async () => {
    const { executive, lead } = at.people;
    await freshly(executive, () => assertFresh(executive));
    const other = comingInBy({ kind: 'session', sessionId: randomUUID() }, () => assertFresh(executive));
    expect(await codeOf(other)).toBe('stale_sign_in');
    expect(await codeOf(freshly(lead, () => assertFresh(executive)))).toBe('stale_sign_in');
    const ended = freshly(executive, async () => {
      await db().authSession.updateMany({ where: { personId: executive.id }, data: { endedAt: new Date() } });
      await assertFresh(executive);
    });
    expect(await codeOf(ended)).toBe('stale_sign_in');
  });

  it('is refused to what the console does by itself, and to a token that nobody gave a password beside', async () => {
    const { executive } = at.people;
    expect(await codeOf(assertFresh(executive))).toBe('stale_sign_in');
    const { token } = await makeToken(executive, { name: 'laptop', days: 1, use: 'everything' });
    const { way } = await comeInByToken(token);
    expect(await codeOf(comingInBy(way, () => assertFresh(executive)))).toBe('stale_sign_in');
  });
});
