import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan } from '@/lib/contracts/plan';
import { continueRun } from '@/lib/server/runs/drive-run';
import type { LoadedRun } from '@/lib/server/runs/load-run';
import { probed, probedMended } from '@/lib/server/testing/probed';
import { workOff } from '@/lib/server/testing/rollback';
import { plannedShipped, startedShipped, stepOutcomes, wentBack, workUpTo } from '@/lib/server/testing/shipped';
import {
  findingsOf,
  isRestorable,
  notesOf,
  openRestore,
  outcomeOf,
  PLAIN,
  type Restore,
  restoring,
} from './full-restore.fixture';
import { useStandIns } from './stand-in-services.fixture';

// Real services, dumps and restores take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let restore: Restore;
let at: Restore['at'];
let box: Restore['box'];
beforeAll(async () => {
  restore = await openRestore();
  ({ at, box } = restore);
});
afterAll(() => at?.close());

describe.skipIf(!isRestorable)('a restore into a new database (needs pg_dump, pg_restore and psql)', () => {
  it('mends corrupted rows with the services stopped, and keeps the old database', async () => {
    await box.fault('corrupted-rows', 'on');
    const seen = await probed(at, 2);
    expect([seen.users, seen.failing]).toEqual(['failing', expect.arrayContaining(['assistants-stats'])]);
    const corrupted = await box.rows();
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, 'restore-plain');
    expect(await box.statuses()).toEqual(['stopped']);
    expect(await box.failing()).toHaveLength(5);
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'to_decision' });
    const after = await workOff(run);
    expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('succeeded');
    expect((await notesOf(run, 'restore-plain')).join()).toMatch(/MB of about \d+ MB \(\d+ %\)/);
    expect((await outcomeOf(run, 'verify-contents'))?.table?.rows[0]?.slice(1)).toEqual([
      '5000',
      '6000',
      '202508230001',
    ]);
    expect((await outcomeOf(run, 'list-differences'))?.table?.rows).toEqual([
      ['public.query_performance_log', 'only before'],
    ]);

    await probedMended(at);
    expect(await box.statuses()).toEqual(['online']);
    const rows = await box.rows();
    expect(rows.assistants).toBe(restore.prepared.assistants);
    expect(rows.dialog_messages).toBe(restore.prepared.dialog_messages);
    const [kept] = await box.kept();
    expect(await box.names()).toEqual(['replyx', kept]);
    expect(kept).toMatch(/^replyx_failed_\d{8}_\d{6}$/);
    const stamp = kept?.slice('replyx_failed_'.length);
    expect(readFileSync(box.backup(`failed_state_backup_${stamp}.sql`), 'utf8')).toContain(
      'PostgreSQL database dump complete',
    );
    expect(existsSync(box.backup(`failed_state_backup_${stamp}.sql.partial`))).toBe(false);

    // Planned alone later, by what is there: the old rows are back, and what was restored is kept in its turn.
    const back = await startedShipped(at, { ...restoring(), branch: 'way-back' });
    const gone = await workOff(back);
    expect(gone.state, JSON.stringify(stepOutcomes(gone), null, 1)).toBe('succeeded');
    expect(await box.rows()).toEqual(corrupted);
    expect(await box.names()).toEqual(['replyx', `replyx_undone_${stamp}`]);
    await box.fault('corrupted-rows', 'off');
    await restore.expectAsBefore();
  });
});

describe.skipIf(!isRestorable)('with services that stop and start at once (needs pg_dump, pg_restore and psql)', () => {
  let services: Awaited<ReturnType<typeof useStandIns>>;
  beforeAll(async () => {
    await restore.dropKept();
    services = await useStandIns(at);
  });
  afterAll(() => services?.close());

  /** Whole to whoever reads them, and refused by the server: a number that is none, a key to a table that is not there. */
  async function writeOddBackups() {
    const [sound, row] = [readFileSync(box.backup(PLAIN), 'utf8'), /^(COPY public\.dialog_messages .*\n)\d+\t/m];
    expect(sound).toMatch(row);
    writeFileSync(box.backup('odd.sql'), sound.replace(row, '$1many\t'));
    await box.dump('custom', 'odd.dump', '--exclude-table-data=dialogs');
  }

  async function expectBack(after: LoadedRun) {
    expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('aborted');
    expect(await box.kept()).toEqual([]);
    expect([services.isUp(), await box.rows()]).toEqual([true, restore.prepared]);
    await restore.dropKept();
  }

  it('keeps no dump that ended early under the name of a whole one, and empties nothing without one', async () => {
    const dump = {
      host: 'app-1',
      cwd: box.paths.backups,
      argv: [process.execPath, '-e', 'fs.writeFileSync(process.argv[1], "-- half\\n"); process.exit(3)', '{dump}'],
    };
    await services.bind({ 'failed-state-dump': dump });
    const run = await startedShipped(at, restoring({ where: 'in_place' }));
    const stuck = await workOff(run);
    expect(stepOutcomes(stuck)['dump-failed-state']).toMatch(/^failed: .*exit code 3/);
    const { stamp } = (stuck.plan as unknown as Plan).facts;
    const dumps = readdirSync(box.paths.backups).filter((name) => name.includes(`${stamp}`));
    expect(dumps).toEqual([`failed_state_backup_${stamp}.sql.partial`]);
    await expectBack(await wentBack(at, run));
    await services.bind({});
  });

  it('takes a custom and a directory archive, and removes the kept databases later, one a plan', async () => {
    for (const backup of ['whole.dump', 'whole.dir']) {
      const run = await startedShipped(at, restoring({ backup }));
      const after = await workOff(run);
      expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('succeeded');
      expect(after.steps.map((step) => step.key)).not.toContain('restore-plain');
      const { steps } = after.plan as unknown as Plan;
      expect(steps.find(({ key }) => key === 'restore-archive')?.display).toContain('--jobs=2');
      expect((await notesOf(run, 'restore-archive')).join()).toMatch(/MB of about \d+ MB/);
      expect([services.isUp(), await box.rows()]).toEqual([true, restore.prepared]);
    }
    const [oldest, newest] = await box.kept();
    const removal = await startedShipped(at, { ...restoring(), branch: 'remove-kept' });
    expect((await findingsOf(removal)).get('kept-databases')?.details).toHaveLength(2);
    expect((await workOff(removal)).state).toBe('waiting');
    expect(await box.kept()).toEqual([oldest, newest]);
    await continueRun(at.people.engineer, { runId: removal.runId, mode: 'to_decision' });
    const removed = await workOff(removal);
    expect(removed.state, JSON.stringify(stepOutcomes(removed), null, 1)).toBe('succeeded');
    expect(await box.kept()).toEqual([newest]);
    await restore.dropKept();
    const nothing = await plannedShipped(at, { ...restoring(), branch: 'remove-kept' });
    expect((await findingsOf(nothing)).get('kept-databases')).toMatchObject({ verdict: 'block' });
  });

  it.each([
    ['psql', 'odd.sql', 'restore-plain', '0 tables, 0 indexes'],
    ['pg_restore', 'odd.dump', 'restore-archive', undefined],
  ])(
    'that %s gives up half-way on a backup that reads well is seen, and one press leads back',
    async (_program, backup, key, left) => {
      await writeOddBackups();
      const run = await startedShipped(at, restoring({ backup }));
      expect((await findingsOf(run)).get('backup')).toMatchObject({ verdict: 'ok' });
      await workOff(run);
      expect(await run.step(key)).toMatchObject({
        state: 'failed',
        outcome: { summary: expect.stringContaining('exit code') },
      });
      expect([services.isUp(), await box.rows()]).toEqual([false, restore.prepared]);
      const [restored = ''] = await box.kept();
      if (left) expect(await box.objects(restored)).toBe(left);
      await expectBack(await wentBack(at, run));
    },
  );

  it('restores into nothing but an empty database, and drops what was begun on the way back', async () => {
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, 'restore-plain');
    const [restored = ''] = await box.kept();
    await box.inDatabase(restored, (client) => client.query('CREATE TABLE users ()'));
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'to_decision' });
    await workOff(run);
    const failed = await run.step('restore-plain');
    expect(failed).toMatchObject({
      state: 'failed',
      outcome: { summary: expect.stringContaining('is empty was not found true') },
    });
    await expectBack(await wentBack(at, run));
  });

  it('in place waits for the word, can be turned round until then, and gives up behind a lock with nothing lost', async () => {
    const run = await startedShipped(at, restoring({ where: 'in_place' }));
    expect((await workOff(run)).state).toBe('waiting');
    const blocker = new pg.Client({ connectionString: at.target.databaseUrl });
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE users IN ACCESS SHARE MODE');
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'to_decision' });
    await workOff(run);
    await blocker.end();
    expect(await outcomeOf(run, 'empty-live')).toMatchObject({ summary: expect.stringContaining('lock timeout') });
    await expectBack(await wentBack(at, run));

    const again = await startedShipped(at, restoring({ where: 'in_place', backup: 'whole.dump' }));
    await workOff(again);
    await continueRun(at.people.engineer, { runId: again.runId, mode: 'to_decision' });
    const after = await workOff(again);
    expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('succeeded');
    expect([await box.kept(), services.isUp(), await box.rows()]).toEqual([[], true, restore.prepared]);
  });
});
