import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { continueRun } from '@/lib/server/runs/drive-run';
import { probed, probedWell } from '@/lib/server/testing/probed';
import { workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { sandboxPaths } from '@/sandbox/paths';
import { git } from '@/sandbox/repository';
import { openSandbox, type Sandbox } from '@/sandbox/sandbox';
import { runBinding } from '@/sandbox/testing/service';
import { findTools } from '@/sandbox/tools';

// Reloads wait for a server, and Alembic is started several times on a machine that may do other things besides.
vi.setConfig({ testTimeout: 120_000 });

const { alembic } = await findTools();
const NEWER = '803b93aca2d2';
const OLDER = '202508230001';

let at: ShippedConsole;
let sandbox: Sandbox;
let commits: { stable: string; bad: string; broken: string; beforeIndexes: string };

beforeAll(async () => {
  at = await openShippedConsole();
  sandbox = openSandbox(sandboxPaths(at.service.dir));
  const { stable, releases } = sandbox.prepared.commits;
  const beforeIndexes = await inCheckout('rev-parse', `${stable}~2`);
  commits = { stable, bad: releases.bad, broken: await commitBroken(), beforeIndexes };
}, 90_000);
afterAll(() => at?.close());

const inCheckout = (...args: string[]) => git(sandbox.paths, args);
const fault = (action: 'on' | 'off' | 'status') =>
  runBinding(at.target.inventory.faults.find((one) => one.key === 'bad-deploy')?.[action]);

/** A commit whose server is started and never serves: pm2 gives up waiting for it, and lists it as online. */
async function commitBroken(): Promise<string> {
  const head = await inCheckout('rev-parse', 'HEAD');
  writeFileSync(join(sandbox.paths.backend, 'server.mjs'), 'setInterval(() => {}, 60_000);\n');
  await inCheckout('commit', '--quiet', '--all', '--message', 'Wait for the settings');
  const broken = await inCheckout('rev-parse', 'HEAD');
  await inCheckout('reset', '--quiet', '--hard', head);
  return broken;
}

const chosen = (stable_commit: string, schema: 'keep' | 'downgrade' = 'keep', branch: 'main' | 'way-back' = 'main') =>
  ({ procedure: '1.1', branch, parameters: { stable_commit, schema } }) as const;

/** What is checked out, and what the backend runs: a checkout alone changes only the first. */
async function code() {
  return { checkedOut: await inCheckout('rev-parse', 'HEAD'), running: await findRunning() };
}

/** The commit that the backend itself names. The bad deploy answers hardly one call in twenty-five. */
async function findRunning(): Promise<string | null> {
  const health = at.target.inventory.endpoints.find((one) => one.key === 'health')?.url ?? '';
  for (let call = 0; call < 30; call += 1) {
    const answer = await fetch(health).catch(() => null);
    if (answer?.ok) return ((await answer.json()) as { commit: string }).commit;
  }
  return null;
}
const runs = (commit: string) => ({ checkedOut: commit, running: commit });

async function schema() {
  const [row] = await at.query<{ revision: string; indexes: number }>(`
    SELECT (SELECT version_num FROM alembic_version) AS revision,
           (SELECT count(*)::int FROM pg_indexes WHERE indexname LIKE 'idx\\_%') AS indexes`);
  return row;
}

describe('with a bad deploy', () => {
  const FAILING = { users: 'failing', failing: expect.arrayContaining(['api-health', 'assistants-stats']) };

  it('turns round from a commit whose server does not come up to the one that ran before', async () => {
    await fault('on');
    expect(await probed(at)).toMatchObject(FAILING);
    expect(await code()).toEqual(runs(commits.bad));

    const run = await startedShipped(at, chosen(commits.broken));
    const failed = stepOutcomes(await workOff(run));
    expect(failed['check-out']).toBe('succeeded: exit code 0');
    expect(failed['reload-backend']).toMatch(/^failed: It ran, but it did not work: /);
    expect(failed['restart-nginx']).toBe('pending: ');
    expect(await code()).toEqual({ checkedOut: commits.broken, running: null });
    expect(await probed(at, 1)).toMatchObject({ errorRatePercent: 100 });

    const after = await wentBack(at, run);
    expect(after.state, JSON.stringify(stepOutcomes(after))).toBe('aborted');
    expect(stepOutcomes(after)).toMatchObject({
      'check-out-previous': 'succeeded: exit code 0',
      'reload-again': 'succeeded: exit code 0',
    });
    expect(await code()).toEqual(runs(commits.bad));
  });

  it('puts the stable commit back, which mends it, and can put the newer one back by a plan of its own', async () => {
    const seen = await probed(at);
    expect(seen).toMatchObject(FAILING);
    expect(seen.errorRatePercent).toBeGreaterThan(90);
    const done = await workOff(await startedShipped(at, chosen(commits.stable)));
    expect(done.state, JSON.stringify(stepOutcomes(done))).toBe('succeeded');
    expect(await code()).toEqual(runs(commits.stable));
    expect(await schema()).toMatchObject({ revision: NEWER });
    expect(await fault('status')).toBe('off');
    await probedWell(at);

    const back = await workOff(await startedShipped(at, chosen(commits.stable, 'keep', 'way-back')));
    expect(stepOutcomes(back)).toMatchObject({ 'check-out-previous': 'succeeded: exit code 0' });
    expect(await code()).toEqual(runs(commits.bad));
    expect(await probed(at)).toMatchObject(FAILING);
    await fault('off');
  });
});

describe.skipIf(!alembic)('where a migration came with the code (needs Alembic)', () => {
  /** Without its indexes and its pool it may be slower than it was; nobody is turned away. */
  const SERVING = { errorRatePercent: 0, failing: [] };
  let before: Awaited<ReturnType<typeof schema>>;
  beforeAll(async () => {
    await fault('off');
    before = await schema();
    expect(before).toMatchObject({ revision: NEWER });
  });

  it('would not find its way down once the older code is checked out', async () => {
    await inCheckout('checkout', '--quiet', '--detach', commits.beforeIndexes);
    try {
      await expect(runBinding(at.target.inventory.commands['alembic-downgrade'], { revision: OLDER })).rejects.toThrow(
        /Can't locate revision/,
      );
    } finally {
      await inCheckout('checkout', '--quiet', '--detach', commits.stable);
    }
    expect(await schema()).toEqual(before);
  });

  it('has the schema down before it touches the code; where the checkout fails, it goes up again', async () => {
    const run = await startedShipped(at, { ...chosen(commits.beforeIndexes, 'downgrade'), mode: 'step' });
    await workUpTo(at, run, 'check-out');
    expect(await schema()).toEqual({ revision: OLDER, indexes: 0 });
    expect(await code()).toEqual(runs(commits.stable));

    // Another git was cut off: nothing can be checked out while its lock lies there.
    const lock = join(sandbox.paths.backend, '.git', 'index.lock');
    writeFileSync(lock, '');
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'to_decision' });
    expect(stepOutcomes(await workOff(run))['check-out']).toMatch(/^failed: git ended with exit code 128/);
    expect(await code()).toEqual(runs(commits.stable));
    rmSync(lock);

    const after = await wentBack(at, run);
    expect(after.state, JSON.stringify(stepOutcomes(after))).toBe('aborted');
    expect(stepOutcomes(after)).toMatchObject({
      'check-out-previous': 'succeeded: It was so already: nothing was run.',
      'upgrade-schema': 'succeeded: exit code 0',
    });
    expect([await schema(), await code()]).toEqual([before, runs(commits.stable)]);
  });

  it('takes both back, and later both forth by a plan of its own: the code first, which has the migration', async () => {
    const done = await workOff(await startedShipped(at, chosen(commits.beforeIndexes, 'downgrade')));
    expect(done.state, JSON.stringify(stepOutcomes(done))).toBe('succeeded');
    expect([await schema(), await code()]).toEqual([{ revision: OLDER, indexes: 0 }, runs(commits.beforeIndexes)]);
    expect(await probed(at)).toMatchObject(SERVING);

    const back = await workOff(await startedShipped(at, chosen(commits.beforeIndexes, 'downgrade', 'way-back')));
    expect(back.state, JSON.stringify(stepOutcomes(back))).toBe('succeeded');
    expect(back.steps.map((step) => step.key)).toEqual([
      'check-out-previous',
      'upgrade-schema',
      'reload-again',
      'health-again',
    ]);
    expect([await schema(), await code()]).toEqual([before, runs(commits.stable)]);
    expect(await probed(at)).toMatchObject(SERVING);
  });
});
