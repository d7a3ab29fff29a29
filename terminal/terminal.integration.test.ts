import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Me } from '@/lib/contracts/views';
import { listTokens, makeToken, revokeToken } from '@/lib/server/auth/tokens';
import { db } from '@/lib/server/db';
import { closeNews } from '@/lib/server/news-hub';
import { wordsOfPdf } from '@/lib/server/testing/pdf-words';
import { countLines, registerTestTarget, startedRun, type TestTarget } from '@/lib/server/testing/rollback';
import { openTestConsole, type TestConsole } from '@/lib/server/testing/test-console';
import { until } from '@/lib/server/testing/until';
import { endWorkers, startWorker } from '@/lib/server/testing/worker-process';
import { approvalShape, checkShape, incidentShape, runShape } from './shapes';
import { runHere, runProcess } from './testing/run-terminal';
import { type SignedIn, signInAtTerminals } from './testing/signed-in';

// A process of its own for each command takes a second or two of a busy machine.
const PATIENCE = { timeout: 240_000 };

let at: TestConsole;
let target: TestTarget;
let say: SignedIn['say'];
let ask: SignedIn['ask'];
let refusal: SignedIn['refusal'];
let tokenOf: SignedIn['tokenOf'];

beforeAll(async () => {
  at = await openTestConsole();
  target = await registerTestTarget(at);
  ({ say, ask, refusal, tokenOf } = await signInAtTerminals(at, 'engineer', 'lead', 'manager'));
  await startWorker();
});
afterAll(async () => {
  await endWorkers();
  await closeNews();
  await at.close();
});

describe('a whole rollback', () => {
  it(
    'is done by terminal alone, with a failed step on the way, and only by the right two people',
    PATIENCE,
    async () => {
      const declare = ['declare', '--target', target.key, '--signal', 'error_rate=80', '--told', 'hotline'];
      const declared = z.looseObject({ code: z.string(), severity: z.literal('high') });
      const { code } = await ask(runProcess, 'engineer', declared, ...declare);

      const planned = await ask(
        runHere,
        'engineer',
        runShape,
        'plan',
        code,
        '--procedure',
        '1.3',
        '--ask',
        '--note',
        'Please.',
      );
      const hash = planned.planHash as string;
      expect(planned).toMatchObject({ state: 'awaiting_approval', branch: 'first', approval: { state: 'requested' } });

      const approve = ['approve', code, '--plan-hash'];
      const own = await refusal(4, 'engineer', ...approve, hash);
      expect(own).toMatchObject({ code: 'forbidden', message: expect.stringContaining('You prepared') });
      const wrongRole = await refusal(4, 'manager', ...approve, hash);
      expect(wrongRole).toMatchObject({ code: 'forbidden', message: expect.stringContaining('manager') });
      expect(await refusal(5, 'lead', ...approve, '00000000')).toMatchObject({ code: 'plan_changed' });
      const shown = await say(runHere, 'lead', 'approve');
      expect(shown).toMatchObject({ code: 8, error: '' });
      for (const words of ['Please.', 'What the preflight found', 'Step fail', `Plan hash ${hash}`])
        expect(shown.out).toContain(words);
      const approved = z.looseObject({ verdict: z.literal('approved'), request: approvalShape });
      const { request } = await ask(runProcess, 'lead', approved, ...approve, hash.slice(0, 8));
      expect(request).toMatchObject({ state: 'approved', planHash: hash });

      const failed = await say(runProcess, 'engineer', 'run', code);
      expect(failed.code).toBe(7);
      for (const words of [
        '[1/1] Step fail',
        '| it does not work',
        'failed in',
        `npx rollback run ${code} --alternative other`,
      ])
        expect(failed.out).toContain(words);
      expect(await refusal(5, 'engineer', 'run', code, '--settle', 'applied', '--reason', 'so')).toMatchObject({
        code: 'conflict',
        remedy: expect.stringContaining('Way other'),
      });
      const taken = ['run', code, '--alternative', 'other', '--reason', 'The first way is broken.'];
      const done = await ask(runProcess, 'engineer', runShape, ...taken);
      expect(done).toMatchObject({ state: 'succeeded', branch: 'other' });
      expect(countLines(join(target.folder, 'effect'))).toBe(1);

      const validated = z.looseObject({ checks: z.array(checkShape), closeBlockedBy: z.array(z.string()) });
      const { closeBlockedBy } = await ask(runHere, 'engineer', validated, 'validate', code, '--full');
      expect(closeBlockedBy).toEqual(['Users say so: not confirmed yet.']);
      expect((await refusal(2, 'engineer', 'close', code, '--confirmed', 'all')).message).toContain('needs a note');
      const closing = ['close', code, '--confirmed', 'all', '--note', 'They do.'];
      expect(await ask(runHere, 'engineer', incidentShape, ...closing)).toMatchObject({ state: 'closed', code });

      const report = await say(runHere, 'manager', 'report', code);
      expect(report).toMatchObject({ code: 0, error: '' });
      expect(report.out).toMatch(/^# Database Rollback Incident Report\n/);
      expect(report.out).toContain('The first way is broken.');
      const file = join(target.folder, 'report.pdf');
      expect(await say(runHere, 'manager', 'report', code, '--pdf', file)).toMatchObject({ code: 0, error: '' });
      const words = wordsOfPdf(await readFile(file));
      const sections =
        'Trigger event|Rollback actions taken|Commands executed|Impact assessment|Lessons learned|Follow-up actions|' +
        'Validation and success criteria|Timeline|The first way is broken.|Chain head';
      for (const said of [code, ...sections.split('|')]) expect(words).toContain(said);
      const actors = await db().event.findMany({ where: { incident: { code } }, distinct: ['actorName'] });
      expect(new Set(actors.map((event) => event.actorName))).toEqual(new Set(['engineer', 'lead', 'Console']));
    },
  );
});

describe('nobody gets in', () => {
  it('with a token file that others can read, and the token is not in what is said', async () => {
    const file = join(at.folder, 'token');
    await writeFile(file, tokenOf('engineer'));
    await chmod(file, 0o644);
    const said = await runProcess(null, ['status', '--token-file', file]);
    expect(said).toMatchObject({ code: 3, out: '' });
    expect(said.error).toContain('has mode 0644');
    expect(said.error).toContain(`chmod 600 ${file}`);
    expect(said.error).not.toContain('rbk_');
  });

  it('with a token that nobody made', async () => {
    const said = await runHere('rbk_made-up', ['health']);
    expect(said).toMatchObject({ code: 3, out: '' });
    expect(said.error).toContain('This token is not known here. Nothing was done.');
  });

  it('any longer once the token is revoked, also while following a run, which goes on', PATIENCE, async () => {
    const { incidentCode, target: on, load } = await startedRun(at, { procedure: '1.2' });
    const token = (await makeToken(at.people.engineer, { name: 'lost laptop', days: 1, use: 'everything' })).token;
    const said = await runProcess(token, ['run', incidentCode], async (soFar) => {
      await until('the terminal follows', () => soFar().includes('[1/2] Step slow'), 60_000);
      await revoke(at.people.engineer, 'lost laptop');
    });
    expect(said.code).toBe(3);
    expect(said.error).toContain('This token was revoked.');
    await writeFile(join(on.folder, 'go'), '');
    await until('the step ends', async () => (await load()).state === 'waiting', 30_000);
  });
});

async function revoke(me: Me, name: string): Promise<void> {
  const token = (await listTokens(me)).tokens.find((each) => each.name === name);
  await revokeToken(me, { tokenId: token?.id as string });
}

it('a console that does not run is a failure in a sentence, in JSON too', async () => {
  const run = () => runProcess('rbk_any', ['status', '--json']);
  const { DATABASE_URL } = process.env;
  process.env.DATABASE_URL = 'postgresql://console@127.0.0.1:1/console';
  const said = await run().finally(() => {
    process.env.DATABASE_URL = DATABASE_URL;
  });
  expect(said).toMatchObject({ code: 1, error: '' });
  expect(JSON.parse(said.out)).toMatchObject({ ok: false, error: { code: 'unavailable' } });
});
