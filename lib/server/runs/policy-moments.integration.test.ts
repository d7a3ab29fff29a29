import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan, Preflight, RenderedStep, StepOutcome } from '@/lib/contracts/plan';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import { hashOf as runbookHashOf } from '../runbooks/load-runbook';
import { getCurrentRunbook, setCurrentRunbook, storeRunbook } from '../runbooks/store-runbook';
import { approvedRun, plannedRun, type Rollback, registerTestTarget, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { planRun } from './plan-run';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

type Step = RunbookContent['procedures'][number]['steps'][number]['step'];
type ScriptStep = Extract<Step, { kind: 'script' }>;

/** The tests' runbook with a script for the first step of 1.7, under a hash of its own. */
async function withScript(over: Partial<ScriptStep>): Promise<{ content: RunbookContent; hash: string }> {
  const { content } = structuredClone(await getCurrentRunbook());
  const procedure = content.procedures.find(({ key }) => key === '1.7');
  const placed = procedure?.steps[0];
  if (!procedure || !placed) throw new Error('the tests have lost their procedure');
  const { key, title, verb, about, estimateSeconds, timeoutSeconds, worksWhen, undo, alternatives } = placed.step;
  const base = { key, title, verb, about, estimateSeconds, timeoutSeconds, worksWhen, undo, alternatives };
  placed.step = {
    ...base,
    kind: 'script',
    effect: 'change',
    place: 'work',
    text: 'printf \'%s\\n\' "$WORD" > /srv/replyx/backups/word',
    parameters: { WORD: 'one $(id) "two"; three' },
    variables: [],
    folders: ['/srv/replyx/backups'],
    postcondition: [{ check: 'command', title: 'always', command: 'nothing', arguments: {}, expect: { stdout: '' } }],
    alwaysRuns: true,
    ...over,
  } as ScriptStep;
  return { content, hash: runbookHashOf(content) };
}

async function targetWithPlace(env?: Record<string, string>) {
  return registerTestTarget(at, { places: { work: { host: 'here', env } } });
}

/** What a script says on its way, put in force by the ordinary way. */
async function runScript(over: Partial<ScriptStep>, env?: Record<string, string>) {
  const { content, hash } = await withScript(over);
  await storeRunbook(content, hash);
  await setCurrentRunbook(hash);
  return startedRun(at, { procedure: '1.7', target: await targetWithPlace(env), mode: 'to_decision' });
}

const outputOf = async (run: Rollback, key: string) => {
  const { id } = await run.step(key);
  const rows = await db().output.findMany({ where: { stepId: id }, orderBy: { seq: 'asc' } });
  return rows.map(({ text }) => text).join('');
};
const outcomeOf = async (run: Rollback, key: string) => (await run.step(key)).outcome as unknown as StepOutcome;
const endsOf = async (run: Rollback) =>
  (await db().event.findMany({ where: { runId: run.runId, type: 'step.failed' } })).map(({ data }) =>
    JSON.stringify(data),
  );

describe('a script step', () => {
  it('runs its text as it stands, and gets a value as one plain word', async () => {
    const folder = join(at.folder, randomUUID());
    const run = await runScript(
      {
        text: `mkdir -p ${folder}/out\nprintf '%s|' "$WORD" "$PGHOST" > ${folder}/out/word\ncat ${folder}/out/word`,
        folders: [folder],
        variables: ['PGHOST'],
      },
      { PGHOST: 'db.example.com' },
    );
    const ended = await workOff(run);
    expect(ended.state, JSON.stringify(await outcomeOf(run, 'talk'))).toBe('succeeded');
    expect(readFileSync(`${folder}/out/word`, 'utf8')).toBe('one $(id) "two"; three|db.example.com|');
    expect(await outputOf(run, 'talk')).toContain('one $(id) "two"; three|');
    const { display } = ((await run.load()).plan as unknown as Plan).steps[0] as RenderedStep;
    expect(display).toContain(`WORD='one $(id) "two"; three' \\\nbash -euo pipefail <<'END'\nmkdir -p`);
  });

  it('ends at the first command that fails, also inside a pipe, and nothing after it runs', async () => {
    const folder = join(at.folder, randomUUID());
    const run = await runScript({ text: `echo begun\nfalse | cat\nmkdir -p ${folder}/x`, folders: [folder] });
    expect((await workOff(run)).state).toBe('waiting');
    expect(await outcomeOf(run, 'talk')).toMatchObject({
      exitCode: 1,
      summary: expect.stringContaining('the script ended'),
    });
    expect(await outputOf(run, 'talk')).toContain('begun');
    expect(existsSync(folder)).toBe(false);
  });

  it('runs nothing that the user’s own start-up files hold', async () => {
    await mkdir(join(at.folder, 'home'), { recursive: true });
    await writeFile(join(at.folder, 'home', '.bashrc'), 'echo started up');
    const run = await runScript({ text: 'printenv HOME' }, { HOME: join(at.folder, 'home') });
    expect((await workOff(run)).state).toBe('succeeded');
    const printed = (await outputOf(run, 'talk')).split('\n');
    expect(printed).toContain(join(at.folder, 'home'));
    expect(printed).not.toContain('started up');
  });

  it('masks the target’s secrets in what it prints, and has nothing to read', async () => {
    const run = await runScript({ text: 'printenv SHOWN', variables: ['SHOWN'] }, { SHOWN: at.databaseUrl });
    await workOff(run);
    const printed = await outputOf(run, 'talk');
    expect(printed.trim()).toMatch(/•/);
    expect(printed).not.toContain(at.databaseUrl);
  });
});

describe('the policy', () => {
  it('refuses to plan with a secret of the target as a parameter', async () => {
    const { runId, load } = await plannedRun(at, { procedure: '1.16', parameters: { what: 'nothing' } });
    const secret = new URL(at.databaseUrl).password || at.databaseUrl;
    await db().run.update({
      where: { id: runId },
      data: { parameters: { what: secret }, preflightAskedAt: new Date() },
    });
    await planRun({ runId });
    const findings = ((await load()).preflight as unknown as Preflight).findings;
    expect(findings.at(-1)).toMatchObject({ verdict: 'block', sentence: expect.stringContaining('holds a secret') });
  });

  it('refuses a runbook with such a script before it is stored', async () => {
    const { content, hash } = await withScript({ text: 'curl -fsS https://example.com/x | sh' });
    await expect(storeRunbook(content, hash)).rejects.toThrow(/line 1: "sh" was refused/);
    expect(await db().runbookVersion.findUnique({ where: { hash } })).toBeNull();
  });

  it('refuses a runbook with a statement beyond its kind before it is stored', async () => {
    const { content } = structuredClone(await getCurrentRunbook());
    content.sql['verify/select-1.sql'] = `${content.sql['verify/select-1.sql']}; drop table x`;
    await expect(storeRunbook(content, runbookHashOf(content))).rejects.toThrow(/2 statements/);
  });

  it('refuses at the plan what got past the store', async () => {
    const { content, hash } = await withScript({ text: 'rm -rf /' });
    // As somebody would who can write to the store.
    await db().runbookVersion.create({
      data: { key: content.key, label: 'forged', hash, content: JSON.parse(JSON.stringify(content)) },
    });
    await setCurrentRunbook(hash);
    const run = await plannedRun(at, { procedure: '1.7', target: await targetWithPlace() }).catch(
      (error: Error) => error,
    );
    expect(String(run)).toMatch(/rm -rf \/.*was refused.*outside of the step’s folders/);
    const events = await db().event.findMany({ where: { type: 'run.plan_failed' }, orderBy: { id: 'asc' } });
    expect(JSON.stringify(events.at(-1)?.data)).toContain('was refused');
  });

  type Forged = [name: string, procedure: string, key: string, forge: (step: RenderedStep) => void, because: RegExp];
  it.each([
    [
      'a command',
      '1.1',
      'append',
      ({ action }) => {
        if (action.kind === 'command') action.argv = ['sh', '-c', 'echo x > forged'];
      },
      /not the one that the target binds/,
    ],
    [
      'an option of a command',
      '1.1',
      'append',
      ({ action }) => {
        if (action.kind === 'command') action.argv.push('--forged');
      },
      /not the one that the target binds/,
    ],
    [
      'a folder',
      '1.1',
      'append',
      ({ action }) => {
        if (action.kind === 'command') action.cwd = '/';
      },
      /folder is not the one/,
    ],
    [
      'a statement',
      '1.8',
      'drop',
      ({ action }) => {
        if (action.kind === 'sql') action.text = 'drop table kept';
      },
      /other than an index/,
    ],
    [
      'a statement called a read',
      '1.8',
      'drop',
      (step) => {
        step.effect = 'read';
      },
      /its effect is "read"/,
    ],
  ] satisfies Forged[])(
    'refuses %s at the claim that was written into plan and approval, and runs nothing',
    async (_name, procedure, key, forge, because) => {
      await at.database.query('create table if not exists kept (id int)');
      const run = await approvedRun(at, { procedure });
      await forgePlan(run, forge);
      const started = await startForged(run);
      expect((await workOff(started)).state).toBe('waiting');
      expect(await run.step(key)).toMatchObject({ state: 'failed' });
      expect((await outcomeOf(run, key)).summary).toMatch(because);
      expect((await endsOf(run)).join()).toMatch(/Nothing was run/);
      expect(run.effects()).toBe(0);
      await expect(at.database.query('select from kept')).resolves.toBeDefined();
    },
  );

  it('refuses a script at the claim that was written into plan and approval', async () => {
    const folder = join(at.folder, randomUUID());
    const { content, hash } = await withScript({ text: 'ls' });
    await storeRunbook(content, hash);
    await setCurrentRunbook(hash);
    const run = await approvedRun(at, { procedure: '1.7', target: await targetWithPlace() });
    await forgePlan(run, ({ action }) => {
      if (action.kind === 'script') action.text = `mkdir -p ${folder}`;
    });
    expect((await workOff(await startForged(run))).state).toBe('waiting');
    expect((await outcomeOf(run, 'talk')).summary).toMatch(/outside of the step’s folders/);
    expect(existsSync(folder)).toBe(false);
  });
});

/** Somebody with the store's password who changes the plan and every hash that is to guard it. */
async function forgePlan(run: Rollback & { approvalId: string }, forge: (step: RenderedStep) => void): Promise<void> {
  const { plan } = await run.load();
  const forged = structuredClone(plan) as unknown as Plan;
  forge(forged.steps[0] as RenderedStep);
  const planHash = hashOf(forged);
  await db().run.update({ where: { id: run.runId }, data: { plan: JSON.parse(JSON.stringify(forged)), planHash } });
  await db().approval.update({ where: { id: run.approvalId }, data: { planHash } });
  run.planHash = planHash;
}

async function startForged(run: Rollback): Promise<Rollback> {
  const { startRun } = await import('./start-run');
  await startRun(at.people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'step' });
  return run;
}
