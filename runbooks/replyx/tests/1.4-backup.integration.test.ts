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
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requestApproval } from '@/lib/server/approvals/request-approval';
import { db } from '@/lib/server/db';
import { continueRun } from '@/lib/server/runs/drive-run';
import { storeTarget } from '@/lib/server/targets/register-target';
import { refusalOf } from '@/lib/server/testing/refusal';
import { workOff } from '@/lib/server/testing/rollback';
import { plannedShipped, startedShipped, wentBack, workUpTo } from '@/lib/server/testing/shipped';
import {
  findingsOf,
  isRestorable,
  lookedAgain,
  openRestore,
  outcomeOf,
  PLAIN,
  type Restore,
  restoring,
} from './full-restore.fixture';

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

describe.skipIf(!isRestorable)('before anything is stopped (needs pg_dump, pg_restore and psql)', () => {
  it('each kind is read to its end, and a truncated, missing or tampered backup is refused', async () => {
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
    expect(first.get('last-resort')).toMatchObject({ verdict: 'ok' });
    await db().signal.deleteMany({ where: { incidentId: run.incidentId } });
    expect((await look(PLAIN)).get('last-resort')).toMatchObject({
      verdict: 'warn',
      sentence: expect.stringContaining('Nobody has reported that data is corrupted'),
    });

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
    const asked = requestApproval(at.people.engineer, { runId: run.runId, planHash: planHash ?? '', note: '' });
    expect(await refusalOf(asked)).toMatchObject({ code: 'forbidden' });
    expect(existsSync(box.backup('touched'))).toBe(false);
    await restore.expectAsBefore();
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
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'step' });
    await workOff(run);
    expect((await outcomeOf(run, 'stop-services'))?.summary).toMatch(/Nothing was run.*the one that was approved/);
    await restore.expectAsBefore();
    expect((await wentBack(at, run)).state).toBe('aborted');
    await restore.expectAsBefore();
  });
});
