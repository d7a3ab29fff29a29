import { randomUUID } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepOutcome } from '@/lib/contracts/plan';
import { isAlive } from '@/scripts/lib/processes';
import { db } from '../db';
import { storeTarget } from '../targets/register-target';
import { type Rollback, rebind, registerTestTarget, startedRun, targetFile, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { continueRun } from './drive-run';
import { executeStep } from './execute-step';
import { readOutput } from './read-output';
import { cancelStep, completeManual, takeAlternative } from './settle-step';

let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const worker = (shutdown = new AbortController().signal) => ({ id: randomUUID(), shutdown });
const outcomeOf = async (run: Rollback, key: string) => (await run.step(key)).outcome as unknown as StepOutcome;
const typesOf = async (run: Rollback) =>
  (await db().event.findMany({ where: { runId: run.runId }, orderBy: { id: 'asc' } })).map((event) => event.type);
const goOn = (run: Rollback) => continueRun(at.people.engineer, { runId: run.runId, mode: 'step' });
const file = (run: Rollback, name: string) => join(run.target.folder, name);

describe('a step', () => {
  it('runs once though its job is delivered many times', async () => {
    const run = await startedRun(at);
    const { id, epoch } = await run.step('append');
    await Promise.all(Array.from({ length: 6 }, () => executeStep({ stepId: id, epoch }, worker())));
    await executeStep({ stepId: id, epoch }, worker());
    expect(run.effects()).toBe(1);
    expect((await typesOf(run)).filter((type) => type === 'step.started')).toHaveLength(1);
    expect(await run.step('append')).toMatchObject({ state: 'succeeded', epoch: 1 });
    expect((await run.load()).state).toBe('waiting');
  });

  it('has its intent in the store before its effect', async () => {
    const run = await startedRun(at, { procedure: '1.2' });
    const work = workOff(run);
    await until('the effect', () => run.effects() === 1);
    expect(await run.step('slow')).toMatchObject({ state: 'running', epoch: 1 });
    expect(await typesOf(run)).toContain('step.started');
    await writeFile(file(run, 'go'), '');
    expect((await work).state).toBe('waiting');
  });

  it('whose change is there already runs nothing', async () => {
    const run = await startedRun(at);
    await appendFile(file(run, 'effect'), 'done\n');
    await workOff(run);
    expect(run.effects()).toBe(1);
    expect(await run.step('append')).toMatchObject({ state: 'succeeded' });
    expect((await outcomeOf(run, 'append')).summary).toBe('It was so already: nothing was run.');
  });

  it('that fails says so, with its exit code and a probe, and nothing runs after it', async () => {
    const run = await startedRun(at, { procedure: '1.3', mode: 'to_decision' });
    expect((await workOff(run)).state).toBe('waiting');
    expect(await run.step('fail')).toMatchObject({ state: 'failed' });
    expect(await outcomeOf(run, 'fail')).toMatchObject({
      exitCode: 3,
      summary: expect.stringContaining('it does not work'),
      probe: { verdict: 'unclear' },
    });
    expect((await run.step('instead')).state).toBe('pending');
  });

  it('that ends well without its postcondition has failed', async () => {
    const run = await startedRun(at, { procedure: '1.4' });
    await workOff(run);
    expect(await run.step('without-effect')).toMatchObject({ state: 'failed' });
    const outcome = await outcomeOf(run, 'without-effect');
    expect(outcome.summary).toContain('It ran, but it did not work');
    expect(outcome).toMatchObject({ exitCode: 0, probe: { verdict: 'not_applied' } });
  });

  it('of SQL has its effect on the database, and none where it is so already', async () => {
    await at.database.query('create table things (id int); create index idx_test on things (id)');
    const run = await startedRun(at, { procedure: '1.8' });
    expect((await workOff(run)).state).toBe('succeeded');
    const { rows } = await at.database.query("select from pg_class where relname = 'idx_test'");
    expect(rows).toEqual([]);
    const again = await startedRun(at, { procedure: '1.8' });
    expect((await workOff(again)).state).toBe('succeeded');
    expect((await outcomeOf(again, 'drop')).summary).toBe('It was so already: nothing was run.');
  });

  it('whose target does not answer fails, and the probe does not call that “not applied”', async () => {
    const run = await startedRun(at, { procedure: '1.8' });
    const elsewhere = at.databaseUrl.replace(/:\d+\//, ':1/');
    await storeTarget({ ...targetFile(at, run.target), databaseUrl: elsewhere }, null);
    await workOff(run);
    expect(await run.step('drop')).toMatchObject({ state: 'failed' });
    expect((await outcomeOf(run, 'drop')).probe?.verdict).toBe('unclear');
  });

  it('of a target that cannot be opened fails with the reason', async () => {
    const run = await startedRun(at);
    await db().target.updateMany({ where: { key: run.target.key }, data: { databaseUrl: 'v1.of.another.key' } });
    expect((await workOff(run)).state).toBe('waiting');
    expect((await outcomeOf(run, 'append')).summary).toContain('cannot be decrypted');
    expect(run.effects()).toBe(0);
  });
});

describe('output', () => {
  it('is stored whole and in its order, stream by stream', async () => {
    const run = await startedRun(at, { procedure: '1.7' });
    await workOff(run);
    const { id } = await run.step('talk');
    const page = await readOutput(at.people.manager, { stepId: id, epoch: 1, after: 0 });
    expect(page?.isComplete).toBe(true);
    expect(page?.chunks.map((chunk) => chunk.seq)).toEqual(page?.chunks.map((_, index) => index + 1));
    const said = (stream: string) =>
      page?.chunks
        .filter((chunk) => chunk.stream === stream)
        .map((chunk) => chunk.text)
        .join('');
    const lines = (word: string) => Array.from({ length: 60 }, (_, i) => `${word} ${i + 1}\n`).join('');
    expect(said('stdout')).toBe(lines('out'));
    expect(said('stderr')).toBe(lines('err'));
  });
});

describe('a run', () => {
  it('goes on to its end by itself where it may', async () => {
    const run = await startedRun(at, { mode: 'to_decision' });
    expect((await workOff(run)).state).toBe('succeeded');
    expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
    expect((await typesOf(run)).at(-1)).toBe('run.succeeded');
  });

  it('stops at a failure, whatever comes after', async () => {
    const run = await startedRun(at, { procedure: '1.5', mode: 'to_decision' });
    expect((await workOff(run)).state).toBe('waiting');
    expect([run.effects(), run.effects('second')]).toEqual([1, 0]);
    expect((await run.step('second')).state).toBe('pending');
  });

  it('waits before what cannot be taken back', async () => {
    const run = await startedRun(at, { procedure: '1.10', mode: 'to_decision' });
    expect((await workOff(run)).state).toBe('waiting');
    expect((await run.step('for-good')).state).toBe('pending');
    await goOn(run);
    expect((await workOff(run)).state).toBe('succeeded');
    expect(run.effects('second')).toBe(1);
  });

  it('takes the alternative that was approved along', async () => {
    const run = await startedRun(at, { procedure: '1.3' });
    await workOff(run);
    const { id, epoch } = await run.step('fail');
    const choice = { stepId: id, epoch, branch: 'other', reason: 'the first way fails' };
    await takeAlternative(at.people.engineer, choice);
    await goOn(run);
    expect((await workOff(run)).state).toBe('succeeded');
    expect(run.effects()).toBe(1);
    expect((await run.step('fail')).state).toBe('skipped');
  });

  it('waits for a person’s deed, then goes on', async () => {
    const run = await startedRun(at, { procedure: '1.6' });
    expect((await run.load()).state).toBe('waiting');
    const { id, epoch } = await run.step('by-hand');
    await completeManual(at.people.engineer, { stepId: id, epoch, note: 'turned' });
    expect(await run.step('by-hand')).toMatchObject({ state: 'succeeded', epoch: 1 });
    await goOn(run);
    expect((await workOff(run)).state).toBe('succeeded');
  });
});

describe('a step that is stopped', () => {
  let run: Rollback;
  let work: Promise<unknown>;
  let pids: number[];
  let halt: AbortController;

  beforeEach(async () => {
    halt = new AbortController();
    run = await startedRun(at, { procedure: '1.2' });
    work = workOff(run, halt.signal);
    pids = await until('the processes', async () => pidsOf(await readFile(file(run, 'pids'), 'utf8').catch(() => '')));
    expect(pids.every(isAlive)).toBe(true);
  });

  it('by its driver is cancelled, and its processes are gone', async () => {
    await cancelStep(at.people.engineer, { stepId: (await run.step('slow')).id, epoch: 1 });
    await work;
    expect(await run.step('slow')).toMatchObject({ state: 'cancelled' });
    expect((await outcomeOf(run, 'slow')).summary).toMatch(
      /It is gone on the host: of its process group \d+ no process was left \(looked at /,
    );
    expect(pids.filter(isAlive)).toEqual([]);
    expect((await run.load()).state).toBe('waiting');
    expect(run.effects('second')).toBe(0);
  });

  it('by the end of its worker is unknown, not failed, and its processes are gone', async () => {
    halt.abort();
    await work;
    expect(await run.step('slow')).toMatchObject({ state: 'unknown' });
    expect(pids.filter(isAlive)).toEqual([]);
    expect((await run.load()).state).toBe('waiting');
  });
});

const pidsOf = (text: string) => (text === '' ? null : text.split(' ').map(Number));

describe('the end of its worker', () => {
  it('while a step is being checked leaves it unknown, with a probe that looked', async () => {
    const halt = new AbortController();
    const target = await registerTestTarget(at);
    await rebind(at, target, 'count', 'count-slowly', 'effect', 'go', 'looking');
    const run = await startedRun(at, { target });
    const work = workOff(run, halt.signal);
    await until('the check', () => readFile(file(run, 'looking'), 'utf8').catch(() => null));
    halt.abort();
    await writeFile(file(run, 'go'), '');
    await work;
    expect(await run.step('append')).toMatchObject({ state: 'unknown' });
    expect((await outcomeOf(run, 'append')).probe?.verdict).toBe('applied');
    expect(run.effects()).toBe(1);
  });

  it('a moment after the claim starts nothing', async () => {
    const halt = new AbortController();
    const run = await startedRun(at, { procedure: '1.2' });
    const { id, epoch } = await run.step('slow');
    const work = executeStep({ stepId: id, epoch }, worker(halt.signal));
    halt.abort();
    await work;
    expect(run.effects()).toBe(0);
    expect((await run.step('slow')).state).not.toBe('running');
  });
});
