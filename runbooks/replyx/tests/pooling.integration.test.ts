import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Plan } from '@/lib/contracts/plan';
import { probed, probedMended } from '@/lib/server/testing/probed';
import { workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  plannedShipped,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
} from '@/lib/server/testing/shipped';
import { ALREADY, failingEndpoints, findingOf, inCheckout, switchFault } from '@/lib/server/testing/shipped-target';

// Each runs a dozen steps, every one with its own connections and checks.
vi.setConfig({ testTimeout: 240_000 });

const POOLING = { procedure: '4.2', branch: 'main', severity: 'critical' } as const;

let at: ShippedConsole;
beforeAll(async () => {
  at = await openShippedConsole();
}, 300_000);
afterAll(() => at?.close());

const source = () => readFileSync(join(at.service.dir, 'backend/database/connection.py'), 'utf8');
async function connections(): Promise<number> {
  const [row] = await at.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'replyx-backend'`,
  );
  return row?.open ?? 0;
}

it('goes back to NullPool by a commit that was shown, and frees the connections that the pools hoarded', async () => {
  await switchFault(at, 'exhausted-connections', 'on');
  expect(await probed(at, 3)).toMatchObject({ users: 'failing' });
  const [head, before] = [await inCheckout(at, 'rev-parse', 'HEAD'), source()];
  const run = await startedShipped(at, POOLING);
  const planned = await run.load();
  expect(findingOf(planned, 'pool-change')?.details).toEqual(
    expect.arrayContaining(['-    pool_size=40,', '-    max_overflow=40,', '+    poolclass=NullPool,']),
  );
  expect(findingOf(planned, 'pool-now')?.sentence).toMatch(/may open up to 80, more than there are/);
  const apply = (planned.plan as unknown as Plan).steps.find(({ key }) => key === 'apply-change');
  expect(apply?.display).toContain('+    pool_pre_ping=False,');

  expect((await workOff(run)).state).toBe('succeeded');
  expect(source()).toContain('    poolclass=NullPool,\n    pool_pre_ping=False,\n)');
  expect(await inCheckout(at, 'rev-parse', 'HEAD^')).toBe(head);
  expect(await inCheckout(at, 'status', '--porcelain')).toBe('');
  expect(await connections()).toBeLessThan(10);
  await probedMended(at);

  const again = await (await plannedShipped(at, POOLING)).load();
  expect(findingOf(again, 'pool-change')).toMatchObject({
    verdict: 'block',
    sentence: expect.stringContaining('already'),
  });

  const back = await workOff(await startedShipped(at, { ...POOLING, branch: 'way-back' }));
  expect(back.state).toBe('succeeded');
  expect(stepOutcomes(back)['take-change-away']).toBe(ALREADY);
  expect(source()).toBe(before);
  expect(await inCheckout(at, 'log', '-1', '--format=%s')).toMatch(/^Revert "Connect without a pool again/);
  await switchFault(at, 'exhausted-connections', 'off');
});

it('takes a change away that could not be committed, and reverts nothing', async () => {
  const [head, before] = [await inCheckout(at, 'rev-parse', 'HEAD'), source()];
  await inCheckout(at, 'config', 'user.useConfigOnly', 'true');
  await inCheckout(at, 'config', '--unset', 'user.email');
  const run = await startedShipped(at, POOLING);
  const stuck = await workOff(run);
  await inCheckout(at, 'config', 'user.email', 'deploy@replyx.example');
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
  expect(await inCheckout(at, 'rev-parse', 'HEAD')).toBe(head);
  expect(await inCheckout(at, 'status', '--porcelain')).toBe('');
  expect(await failingEndpoints(at, 3)).toEqual([]);
});

it('applies nothing to a checkout that has moved on since the preflight', async () => {
  const run = await startedShipped(at, { ...POOLING, mode: 'to_decision' });
  await inCheckout(at, 'commit', '--quiet', '--allow-empty', '--message', 'Somebody else deploys');
  const stuck = await workOff(run);
  expect(stepOutcomes(stuck)['apply-change']).toMatch(/^failed: Nothing was run, because HEAD is/);
  expect((await wentBack(at, run)).state).toBe('aborted');
  expect(await inCheckout(at, 'status', '--porcelain')).toBe('');
});
