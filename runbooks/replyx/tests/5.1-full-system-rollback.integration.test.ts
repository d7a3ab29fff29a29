import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Finding, Plan, Preflight } from '@/lib/contracts/plan';
import { FINISH } from '@/lib/domain/expand-procedure';
import { getCurrentRunbook } from '@/lib/server/runbooks/store-runbook';
import { nextStep } from '@/lib/server/runs/drive-run';
import type { LoadedRun } from '@/lib/server/runs/load-run';
import { completeManual, takeAlternative } from '@/lib/server/runs/settle-step';
import { type Rollback, workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  plannedShipped,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
} from '@/lib/server/testing/shipped';
import {
  ALREADY,
  failingEndpoints,
  findingOf,
  inCheckout,
  revisionsOf,
  switchFault,
} from '@/lib/server/testing/shipped-target';
import { listIndexes } from '@/sandbox/database';
import { sandboxPaths } from '@/sandbox/paths';
import { isOurs, readPid } from '@/sandbox/processes';
import { findTools } from '@/sandbox/tools';

// Each runs dozens of steps, every one with its own connections and checks, and Alembic takes a second for each word.
vi.setConfig({ testTimeout: 240_000 });

const { alembic } = await findTools();
const CONSOLIDATED = 'c05011da7e02';
const OPTIMISED = '803b93aca2d2';
const BASELINE = '202508230001';
const VECTOR = ['idx_knowledge_embeddings_hnsw', 'idx_knowledge_embeddings_ivfflat'];

let at: ShippedConsole;
let before: Awaited<ReturnType<typeof seen>>;
/** The ways to begin with, as the runbook writes them out of the parts' own. */
let forward: string;
/** From before phase 1. */
let stable: string;

beforeAll(async () => {
  if (!alembic) return;
  at = await openShippedConsole();
  await switchFault(at, 'failing-telegram', 'on');
  const { content } = await getCurrentRunbook();
  forward = content.procedures.find(({ key }) => key === '5.1')?.branches[0]?.key ?? '';
  stable = await inCheckout(at, 'log', '--format=%H', '--grep', 'Let Alembic own the schema');
  before = await seen();
}, 300_000);
afterAll(() => at?.close());

/** Everything that one of the phases changes, and what users see of it. */
async function seen() {
  const client = new pg.Client({ connectionString: at.target.databaseUrl });
  await client.connect();
  const indexes = Object.fromEntries(await listIndexes(client));
  await client.end();
  const paths = sandboxPaths(at.service.dir);
  return {
    isPooled: !readFileSync(join(paths.backend, 'database/connection.py'), 'utf8').includes('poolclass=NullPool'),
    isMonitored: isOurs(readPid(paths.monitorPid), paths.backend),
    revisions: await revisionsOf(at),
    indexes,
    files: await inCheckout(at, 'rev-parse', 'HEAD^{tree}'),
    uncommitted: await inCheckout(at, 'status', '--porcelain'),
    failing: await failingEndpoints(at),
  };
}

const whole = (branch = forward, commit = stable, revision = OPTIMISED) => ({
  procedure: '5.1',
  branch,
  parameters: {
    ...{ phase_4: 'roll_back', phase_3: 'roll_back', phase_2: 'roll_back', phase_1: 'roll_back' },
    ...{ p4_1_objects: 'keep', p3_1_revision: revision, p1_2_alembic_after: 'follow_up', p1_1_stable_commit: commit },
  },
});
const without = (indexes: Record<string, string>, names: string[]) =>
  Object.fromEntries(Object.entries(indexes).filter(([name]) => !names.includes(name)));
const blocking = (run: LoadedRun): Finding[] =>
  (run.preflight as unknown as Preflight).findings.filter(({ verdict }) => verdict === 'block');
const planOf = (run: LoadedRun) => run.plan as unknown as Plan;

/** The driver's word at a decision; the key of the step that waits afterwards. */
async function goOn(run: Rollback): Promise<string> {
  const { id, epoch } = nextStep(await run.load());
  await completeManual(at.people.engineer, { stepId: id, epoch, note: 'Users still suffer.' });
  return nextStep(await workOff(run)).key;
}

async function stopHere(run: Rollback): Promise<LoadedRun> {
  const { id, epoch } = nextStep(await run.load());
  await takeAlternative(at.people.engineer, { stepId: id, epoch, branch: FINISH, reason: 'Users are well again.' });
  return workOff(run);
}

it.skipIf(!alembic)(
  'rolls the phases back last first, with a decision after each, and all of it comes back',
  async () => {
    const run = await startedShipped(at, whole());
    expect(before).toMatchObject({ isPooled: true, isMonitored: true, revisions: [CONSOLIDATED] });
    expect(before.failing).toEqual(['telegram-webhook']);

    expect(nextStep(await workOff(run)).key).toBe('decide-after-phase-4');
    const without4 = await seen();
    expect(without4).toEqual({
      ...before,
      isPooled: false,
      isMonitored: false,
      files: expect.not.stringMatching(before.files),
    });
    expect(await goOn(run)).toBe('decide-after-phase-3');
    const without3 = { ...without4, revisions: [OPTIMISED], failing: [] };
    expect(await seen()).toEqual(without3);
    expect(await goOn(run)).toBe('decide-after-phase-2');
    expect(await seen()).toEqual({ ...without3, indexes: without(before.indexes, VECTOR) });

    const { id, epoch } = nextStep(await run.load());
    await completeManual(at.people.engineer, { stepId: id, epoch, note: 'To the end.' });
    const done = await workOff(run);
    expect(done.state, JSON.stringify(stepOutcomes(done))).toBe('succeeded');
    expect(stepOutcomes(done)['whole-validation']).toBe('succeeded: All 5 answer as expected');
    const files = await inCheckout(at, 'rev-parse', `${stable}^{tree}`);
    expect(await seen()).toEqual({ ...without3, revisions: [BASELINE], indexes: {}, files });

    const back = await workOff(await startedShipped(at, whole('way-back')));
    expect(back.state, JSON.stringify(stepOutcomes(back))).toBe('succeeded');
    expect(await seen()).toEqual(before);
  },
);

it.skipIf(!alembic)('turns round in the middle: what three phases did and one half did is taken back', async () => {
  const run = await startedShipped(at, whole());
  await workOff(run);
  expect(await goOn(run)).toBe('decide-after-phase-3');
  // Somebody reads on: the drop does not get its lock, and leaves an index that serves no query.
  const reader = new pg.Client({ connectionString: at.target.databaseUrl });
  reader.on('error', () => undefined);
  await reader.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM knowledge_embeddings');
  expect(await goOn(run)).toBe('p2-1-drop-knowledge-embeddings-ivfflat');
  await reader.end();
  const half = await seen();
  expect(half).toMatchObject({ isPooled: false, isMonitored: false, revisions: [OPTIMISED], failing: [] });
  expect(half.indexes[VECTOR[1] as string]).toContain('(invalid)');

  const after = await wentBack(at, run);
  expect(after.state, JSON.stringify(stepOutcomes(after))).toBe('aborted');
  expect(stepOutcomes(after)).toMatchObject({
    'p1-1-check-out-previous': expect.stringContaining('Not needed, nothing was run'),
    'p1-2-upgrade-again': ALREADY,
    'p1-2-stamp-again': ALREADY,
    'p3-1-upgrade': 'succeeded: exit code 0',
    'p4-2-revert-commit': 'succeeded: exit code 0',
  });
  expect(await seen()).toEqual(before);
});

it.skipIf(!alembic)('turns round in its first part, and leaves alone what it has not reached', async () => {
  await inCheckout(at, 'config', 'user.useConfigOnly', 'true');
  await inCheckout(at, 'config', '--unset', 'user.email');
  const run = await startedShipped(at, whole());
  expect(nextStep(await workOff(run)).key).toBe('p4-2-commit-change');
  await inCheckout(at, 'config', 'user.email', 'deploy@replyx.example');
  expect((await seen()).uncommitted).not.toBe('');

  const after = await wentBack(at, run);
  expect(after.state, JSON.stringify(stepOutcomes(after))).toBe('aborted');
  expect(stepOutcomes(after)).toMatchObject({
    'p1-2-upgrade-again': expect.stringContaining('Not needed, nothing was run'),
    'p1-2-stamp-again': expect.stringContaining('Not needed, nothing was run'),
    'p3-1-upgrade': ALREADY,
    'p4-1-start-monitor': ALREADY,
    'p4-2-take-change-away': 'succeeded: exit code 0',
  });
  expect(await seen()).toEqual(before);
});

it.skipIf(!alembic)(
  'stops at the first phase that is enough; planned again, it passes over what holds already',
  async () => {
    const run = await startedShipped(at, whole());
    await workOff(run);
    expect(await goOn(run)).toBe('decide-after-phase-3');
    const stopped = await stopHere(run);
    expect(stopped.state).toBe('succeeded');
    expect(stepOutcomes(stopped)).toMatchObject({
      'p2-1-drop-knowledge-embeddings-ivfflat': 'skipped: Not needed: another branch was taken.',
      'whole-validation': 'succeeded: All 5 answer as expected',
    });
    const enough = await seen();
    expect(enough).toMatchObject({ isPooled: false, revisions: [OPTIMISED], indexes: before.indexes, failing: [] });

    const again = await startedShipped(at, whole());
    const planned = await again.load();
    expect(findingOf(planned, '4.2-pool-change')).toMatchObject({
      verdict: 'ok',
      sentence: expect.stringContaining('uses NullPool already. Nothing is to be done'),
    });
    const skipped = Object.fromEntries(planOf(planned).steps.map((step) => [step.key, step.plannedSkip]));
    expect(skipped).toMatchObject({
      'p4-2-apply-change': 'database/connection.py uses NullPool already.',
      'p4-2-commit-change': 'database/connection.py uses NullPool already.',
      'p4-1-stop-monitor': 'No such process was running when the preflight looked.',
    });
    await workOff(again);
    expect(await goOn(again)).toBe('decide-after-phase-3');
    expect(stepOutcomes(await again.load())['p3-1-downgrade']).toBe(ALREADY);
    expect(await seen()).toEqual(enough);
    await stopHere(again);
  },
);

it.skipIf(!alembic)(
  'says which phase to leave out where one cannot be rolled back, and where one would undo another',
  async () => {
    const pooled = await inCheckout(at, 'log', '--format=%H', '--grep', 'Watch query times and pool connections');
    const run = await (await plannedShipped(at, whole(forward, pooled, BASELINE))).load();
    expect(findingOf(run, 'pool-at-commit')).toMatchObject({
      verdict: 'warn',
      remedy: 'Choose a commit from before phase 4, or leave phase 4 out of the plan.',
    });
    expect(blocking(run)).toMatchObject([
      {
        sentence: `1.2: The parts before lead to revision ${BASELINE}, not to ${OPTIMISED}.`,
        remedy: `Choose ${OPTIMISED} there. Or leave phase 1 out of the plan.`,
      },
    ]);
    await inCheckout(at, 'checkout', '--quiet', stable);
    const lost = blocking(await (await plannedShipped(at, whole())).load());
    expect(lost.map(({ key }) => key)).toContain('3.1-alembic-target');
    for (const { remedy } of lost) expect(remedy).toMatch(/ Or leave phase [1-4] out of the plan\.$/);
  },
);
