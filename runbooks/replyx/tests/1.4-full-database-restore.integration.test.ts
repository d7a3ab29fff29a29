import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requestApproval } from '@/lib/server/approvals/request-approval';
import { claimStep } from '@/lib/server/runs/claim-step';
import { continueRun } from '@/lib/server/runs/drive-run';
import { findLostSteps } from '@/lib/server/runs/find-lost-steps';
import type { LoadedRun } from '@/lib/server/runs/load-run';
import { probeStep } from '@/lib/server/runs/probe-step';
import { storeTarget } from '@/lib/server/targets/register-target';
import { refusalOf } from '@/lib/server/testing/refusal';
import { workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  plannedShipped,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { findingsOf, lookAt, lookedAgain, notesOf, outcomeOf, PLAIN, restoring, tools } from './full-restore.fixture';
import { useStandIns } from './stand-in-services.fixture';

const isRestorable = tools.pgDump && tools.pgRestore && tools.psql;

// Real services, dumps and restores take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let at: ShippedConsole;
let box: ReturnType<typeof lookAt>;
let prepared: Record<string, string>;

beforeAll(async () => {
  at = await openShippedConsole();
  box = lookAt(at);
  prepared = await box.rows();
});
afterAll(() => at?.close());

const engineer = () => at.people.engineer;

/** The state that every test leaves behind: services up, one database under the name, its rows as they were. */
async function expectAsBefore(rows = prepared) {
  expect(await box.statuses()).toEqual(['online']);
  expect(await box.failing()).toEqual([]);
  expect(await box.rows()).toEqual(rows);
}
async function dropKept() {
  for (const name of (await box.names()).filter((one) => one !== 'replyx'))
    await box.maintain((client) => client.query(`DROP DATABASE ${client.escapeIdentifier(name)}`));
}

describe.skipIf(!isRestorable)('before anything is stopped (needs pg_dump, pg_restore and psql)', () => {
  it('each kind is read to its end, and a truncated, missing or tampered backup is refused', async () => {
    await box.dump('custom', 'whole.dump');
    await box.dump('directory', 'whole.dir');
    copyFileSync(box.backup('whole.dump'), box.backup('cut.dump'));
    truncateSync(box.backup('cut.dump'), statSync(box.backup('cut.dump')).size - 20_000);
    cpSync(box.backup('whole.dir'), box.backup('cut.dir'), { recursive: true });
    const data = readdirSync(box.backup('cut.dir')).map((file) => box.backup(`cut.dir/${file}`));
    const biggest = data.sort((a, b) => statSync(b).size - statSync(a).size)[0] as string;
    truncateSync(biggest, statSync(biggest).size - 1000);
    copyFileSync(box.backup(PLAIN), box.backup('cut.sql'));
    truncateSync(box.backup('cut.sql'), statSync(box.backup('cut.sql')).size - 20_000);
    writeFileSync(
      box.backup('hostile.sql'),
      `\\! touch ${box.backup('touched')}\n${readFileSync(box.backup(PLAIN), 'utf8')}`,
    );
    writeFileSync(box.backup('empty.sql'), '');

    const run = await plannedShipped(at, restoring());
    const look = (backup: string) => lookedAgain(at, run, restoring({ backup }));
    const first = await findingsOf(run);
    expect(first.get('backup')).toMatchObject({
      verdict: 'ok',
      sentence: expect.stringMatching(/plain text of 19.* MB and was read to its end: 8 tables, 9 indexes/),
    });
    expect(first.get('backup')?.details?.join()).toMatch(/SHA-256 [0-9a-f]{64}.*PostgreSQL 15/);
    expect(first.get('backup-age')?.sentence).toContain('what was written since then is lost');
    expect(first.get('backup-differences')?.details).toEqual(['only in the database: public.query_performance_log']);
    expect(first.get('restore-space')).toMatchObject({ verdict: 'ok' });

    expect((await look('whole.dump')).get('backup')).toMatchObject({
      verdict: 'ok',
      sentence: expect.stringContaining('a custom archive'),
    });
    expect((await look('whole.dir')).get('backup')).toMatchObject({
      verdict: 'ok',
      sentence: expect.stringContaining('a directory archive'),
    });
    const refused: [backup: string, because: RegExp][] = [
      ['cut.dump', /cannot be read to its end/],
      ['cut.dir', /cannot be read to its end/],
      ['cut.sql', /does not reach pg_dump's last line/],
      ['missing.sql', /cannot be found/],
      ['empty.sql', /is empty/],
      ['hostile.sql', /1 lines that psql would take for commands/],
    ];
    for (const [backup, because] of refused)
      expect((await look(backup)).get('backup'), backup).toMatchObject({
        verdict: 'block',
        sentence: expect.stringMatching(because),
      });
    const { planHash } = await run.load();
    const asked = requestApproval(engineer(), { runId: run.runId, planHash: planHash ?? '', note: '' });
    expect(await refusalOf(asked)).toMatchObject({ code: 'forbidden' });
    expect(existsSync(box.backup('touched'))).toBe(false);
    await expectAsBefore();
  });

  it('a disk without room for a second database is said, and blocks', async () => {
    const { inventory } = at.target;
    const little = {
      host: 'app-1',
      argv: ['printf', 'Filesystem 1024-blocks Used Available\\n/dev/x 100 50 50000 50%% /\\n'],
    };
    const commands = { ...inventory.commands, 'disk-free': little, 'backups-disk-free': little };
    await storeTarget({ ...at.target, inventory: { ...inventory, commands } }, null);
    const run = await plannedShipped(at, restoring());
    expect((await findingsOf(run)).get('restore-space')).toMatchObject({
      verdict: 'block',
      sentence: expect.stringMatching(/51\.2 MB are free.*for the dump.*for the new database/),
      remedy: expect.stringContaining('in place'),
    });
    await storeTarget(at.target, null);
  });

  it('a backup that was changed after the approval stops nothing', async () => {
    copyFileSync(box.backup(PLAIN), box.backup('changed.sql'));
    const run = await startedShipped(at, { ...restoring({ backup: 'changed.sql' }), mode: 'step' });
    await workUpTo(at, run, 'stop-services');
    appendFileSync(box.backup('changed.sql'), '-- one more line\n');
    await continueRun(engineer(), { runId: run.runId, mode: 'step' });
    await workOff(run);
    expect((await outcomeOf(run, 'stop-services'))?.summary).toMatch(/Nothing was run.*the one that was approved/);
    await expectAsBefore();
    expect((await wentBack(at, run)).state).toBe('aborted');
    await expectAsBefore();
  });
});

describe.skipIf(!isRestorable)('a restore into a new database (needs pg_dump, pg_restore and psql)', () => {
  it('mends corrupted rows with the services stopped, and keeps the old database', async () => {
    await box.fault('corrupted-rows', 'on');
    expect(await box.failing()).toEqual(expect.arrayContaining(['assistants-stats']));
    const corrupted = await box.rows();
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, 'restore-plain');
    expect(await box.statuses()).toEqual(['stopped']);
    expect(await box.failing()).toHaveLength(5);
    await continueRun(engineer(), { runId: run.runId, mode: 'to_decision' });
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

    expect(await box.failing()).toEqual([]);
    expect(await box.statuses()).toEqual(['online']);
    const rows = await box.rows();
    expect(rows.assistants).toBe(prepared.assistants);
    expect(rows.dialog_messages).toBe(prepared.dialog_messages);
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
    await expectAsBefore();
  });
});

describe.skipIf(!isRestorable)('with services that stop and start at once (needs pg_dump, pg_restore and psql)', () => {
  let services: Awaited<ReturnType<typeof useStandIns>>;
  beforeAll(async () => {
    await dropKept();
    services = await useStandIns(at);
  });
  afterAll(() => services?.close());

  /** What is kept of the restored database: it may hold what users have written since the swap. */
  async function expectBack(after: LoadedRun, kept: RegExp[] = []) {
    expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('aborted');
    expect(await box.kept()).toEqual(kept.map((form) => expect.stringMatching(form)));
    expect([services.isUp(), await box.rows()]).toEqual([true, prepared]);
    await dropKept();
  }
  const UNDONE = [/^replyx_undone_/];

  it('takes a custom and a directory archive, and removes the kept databases later, one a plan', async () => {
    for (const backup of ['whole.dump', 'whole.dir']) {
      const run = await startedShipped(at, restoring({ backup }));
      const after = await workOff(run);
      expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('succeeded');
      expect(after.steps.map((step) => step.key)).not.toContain('restore-plain');
      expect([services.isUp(), await box.rows()]).toEqual([true, prepared]);
    }
    const [oldest, newest] = await box.kept();
    const removal = await startedShipped(at, { ...restoring(), branch: 'remove-kept' });
    expect((await findingsOf(removal)).get('kept-databases')?.details).toHaveLength(2);
    expect((await workOff(removal)).state).toBe('waiting');
    expect(await box.kept()).toEqual([oldest, newest]);
    await continueRun(engineer(), { runId: removal.runId, mode: 'to_decision' });
    const removed = await workOff(removal);
    expect(removed.state, JSON.stringify(stepOutcomes(removed), null, 1)).toBe('succeeded');
    expect(await box.kept()).toEqual([newest]);
    await dropKept();
    const nothing = await plannedShipped(at, { ...restoring(), branch: 'remove-kept' });
    expect((await findingsOf(nothing)).get('kept-databases')).toMatchObject({ verdict: 'block' });
  });

  // Before each step that follows a change; the swap's own two steps are turned round after a crash, below.
  const turns: [before: string, kept?: RegExp[]][] = [
    ['stop-nginx'],
    ['dump-failed-state'],
    ['keep-failed-state'],
    ['create-database'],
    ['restore-plain'],
    ['analyze'],
    ['close-live'],
    ['end-sessions'],
    ['set-aside'],
    ['start-nginx', UNDONE],
    ['full-health-check', UNDONE],
  ];
  it.each(turns)('is turned round before %s by one press, and everything is as it was', async (before, kept) => {
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, before);
    await expectBack(await wentBack(at, run), kept);
  });

  it.each([
    ['between the two renames', false, 'not_applied', undefined],
    ['behind the second rename', true, 'applied', UNDONE],
  ] as const)('is turned round after a crash %s', async (_where, isApplied, verdict, kept) => {
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, 'swap-in');
    expect(await box.names()).not.toContain('replyx');
    await continueRun(engineer(), { runId: run.runId, mode: 'step' });
    // Claimed as by a worker that then dies, before or after its effect.
    const { id, epoch } = await run.step('swap-in');
    const claim = await claimStep(id, epoch, randomUUID());
    const statement = claim?.rendered.action;
    if (isApplied && statement?.kind === 'sql') await box.maintain((client) => client.query(statement.text));
    await findLostSteps();
    await probeStep({ stepId: id, epoch: epoch + 1 });
    expect(await run.step('swap-in')).toMatchObject({ state: 'unknown', outcome: { probe: { verdict } } });
    await expectBack(await wentBack(at, run), kept && [...kept]);
  });

  it('restores into nothing but an empty database, and drops what was begun on the way back', async () => {
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, 'restore-plain');
    const [restored = ''] = await box.kept();
    await box.inDatabase(restored, (client) => client.query('CREATE TABLE users ()'));
    await continueRun(engineer(), { runId: run.runId, mode: 'to_decision' });
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
    await continueRun(engineer(), { runId: run.runId, mode: 'to_decision' });
    await workOff(run);
    await blocker.end();
    expect(await outcomeOf(run, 'empty-live')).toMatchObject({ summary: expect.stringContaining('lock timeout') });
    await expectBack(await wentBack(at, run));

    const again = await startedShipped(at, restoring({ where: 'in_place', backup: 'whole.dump' }));
    await workOff(again);
    await continueRun(engineer(), { runId: again.runId, mode: 'to_decision' });
    const after = await workOff(again);
    expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('succeeded');
    expect([await box.kept(), services.isUp(), await box.rows()]).toEqual([[], true, prepared]);
  });
});
