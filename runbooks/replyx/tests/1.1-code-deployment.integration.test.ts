import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Preflight } from '@/lib/contracts/plan';
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
import { goneOn, switchFault } from '@/lib/server/testing/shipped-target';
import { runBinding } from '@/sandbox/testing/service';
import { findTools } from '@/sandbox/tools';
import { type Checkout, codeOf, NEWER, OLDER, openCheckout, runs, schemaOf } from './code-deployment.fixture';

// Reloads wait for a server, and Alembic is started several times on a machine that may do other things besides.
vi.setConfig({ testTimeout: 120_000 });

const { alembic } = await findTools();

let at: ShippedConsole;
let checkout: Checkout;
let commits: Checkout['commits'];

beforeAll(async () => {
  at = await openShippedConsole();
  checkout = await openCheckout(at);
  commits = checkout.commits;
}, 90_000);
afterAll(() => at?.close());

const fault = (key: string, action: 'on' | 'off' | 'status') => switchFault(at, key, action);
const chosen = (stable_commit: string, schema: 'keep' | 'downgrade' = 'keep', branch: 'main' | 'way-back' = 'main') =>
  ({ procedure: '1.1', branch, parameters: { stable_commit, schema } }) as const;
const code = () => codeOf(at, checkout);
const schema = () => schemaOf(at);

describe('with a bad deploy', () => {
  const FAILING = { users: 'failing', failing: expect.arrayContaining(['api-health', 'assistants-stats']) };

  it('turns round from a commit whose server does not come up to the one that ran before', async () => {
    await fault('bad-deploy', 'on');
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
    expect(await fault('bad-deploy', 'status')).toBe('off');
    await probedMended(at);

    const back = await workOff(await startedShipped(at, chosen(commits.stable, 'keep', 'way-back')));
    expect(stepOutcomes(back)).toMatchObject({ 'check-out-previous': 'succeeded: exit code 0' });
    expect(await code()).toEqual(runs(commits.bad));
    expect(await probed(at)).toMatchObject(FAILING);
    await fault('bad-deploy', 'off');
  });
});

it('blocks a downgrade where Alembic is missing, and does not ask for it where the schema stays', async () => {
  await fault('bad-deploy', 'on');
  await fault('alembic-missing', 'on');
  const keys = async (schema: 'keep' | 'downgrade') => (await findings(commits.stable, schema)).map(({ key }) => key);
  expect(await findings(commits.stable, 'downgrade')).toContainEqual(
    expect.objectContaining({ key: 'tool-alembic', verdict: 'block' }),
  );
  expect(await keys('keep')).not.toContain('tool-alembic');
  expect(await keys('keep')).not.toContain('alembic-state');
  if (alembic) await fault('alembic-missing', 'off');
  await fault('bad-deploy', 'off');
});

async function findings(commit: string, schema: 'keep' | 'downgrade') {
  const run = await (await plannedShipped(at, chosen(commit, schema))).load();
  return (run.preflight as unknown as Preflight).findings;
}

describe.skipIf(!alembic)('where a migration came with the code (needs Alembic)', () => {
  /** Without its indexes and its pool it may be slower than it was; nobody is turned away. */
  const SERVING = { errorRatePercent: 0, failing: [] };
  let before: Awaited<ReturnType<typeof schema>>;
  beforeAll(async () => {
    await fault('bad-deploy', 'off');
    before = await schema();
    expect(before).toMatchObject({ revision: NEWER });
  });

  const file = () => join(checkout.folder, 'alembic/versions/803b93aca2d2_critical_indexes.py');
  const change = (make: (text: string) => string) => writeFileSync(file(), make(readFileSync(file(), 'utf8')));
  const EMPTY = 'def downgrade() -> None:\n    pass\n';

  it.each<[what: string, spoil: () => unknown, finding: object]>([
    [
      'two revisions in the database',
      () => at.query("INSERT INTO alembic_version VALUES ('ffffffffffff')"),
      { key: 'alembic-state', sentence: expect.stringContaining('has 2 rows') },
    ],
    [
      'a database that is there already',
      () => at.query('UPDATE alembic_version SET version_num = $1', [OLDER]),
      { key: 'alembic-state', sentence: expect.stringContaining('is at revision 202508230001 already') },
    ],
    [
      "no file of the revision's",
      () => rmSync(file()),
      { key: 'alembic-preview', sentence: expect.stringContaining('cannot render the downgrade') },
    ],
    [
      'a downgrade function that is empty',
      () => change((text) => text.replace(/def downgrade[\s\S]*/, EMPTY)),
      { key: 'alembic-preview', sentence: expect.stringContaining('drops nothing') },
    ],
  ])('blocks the downgrade with %s', async (_, spoil, finding) => {
    await spoil();
    const found = await findings(commits.beforeIndexes, 'downgrade');
    await checkout.git('checkout', '--quiet', '--', 'alembic');
    await at.query('DELETE FROM alembic_version');
    await at.query('INSERT INTO alembic_version VALUES ($1)', [NEWER]);
    expect(found).toContainEqual(expect.objectContaining({ verdict: 'block', ...finding }));
  });

  it('would not find its way down once the older code is checked out', async () => {
    await checkout.git('checkout', '--quiet', '--detach', commits.beforeIndexes);
    try {
      const downgrade = runBinding(at.target.inventory.commands['alembic-downgrade'], { revision: OLDER });
      await expect(downgrade).rejects.toThrow(/Can't locate revision/);
    } finally {
      await checkout.git('checkout', '--quiet', '--detach', commits.stable);
    }
    expect(await schema()).toEqual(before);
  });

  it('has the schema down before it touches the code; where the checkout fails, it goes up again', async () => {
    const run = await startedShipped(at, { ...chosen(commits.beforeIndexes, 'downgrade'), mode: 'step' });
    await workUpTo(at, run, 'check-out');
    expect(await schema()).toEqual({ revision: OLDER, indexes: 0 });
    expect(await code()).toEqual(runs(commits.stable));

    // Another git was cut off: nothing can be checked out while its lock lies there.
    const lock = join(checkout.folder, '.git', 'index.lock');
    writeFileSync(lock, '');
    expect(stepOutcomes(await goneOn(at, run, 'to_decision'))['check-out']).toMatch(
      /^failed: git ended with exit code 128/,
    );
    expect(await code()).toEqual(runs(commits.stable));
    rmSync(lock);

    const after = await wentBack(at, run);
    expect(after.state, JSON.stringify(stepOutcomes(after))).toBe('aborted');
    expect(stepOutcomes(after)['upgrade-schema']).toBe('succeeded: exit code 0');
    expect([await schema(), await code()]).toEqual([before, runs(commits.stable)]);
  });

  it('takes both back, and later both forth to the revision that was left, the code with its file first', async () => {
    await fault('failing-telegram', 'on');
    const left = await schema();
    expect([left, await code()]).toEqual([{ ...before, revision: 'c05011da7e02' }, runs(commits.consolidated)]);
    const done = await workOff(await startedShipped(at, chosen(commits.beforeIndexes, 'downgrade')));
    expect(done.state, JSON.stringify(stepOutcomes(done))).toBe('succeeded');
    expect([await schema(), await code()]).toEqual([{ revision: OLDER, indexes: 0 }, runs(commits.beforeIndexes)]);
    expect(await probed(at)).toMatchObject(SERVING);

    const back = await workOff(await startedShipped(at, chosen(commits.beforeIndexes, 'downgrade', 'way-back')));
    expect(back.state, JSON.stringify(stepOutcomes(back))).toBe('succeeded');
    const order = ['check-out-previous', 'upgrade-schema', 'reload-again', 'health-again'];
    expect(back.steps.map((step) => step.key)).toEqual(order);
    expect([await schema(), await code()]).toEqual([left, runs(commits.consolidated)]);
    expect(await probed(at)).toMatchObject({ failing: ['telegram-webhook'] });
  });
});
