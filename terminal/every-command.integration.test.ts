import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { closeNews } from '@/lib/server/news-hub';
import { sshdPath, startSshServer, type TestSshServer } from '@/lib/server/targets/ssh-server.fixture';
import { breakableTarget, dayInWeek } from '@/lib/server/testing/drill';
import { declare, startedRun, type TestTarget, targetFile } from '@/lib/server/testing/rollback';
import { openTestConsole, type TestConsole } from '@/lib/server/testing/test-console';
import { until } from '@/lib/server/testing/until';
import { endWorkers, startWorker } from '@/lib/server/testing/worker-process';
import { incidentShape, runShape } from './shapes';
import { targetGrantsShape, targetHostsShape } from './target-shapes';
import { runHere } from './testing/run-terminal';
import { type SignedIn, signInAtTerminals, type Who } from './testing/signed-in';
import * as values from './value-shapes';

// Each command that a worker has a part in is done for real, by one of its own process; the others are in commands-without-worker.
const PATIENCE = { timeout: 120_000 };

let at: TestConsole;
let terminals: SignedIn;
let target: TestTarget;
beforeAll(async () => {
  at = await openTestConsole();
  terminals = await signInAtTerminals(at, 'engineer', 'otherEngineer', 'lead', 'manager', 'administrator');
  target = await breakableTarget(at);
  // A worker that a busy machine holds up for a second would end itself, and nothing here is about that.
  process.env.CONSOLE_WORKER_STALE_MS = '20000';
  await startWorker();
});
afterAll(async () => {
  await endWorkers();
  await closeNews();
  await at.close();
});

const ask = <Shape extends z.ZodType>(who: Who, shape: Shape, ...words: string[]) =>
  terminals.ask(runHere, who, shape, ...words);
const refused = async (code: number, who: Who, ...words: string[]) =>
  [code, (await terminals.refusal(code, who, ...words)).code] as const;

describe('an incident', PATIENCE, () => {
  let code: string;
  beforeAll(async () => {
    ({ code } = await declare(at, { target, told: false }));
  });

  it('tell records whom somebody told', async () => {
    const words = ['tell', code, '--note', 'Called Kim.'];
    expect(await ask('engineer', values.tellShape, ...words)).toEqual({ incident: code });
    expect(await refused(6, 'engineer', 'tell', 'DB-ROLLBACK-NOBODYS', '--note', 'Called Kim.')).toEqual([
      6,
      'not_found',
    ]);
  });

  it('severity raises it, and an engineer does not lower it', async () => {
    const to = (severity: string) => ['severity', code, '--to', severity, '--reason', 'Rows are lost.'];
    expect(await ask('engineer', incidentShape, ...to('critical'))).toMatchObject({ code, severity: 'critical' });
    expect(await refused(4, 'engineer', ...to('low'))).toEqual([4, 'forbidden']);
    expect(await ask('lead', incidentShape, ...to('high'))).toMatchObject({ severity: 'high' });
  });

  it('restore plans procedure 1.4, and changes nothing', async () => {
    const run = await ask('engineer', runShape, 'restore', code);
    expect(run).toMatchObject({ incident: code, procedure: '1.4', state: 'draft', isPlanning: false });
    expect(await refused(4, 'manager', 'restore', code)).toEqual([4, 'forbidden']);
  });

  it('hand-over asks somebody, who accepts or says why not, and shows a note from what is known', async () => {
    const words = ['hand-over', code];
    const first = await ask('engineer', values.handOverShape, ...words);
    expect(first).toMatchObject({ lead: 'engineer', waiting: [] });
    expect(first.note).toMatch(/^Done:/);
    const offer = [...words, '--to', 'otherEngineer', '--note', 'Watch the lock.'];
    expect((await ask('engineer', values.handOverShape, ...offer)).waiting).toMatchObject([
      { kind: 'incident', from: 'engineer', to: 'otherEngineer', note: 'Watch the lock.' },
    ]);
    expect(await refused(5, 'engineer', ...words, '--accept')).toEqual([5, 'conflict']);
    expect(await refused(4, 'engineer', ...words, '--nudge')).toEqual([4, 'forbidden']);
    const { waiting } = await ask('otherEngineer', values.handOverShape, ...words, '--decline', '--reason', 'I sleep.');
    expect(waiting).toEqual([]);
    await ask('engineer', values.handOverShape, ...offer);
    expect(await ask('engineer', values.handOverShape, ...words, '--take-back')).toMatchObject({ waiting: [] });
    await ask('engineer', values.handOverShape, ...offer);
    expect(await ask('otherEngineer', values.handOverShape, ...words, '--accept')).toMatchObject({
      lead: 'otherEngineer',
    });
    expect(await refused(2, 'lead', ...words, '--to', 'nobody', '--note', 'x x x')).toEqual([2, 'invalid_input']);
    expect((await terminals.say(runHere, 'manager', 'status', code)).out).toContain('Led by otherEngineer');
  });

  it('escalate starts a level, chooses one of its options, and refuses what is not offered', async () => {
    const level = ['escalate', '1', '--incident', code];
    const begun = await ask('engineer', values.escalateShape, ...level, '--reason', 'It does not help.');
    expect(begun.levels).toMatchObject([{ level: 1, state: 'active', note: '' }]);
    const chosen = [...level, '--choose', 'this', '--reason', 'We agreed.'];
    const { levels } = await ask('lead', values.escalateShape, ...chosen);
    expect(levels).toMatchObject([{ level: 1, option: 'Do this', note: 'We agreed.' }]);
    expect(await ask('manager', values.escalateShape, 'escalate', '--incident', code)).toMatchObject({
      incident: code,
    });
    expect(await refused(5, 'engineer', ...level, '--dismiss', '--reason', 'It is not needed.')).toEqual([
      5,
      'conflict',
    ]);
    expect(await refused(2, 'engineer', 'escalate', '--incident', code, '--choose', 'this')).toEqual([
      2,
      'invalid_input',
    ]);
  });
});

it(
  'output shows a step’s last lines, finds words in all of it, and writes the whole into a file',
  PATIENCE,
  async () => {
    const run = await startedRun(at, { procedure: '1.7' });
    await until('the end of the step', async () => (await run.step('talk')).state === 'succeeded', 60_000);
    const words = ['output', run.incidentCode, '--step', 'talk'];
    const last = await ask('manager', values.outputShape, ...words);
    expect(last).toMatchObject({
      incident: run.incidentCode,
      step: 'talk',
      attempt: 1,
      lines: 120,
      found: null,
      file: null,
    });
    expect(last.shown).toHaveLength(40);
    expect(last.shown.at(-1)?.number).toBe(120);
    const found = await ask('manager', values.outputShape, ...words, '--search', 'OUT 5');
    expect(found.found).toBe(11);
    expect(found.shown.map((line) => line.text)).toEqual([
      'out 5',
      ...Array.from({ length: 10 }, (_, at) => `out ${50 + at}`),
    ]);
    const file = join(at.folder, 'talk.txt');
    expect(await ask('manager', values.outputShape, ...words, '-o', file)).toMatchObject({ file });
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(121);
    expect(await refused(2, 'manager', ...words, '-o', file)).toEqual([2, 'invalid_input']);
    expect(await refused(2, 'manager', 'output', run.incidentCode, '--step', 'nothing')).toEqual([2, 'invalid_input']);
  },
);

describe('figures', PATIENCE, () => {
  it('benchmark times the queries and writes them down; compare reads them again', async () => {
    const file = join(at.folder, 'now.json');
    const words = ['benchmark', target.key, '--duration', '5s', '--keep', '-o', file];
    const done = await ask('lead', values.benchmarkShape, ...words);
    expect(done).toMatchObject({
      target: target.key,
      state: 'done',
      isBaseline: true,
      durationMs: 5000,
      comparison: null,
    });
    expect(done.queries.one?.count).toBeGreaterThan(0);

    const same = await ask('manager', values.compareShape, 'compare', target.key, '--before', file, '--current', file);
    expect(same).toMatchObject({ isRegression: false, queries: [{ key: 'one', regressions: [] }] });
    const figures = JSON.parse(await readFile(file, 'utf8'));
    const { one } = figures.queries;
    const slower = { ...one, p50Ms: 100 + one.p50Ms, p95Ms: 100 + one.p95Ms, p99Ms: 100 + one.p99Ms };
    const worse = join(at.folder, 'worse.json');
    await writeFile(worse, JSON.stringify({ ...figures, queries: { one: slower } }));
    const compared = ['compare', target.key, '--before', file, '--current', worse];
    expect(await terminals.askInVain(7, 'manager', values.compareShape, ...compared)).toMatchObject({
      isRegression: true,
    });
  });

  it('are refused where there are none, or nobody may take them', async () => {
    const missing = ['compare', target.key, '--before', join(at.folder, 'nothing.json')];
    expect(await refused(2, 'engineer', ...missing)).toEqual([2, 'invalid_input']);
    expect(await refused(2, 'engineer', 'benchmark', target.key, '--duration', '1s')).toEqual([2, 'invalid_input']);
    expect(await refused(4, 'manager', 'benchmark', target.key, '--duration', '5s')).toEqual([4, 'forbidden']);
    expect(await refused(5, 'engineer', 'benchmark', target.key, '--stop')).toEqual([5, 'conflict']);
  });
});

describe('the sandbox', PATIENCE, () => {
  const sandbox = (name: string, ...words: string[]) => ['sandbox', name, ...words, '--target', target.key];
  const broken = () => existsSync(join(target.folder, 'broken'));

  it('is broken by on and mended by off, and each waits until it is seen', async () => {
    const on = await ask('engineer', values.sandboxShape, ...sandbox('on', 'broken'));
    expect(on).toMatchObject({ target: target.key, faults: [{ key: 'broken', isOn: true }] });
    expect(broken()).toBe(true);
    expect((await ask('manager', values.sandboxShape, ...sandbox('faults'))).faults).toMatchObject([{ isOn: true }]);
    const off = await ask('engineer', values.sandboxShape, ...sandbox('off', 'broken'));
    expect(off.faults).toMatchObject([{ isOn: false }]);
    expect(broken()).toBe(false);
  });

  it('is broken by nobody who may not, by no fault that it has not, and reset only with a command of its own', async () => {
    expect(await refused(4, 'manager', ...sandbox('on', 'broken'))).toEqual([4, 'forbidden']);
    expect(await refused(6, 'engineer', ...sandbox('on', 'no-such'))).toEqual([6, 'not_found']);
    expect(await refused(4, 'engineer', ...sandbox('reset'))).toEqual([4, 'forbidden']);
    expect(broken()).toBe(false);
  });

  it('alone is broken: a target of any other kind stays as it is', async () => {
    const staging = await breakableTarget(at, 'staging');
    const words = ['sandbox', 'on', 'broken', '--target', staging.key];
    expect(await refused(4, 'engineer', ...words)).toEqual([4, 'forbidden']);
    expect(existsSync(join(staging.folder, 'broken'))).toBe(false);
  });
});

describe('drills', PATIENCE, () => {
  const { day } = dayInWeek(1);
  const week = ['drill', 'schedule', '--week', '1', '--day', day, '--procedure', '1.1'];
  const planned = () => ask('lead', values.drillShape, ...week, '--target', target.key);

  it('are started, worked off, ticked and finished, all at the terminal', async () => {
    const { id } = await planned();
    const { incident } = await ask('engineer', values.drillShape, 'drill', 'start', id);
    const code = incident as string;
    expect(await refused(5, 'engineer', 'drill', 'finish', id)).toEqual([5, 'blocked']);
    const { planHash } = await ask('engineer', runShape, 'plan', code, '--procedure', '1.1', '--ask');
    await ask('lead', z.looseObject({}), 'approve', code, '--plan-hash', planHash as string);
    await ask('engineer', values.tellShape, 'tell', code, '--note', 'By shouting.');
    expect(await ask('engineer', runShape, 'run', code)).toMatchObject({ state: 'succeeded' });
    await ask('engineer', z.looseObject({}), 'validate', code, '--full');
    await ask('engineer', incidentShape, 'close', code, '--confirmed', 'all', '--note', 'They do.');

    const tick = (line: string) => ['drill', 'tick', line, '--note', 'We learned it.', '--drill', id];
    expect(await refused(2, 'engineer', ...tick('team-notified'))).toEqual([2, 'invalid_input']);
    for (const line of ['documentation-updated', 'lessons-captured'])
      await ask('engineer', values.drillShape, ...tick(line));
    const done = await ask('engineer', values.drillShape, 'drill', 'finish', id);
    expect(done).toMatchObject({ status: 'done', incident: code, result: { isInTime: true } });
    expect(done.checklist.every((line) => line.isDone)).toBe(true);
    expect(done.next).not.toBeNull();
  });

  it('are held at once, and aborted', async () => {
    await ask('engineer', values.sandboxShape, 'sandbox', 'off', 'broken', '--target', target.key);
    const hold = ['drill', 'hold', '--procedure', '1.2', '--target', target.key];
    expect(await refused(4, 'manager', ...hold)).toEqual([4, 'forbidden']);
    const { id } = await ask('engineer', values.drillShape, ...hold);
    const words = ['drill', 'abort', id, '--reason', 'A real incident came in.'];
    expect(await ask('engineer', values.drillShape, ...words)).toMatchObject({ status: 'cancelled' });
    expect(await refused(6, 'engineer', 'drill', 'show', '00000000')).toEqual([6, 'not_found']);
  });
});

describe('the rights of the console on a target', PATIENCE, () => {
  it('are looked at anew, and what a superuser should have instead is printed for psql', async () => {
    const grants = ['target', 'grants', target.key];
    expect(await refused(4, 'engineer', ...grants)).toEqual([4, 'forbidden']);
    const asData = await terminals.say(runHere, 'administrator', ...grants, '--json');
    const { lacks, isSuperuser, role } = targetGrantsShape.parse(JSON.parse(asData.out).value);
    expect([asData.code, isSuperuser, role]).toEqual([7, true, 'console']);
    const asText = await terminals.say(runHere, 'administrator', ...grants);
    const lines = asText.out.split('\n').map((line) => line.trim());
    expect(lines).toEqual(expect.arrayContaining(lacks.flatMap(({ statements }) => statements)));
  });
});

describe.skipIf(!sshdPath)('targets', PATIENCE, () => {
  let server: TestSshServer;
  beforeAll(async () => {
    server = await startSshServer();
  });
  afterAll(() => server?.stop());

  it('are registered from a file, their host keys looked up, and pinned once they were compared', async () => {
    const { hostKey: _, ...host } = server.host;
    const base = targetFile(at, { key: 'by-file', folder: at.folder });
    const hosts = [...base.inventory.hosts, { ...host, roles: ['app'] }];
    const inventory = { ...base.inventory, hosts };
    const file = join(at.folder, 'by-file.json');
    await writeFile(file, JSON.stringify({ ...base, inventory, sshKey: server.credentials.privateKey }));
    expect(await refused(4, 'engineer', 'target', 'add', file)).toEqual([4, 'forbidden']);
    const said = await terminals.say(runHere, 'administrator', 'target', 'add', file, '--json');
    expect(said.code).toBe(7);
    const added = targetHostsShape.parse(JSON.parse(said.out).value);
    const seen = added.hosts.find((one) => one.key === 'far');
    expect(seen).toMatchObject({ state: 'not_pinned', pinned: null, roles: ['app'] });
    const pin = ['target', 'pin', 'by-file', 'far'];
    expect(await refused(2, 'administrator', ...pin)).toEqual([2, 'invalid_input']);
    expect(await refused(5, 'administrator', ...pin, '--fingerprint', 'SHA256:other')).toEqual([5, 'conflict']);
    await terminals.say(runHere, 'administrator', ...pin, '--fingerprint', seen?.seen as string);
    const checked = await terminals.say(runHere, 'administrator', 'target', 'check', 'by-file', '--json');
    const { hosts: now } = targetHostsShape.parse(JSON.parse(checked.out).value);
    expect(now.find((one) => one.key === 'far')).toMatchObject({ state: 'ok', pinned: seen?.seen });
  });
});
