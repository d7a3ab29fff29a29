import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '@/lib/server/auth/passwords';
import { db } from '@/lib/server/db';
import { closeNews } from '@/lib/server/news-hub';
import { type Approved, requestedRun } from '@/lib/server/testing/rollback';
import { openTestConsole, type TestConsole } from '@/lib/server/testing/test-console';
import { hasPseudoTerminal, runOnTerminal } from './testing/pseudo-terminal';
import { runHere } from './testing/run-terminal';
import { type SignedIn, signInAtTerminals } from './testing/signed-in';

const PATIENCE = { timeout: 60_000 };
const PASSWORD = 'typed and never shown';
const QUESTION = 'Your password: ';

let at: TestConsole;
let terminals: SignedIn;
let run: Approved;
let words: string[];
beforeAll(async () => {
  at = await openTestConsole();
  terminals = await signInAtTerminals(at, 'executive');
  const data = { passwordHash: await hashPassword(PASSWORD) };
  await db().person.update({ where: { id: at.people.executive.id }, data });
  run = await requestedRun(at, { severity: 'critical' });
  words = ['approve', run.incidentCode, '--plan-hash', run.planHash];
});
afterAll(async () => {
  await closeNews();
  await at.close();
});

const stateOf = async () => (await db().approval.findUniqueOrThrow({ where: { id: run.approvalId } })).state;

describe('a critical plan at the terminal', PATIENCE, () => {
  it('is not approved in a pipe, where nobody can be asked: the token alone is not its person', async () => {
    const said = await terminals.say(runHere, 'executive', ...words);
    expect(said).toMatchObject({ code: 4, out: '' });
    expect(said.error).toContain('This needs your password');
    expect(await stateOf()).toBe('requested');
  });

  it.skipIf(!hasPseudoTerminal)('is approved by who types their password, which is not shown', async () => {
    const token = terminals.tokenOf('executive');
    const wrong = await runOnTerminal(token, words, [[QUESTION, 'something else']]);
    expect([wrong.code, await stateOf()], wrong.shown).toEqual([4, 'requested']);
    expect(wrong.shown).toContain('This is not your password');

    const right = await runOnTerminal(token, words, [[QUESTION, PASSWORD]]);
    expect([right.code, await stateOf()], right.shown).toEqual([0, 'approved']);
    for (const { shown } of [wrong, right]) {
      expect(shown).not.toContain(PASSWORD);
      expect(shown).not.toContain('something else');
    }
  });
});
