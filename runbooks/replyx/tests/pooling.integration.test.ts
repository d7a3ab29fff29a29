import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Finding, Plan, Preflight } from '@/lib/contracts/plan';
import type { LoadedRun } from '@/lib/server/runs/load-run';
import { workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  plannedShipped,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
} from '@/lib/server/testing/shipped';
import { sandboxPaths } from '@/sandbox/paths';
import { git } from '@/sandbox/repository';
import { measure } from '@/sandbox/testing/measure';
import { runBinding } from '@/sandbox/testing/service';

// Each runs a dozen steps, every one with its own connections and checks.
vi.setConfig({ testTimeout: 240_000 });

const POOLING = { procedure: '4.2', branch: 'main', severity: 'critical' } as const;
const ALREADY = 'succeeded: It was so already: nothing was run.';

let at: ShippedConsole;
beforeAll(async () => {
  at = await openShippedConsole();
}, 300_000);
afterAll(() => at?.close());

const fault = (key: string, action: 'on' | 'off') =>
  runBinding(at.target.inventory.faults.find((one) => one.key === key)?.[action]);
const failing = async () => (await measure(at.target.inventory.endpoints, 3)).failing;
const inCheckout = (...args: string[]) => git(sandboxPaths(at.service.dir), args);
const source = () => readFileSync(join(at.service.dir, 'backend/database/connection.py'), 'utf8');
const finding = (run: LoadedRun, key: string) =>
  (run.preflight as unknown as Preflight).findings.find((one) => one.key === key) as Finding;
async function connections(): Promise<number> {
  const [row] = await at.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'replyx-backend'`,
  );
  return row?.open ?? 0;
}

it('goes back to NullPool by a commit that was shown, and frees the connections that the pools hoarded', async () => {
  await fault('exhausted-connections', 'on');
  expect(await failing()).not.toEqual([]);
  const [head, before] = [await inCheckout('rev-parse', 'HEAD'), source()];
  const run = await startedShipped(at, POOLING);
  const planned = await run.load();
  expect(finding(planned, 'pool-change').details).toEqual(
    expect.arrayContaining(['-    pool_size=40,', '-    max_overflow=40,', '+    poolclass=NullPool,']),
  );
  expect(finding(planned, 'pool-now').sentence).toMatch(/may open up to 80, more than there are/);
  const apply = (planned.plan as unknown as Plan).steps.find(({ key }) => key === 'apply-change');
  expect(apply?.display).toContain('+    pool_pre_ping=False,');

  expect((await workOff(run)).state).toBe('succeeded');
  expect(source()).toContain('    poolclass=NullPool,\n    pool_pre_ping=False,\n)');
  expect(await inCheckout('rev-parse', 'HEAD^')).toBe(head);
  expect(await inCheckout('status', '--porcelain')).toBe('');
  expect(await connections()).toBeLessThan(10);
  expect(await failing()).toEqual([]);

  const again = await (await plannedShipped(at, POOLING)).load();
  expect(finding(again, 'pool-change')).toMatchObject({
    verdict: 'block',
    sentence: expect.stringContaining('already'),
  });

  const back = await workOff(await startedShipped(at, { ...POOLING, branch: 'way-back' }));
  expect(back.state).toBe('succeeded');
  expect(stepOutcomes(back)['take-change-away']).toBe(ALREADY);
  expect(source()).toBe(before);
  expect(await inCheckout('log', '-1', '--format=%s')).toMatch(/^Revert "Connect without a pool again/);
  await fault('exhausted-connections', 'off');
});

it('takes a change away that could not be committed, and reverts nothing', async () => {
  const [head, before] = [await inCheckout('rev-parse', 'HEAD'), source()];
  await inCheckout('config', 'user.useConfigOnly', 'true');
  await inCheckout('config', '--unset', 'user.email');
  const run = await startedShipped(at, POOLING);
  const stuck = await workOff(run);
  await inCheckout('config', 'user.email', 'deploy@replyx.example');
  expect(stepOutcomes(stuck)).toMatchObject({ 'apply-change': 'succeeded: exit code 0' });
  expect(stepOutcomes(stuck)['commit-change']).toMatch(/^failed/);
  expect(source()).not.toBe(before);

  const after = await wentBack(at, run);
  expect(stepOutcomes(after)).toMatchObject({
    'take-change-away': 'succeeded: exit code 0',
    'revert-commit': ALREADY,
    'reload-again': 'succeeded: exit code 0',
  });
  expect(source()).toBe(before);
  expect(await inCheckout('rev-parse', 'HEAD')).toBe(head);
  expect(await inCheckout('status', '--porcelain')).toBe('');
  expect(await failing()).toEqual([]);
});

it('applies nothing to a checkout that has moved on since the preflight', async () => {
  const run = await startedShipped(at, { ...POOLING, mode: 'to_decision' });
  await inCheckout('commit', '--quiet', '--allow-empty', '--message', 'Somebody else deploys');
  const stuck = await workOff(run);
  expect(stepOutcomes(stuck)['apply-change']).toMatch(/^failed: Nothing was run, because HEAD is/);
  expect((await wentBack(at, run)).state).toBe('aborted');
  expect(await inCheckout('status', '--porcelain')).toBe('');
});
