import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseProcessIds } from '@/lib/domain/process-list';
import { retryStep, takeAlternative } from '@/lib/server/runs/settle-step';
import { probed, probedMended } from '@/lib/server/testing/probed';
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
import { ALREADY, failingEndpoints, findingOf, goneOn, switchFault } from '@/lib/server/testing/shipped-target';
import { isOurs } from '@/sandbox/processes';
import { findTools } from '@/sandbox/tools';

// Each runs dozens of steps, every one with its own connections and checks.
vi.setConfig({ testTimeout: 120_000 });

const { pgDump, psql } = await findTools();
const hasClients = Boolean(pgDump && psql);
const STOP = { procedure: '4.1', branch: 'stop', parameters: { objects: 'keep' } } as const;
const DROP = { procedure: '4.1', branch: 'stop', parameters: { objects: 'drop' } } as const;

let at: ShippedConsole;
const decoys: ChildProcess[] = [];

beforeAll(async () => {
  at = await openShippedConsole();
}, 90_000);
afterAll(async () => {
  for (const decoy of decoys) decoy.kill('SIGKILL');
  await at?.close();
});

const monitors = async (run: { load(): Promise<{ plan: unknown }> }) =>
  parseProcessIds(((await run.load()).plan as { facts: Record<string, string> }).facts.script_processes ?? '').map(
    ({ pid }) => pid,
  );
const keptFiles = () => readdirSync(join(at.service.dir, 'backups')).filter((name) => name.startsWith('kept_'));

/** One whose arguments name the script, and one that runs a script of that name from another folder. */
function startDecoys(): ChildProcess[] {
  const elsewhere = join(at.service.dir, 'elsewhere');
  mkdirSync(elsewhere, { recursive: true });
  const script = join(elsewhere, 'monitor_performance.mjs');
  writeFileSync(script, 'setInterval(() => {}, 1000);');
  decoys.push(spawn('tail', ['-f', '/dev/null', join(at.service.dir, 'backend/scripts/monitor_performance.py')]));
  decoys.push(spawn(process.execPath, [script]));
  return decoys;
}

/** All that phase 4 has in the database, as the catalogue describes it, and the rows. */
async function objects() {
  const [row] = await at.query<{ relations: object; keys: unknown; functions: unknown }>(`
    SELECT (SELECT json_object_agg(relname, CASE WHEN relkind = 'v' THEN pg_get_viewdef(oid) ELSE relkind::text END ORDER BY relname)
            FROM pg_class WHERE relname IN ('performance_metrics', 'query_performance_log', 'weekly_slow_queries',
              'query_performance_log_pkey', 'log_notes')) AS relations,
           (SELECT json_agg(pg_get_constraintdef(oid)) FROM pg_constraint WHERE contype = 'f' AND conrelid = to_regclass('log_notes')) AS keys,
           (SELECT json_agg(proacl::text) FROM pg_proc WHERE proname = 'log_size') AS functions`);
  const there = await at.query(`SELECT to_regclass('query_performance_log') IS NOT NULL AS is_there`);
  const rows = there[0]?.is_there ? await at.query('SELECT * FROM query_performance_log ORDER BY id') : [];
  return { ...row, rows };
}

/** Without the rows that the monitor, running again, has added since. */
async function objectsAsIn(before: Awaited<ReturnType<typeof objects>>) {
  const now = await objects();
  return { ...now, rows: now.rows.slice(0, before.rows.length) };
}

describe('the processes', () => {
  it('are stopped by their exact ids, which ends the transaction that blocked everybody', async () => {
    await switchFault(at, 'blocking-transaction', 'on');
    expect((await probed(at, 2)).failing).toContain('api-health');
    const [editor, namesake] = startDecoys();
    const run = await startedShipped(at, STOP);
    const pids = await monitors(run);
    expect(pids).toHaveLength(1);
    expect(pids).not.toContain(editor?.pid);
    expect(pids).not.toContain(namesake?.pid);
    expect(findingOf(await run.load(), 'script-processes-others')?.details?.join('\n')).toContain('tail -f');

    const after = await workOff(run);
    expect(stepOutcomes(after)).toMatchObject({
      'stop-monitor': 'succeeded: exit code 0',
      'kill-monitor': 'skipped: Not needed: another branch was taken.',
    });
    expect(after.state).toBe('succeeded');
    expect(isOurs(pids[0], at.service.dir)).toBe(false);
    expect(decoys.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null]);
    await probedMended(at);
  });

  it('are none to stop once they are stopped: the plan says so and cannot be approved', async () => {
    const run = await plannedShipped(at, STOP);
    expect(findingOf(await run.load(), 'script-processes')).toMatchObject({ verdict: 'block' });
  });

  it('are started again by the way back, planned alone, and left alone where they run', async () => {
    const back = { ...STOP, branch: 'way-back' };
    const after = await workOff(await startedShipped(at, back));
    expect(stepOutcomes(after)['start-monitor']).toBe('succeeded: exit code 0');
    const again = await workOff(await startedShipped(at, back));
    expect(stepOutcomes(again)['start-monitor']).toBe(ALREADY);
  });

  it('are not looked for again: what ended by itself is done, and the way back starts it', async () => {
    const run = await startedShipped(at, { ...STOP, mode: 'step' });
    await workUpTo(at, run, 'stop-monitor');
    const [pid] = await monitors(run);
    process.kill(pid as number, 'SIGKILL');
    expect(stepOutcomes(await goneOn(at, run))['stop-monitor']).toBe(ALREADY);
    expect(stepOutcomes(await wentBack(at, run))['start-monitor']).toBe('succeeded: exit code 0');
  });

  it('are ended by force where they do not end by themselves', async () => {
    const deaf = 'data:text/javascript,process.on("SIGTERM",()=>{})';
    const script = join(at.service.dir, 'backend/scripts/monitor_performance.mjs');
    decoys.push(spawn(process.execPath, ['--import', deaf, script, 'http://127.0.0.1:9'], { stdio: 'ignore' }));
    const run = await startedShipped(at, STOP);
    const stop = (await workOff(run)).steps.find(({ key }) => key === 'stop-monitor');
    expect(stop?.state).toBe('failed');
    const asked = { stepId: stop?.id ?? '', epoch: stop?.epoch ?? 0, branch: 'kill', reason: 'It does not end.' };
    await takeAlternative(at.people.engineer, asked);
    // The other one has ended, so the command fails for it; what counts is that none is left.
    const killed = (await workOff(run)).steps.find(({ key }) => key === 'kill-monitor');
    if (killed?.state === 'failed') await retryStep(at.people.engineer, { stepId: killed.id, epoch: killed.epoch });
    expect((await workOff(run)).state).toBe('succeeded');
    expect((await monitors(run)).map((pid) => isOurs(pid, at.service.dir))).toEqual([false, false]);
    await workOff(await startedShipped(at, { ...STOP, branch: 'way-back' }));
  });
});

describe.skipIf(!hasClients)('the view and the table (needs pg_dump and psql)', () => {
  it('come back from half way: the view dropped, the table held by an object that nobody had seen', async () => {
    const before = await objects();
    const run = await startedShipped(at, { ...DROP, mode: 'step' });
    await workUpTo(at, run, 'drop-view');
    await at.query('CREATE VIEW unseen AS SELECT id FROM query_performance_log');
    const stuck = await goneOn(at, run, 'to_decision');
    expect(stepOutcomes(stuck)['drop-view']).toBe('succeeded: the statement is done');
    expect(stepOutcomes(stuck)['drop-table']).toMatch(/^failed: Nothing was run, because exactly the 0 objects/);
    expect((await objects()).relations).not.toHaveProperty('performance_metrics');

    const after = await wentBack(at, run);
    expect(stepOutcomes(after)).toMatchObject({
      'put-table-back': ALREADY,
      'put-view-back': 'succeeded: exit code 0',
      'compare-rows': 'succeeded: 1 rows',
      'start-monitor': 'succeeded: exit code 0',
    });
    await at.query('DROP VIEW unseen');
    expect(await objectsAsIn(before)).toEqual(before);
  });

  it('go with everything that hangs on them, and come back with it: rows, keys, functions, grants', async () => {
    await at.query(
      `CREATE TABLE log_notes (log_id integer REFERENCES query_performance_log (id) ON DELETE CASCADE, note text)`,
    );
    await at.query(
      `CREATE FUNCTION log_size() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM query_performance_log; END`,
    );
    await at.query('GRANT EXECUTE ON FUNCTION log_size() TO replyx_app');
    const before = await objects();
    expect(before.rows.length).toBeGreaterThan(10);
    const run = await startedShipped(at, DROP);
    expect((await workOff(run)).state).toBe('succeeded');
    expect(await objects()).toMatchObject({ relations: { log_notes: 'r' }, keys: null, functions: null, rows: [] });
    expect(keptFiles().length).toBeGreaterThanOrEqual(2);
    expect(await failingEndpoints(at)).toEqual([]);

    const after = await workOff(await startedShipped(at, { ...DROP, branch: 'way-back' }));
    expect(after.state).toBe('succeeded');
    expect(await objectsAsIn(before)).toEqual(before);
  });

  it('stay where something that cannot be put back would go along', async () => {
    await at.query('CREATE TABLE odd (entry query_performance_log)');
    const run = await plannedShipped(at, DROP);
    expect(findingOf(await run.load(), 'cascade-table-lost')).toMatchObject({
      verdict: 'block',
      details: ['table column public.odd.entry: the console cannot keep its definition'],
    });
    await at.query('DROP TABLE odd');
  });
});
