import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan, Preflight } from '@/lib/contracts/plan';
import { db } from '@/lib/server/db';
import { loadRun } from '@/lib/server/runs/load-run';
import { planRun } from '@/lib/server/runs/plan-run';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import { takeAlternative } from '@/lib/server/runs/settle-step';
import { probed, probedMended } from '@/lib/server/testing/probed';
import { type Rollback, workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  plannedShipped,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { ALREADY, goneOn, switchFault } from '@/lib/server/testing/shipped-target';
import { findTools } from '@/sandbox/tools';
import { readOn, type SchemaSeen, schemaSeen } from './indexes.fixture';

// Each runs dozens of steps, every one with its own connections and checks.
vi.setConfig({ testTimeout: 120_000 });

const { alembic } = await findTools();
const IVFFLAT = 'idx_knowledge_embeddings_ivfflat';
const MESSAGES = 'idx_messages_dialog_timestamp';
const DIALOGS = 'idx_dialogs_assistant_started';

let at: ShippedConsole;
let before: SchemaSeen;

beforeAll(async () => {
  at = await openShippedConsole();
  before = await seen();
}, 90_000);
afterAll(() => at?.close());

const seen = () => schemaSeen(at);
const emergency = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'emergency', parameters: { alembic_after: after } }) as const;
const recommended = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'recommended', parameters: { alembic_after: after } }) as const;
const backAlone = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'way-back', parameters: { alembic_after: after } }) as const;
const findingsOf = async (run: Pick<Rollback, 'load'>) =>
  ((await run.load()).preflight as unknown as Preflight).findings;
const fault = (key: string, action: 'on' | 'off' | 'status') => switchFault(at, key, action);

it.skipIf(!alembic)('upgrades again after the downgrade (needs Alembic)', async () => {
  const run = await startedShipped(at, { ...recommended('follow_up'), mode: 'step' });
  await workUpTo(at, run, 'list-remaining');
  expect(await seen()).toEqual({ indexes: {}, revisions: ['202508230001'] });

  const after = await wentBack(at, run);
  expect(after.state).toBe('aborted');
  expect(await seen()).toEqual(before);
  expect(stepOutcomes(after)).toMatchObject({
    'upgrade-again': 'succeeded: exit code 0',
    'create-users-email-active': ALREADY,
    'stamp-again': ALREADY,
  });
});

it.skipIf(!alembic)('refuses the emergency path while Alembic works, until its downgrade has failed', async () => {
  const failed = await failedDowngrade();
  expect(await findingsOf(await plannedShipped(at, emergency('stamp')))).toContainEqual(
    expect.objectContaining({ key: 'alembic-first', verdict: 'block' }),
  );

  const { id: stepId, epoch } = await failed.step('alembic-downgrade');
  await takeAlternative(at.people.engineer, { stepId, epoch, branch: 'emergency', reason: 'Somebody reads on.' });
  expect((await workOff(failed)).state).toBe('succeeded');
  const dropped = await seen();
  expect(dropped.revisions).toEqual(['202508230001']);
  expect(Object.keys(before.indexes).length - Object.keys(dropped.indexes).length).toBe(8);

  // Planned alone, from what that run kept.
  const back = await workOff(await startedShipped(at, backAlone('stamp')));
  expect(back.state).toBe('succeeded');
  expect(await seen()).toEqual(before);
  expect(stepOutcomes(back)).toMatchObject({
    'upgrade-again': expect.stringContaining('Not needed, nothing was run'),
    'create-knowledge-embeddings-ivfflat': 'succeeded: the statement is done',
    'stamp-again': 'succeeded: exit code 0',
  });

  expect(await findingsOf(await plannedInIncident(failed))).toContainEqual(
    expect.objectContaining({ key: 'alembic-first', verdict: 'ok', sentence: expect.stringContaining('go through') }),
  );
});

/** Somebody reads on in a transaction, so Alembic does not get its locks and gives up with nothing changed. */
async function failedDowngrade(): Promise<Rollback> {
  const run = await startedShipped(at, { ...recommended('stamp'), mode: 'step' });
  await workUpTo(at, run, 'alembic-downgrade');
  const reader = await readOn(at, 'dialogs');
  await goneOn(at, run, 'to_decision');
  expect((await run.step('alembic-downgrade')).state).toBe('failed');
  expect(await seen()).toEqual(before);
  await reader.end();
  return run;
}

/** The emergency path once more, in the incident of a run. */
async function plannedInIncident({ incidentCode }: Rollback): Promise<Pick<Rollback, 'load'>> {
  const { branch, parameters } = emergency('follow_up');
  const wanted = { incidentCode, procedureKey: '1.2', branch, parameters };
  const { runId } = await prepareRun(at.people.engineer, wanted);
  await planRun({ runId });
  return { load: () => loadRun(db(), runId) };
}

describe('where Alembic is missing', () => {
  beforeAll(() => fault('alembic-missing', 'on'));

  it('turns round where a drop fails half-way, and clears away the invalid index that it leaves', async () => {
    const run = await startedShipped(at, { ...emergency('follow_up'), mode: 'step' });
    await workUpTo(at, run, 'drop-messages-dialog-timestamp');
    // It marks the index as invalid, then waits for whoever still uses its table, and gives up.
    const reader = await readOn(at, 'dialog_messages');
    const failed = stepOutcomes(await goneOn(at, run, 'to_decision'));
    await reader.end();
    expect(failed['drop-messages-dialog-timestamp']).toMatch(/^failed: .*lock/);
    expect(failed['drop-assistants-user-active-created']).toBe('pending: ');
    const { [IVFFLAT]: _gone, [MESSAGES]: whole, ...others } = before.indexes;
    const left = await seen();
    expect(left).toMatchObject({ indexes: others, revisions: before.revisions });
    expect(Object.keys(left.indexes)).toHaveLength(Object.keys(others).length + 1);
    expect(left.indexes[MESSAGES]).toBe(`${whole} (invalid)`);

    const after = await wentBack(at, run);
    expect(after.state).toBe('aborted');
    expect(await seen()).toEqual(before);
    expect(stepOutcomes(after)).toMatchObject({
      'create-knowledge-embeddings-ivfflat': 'succeeded: the statement is done',
      'clear-messages-dialog-timestamp': 'succeeded: the statement is done',
      'create-messages-dialog-timestamp': 'succeeded: the statement is done',
      'clear-assistants-user-active-created': expect.stringContaining('Not needed, nothing was run'),
      'create-assistants-user-active-created': ALREADY,
      'stamp-again': expect.stringMatching(/^skipped: /),
    });
  });

  // The last one: it leaves an index out that the others begin with.
  it('mends a slow database, and puts no index back whose definition calls a function', async () => {
    // Nobody notices that Alembic is gone.
    await probedMended(at);
    await fault('slow-database', 'on');
    expect(await probed(at, 2)).toMatchObject({ users: 'slow', errorRatePercent: 0 });
    const run = await startedShipped(at, emergency('follow_up'));
    expect(await findingsOf(run)).toContainEqual(
      expect.objectContaining({
        key: 'alembic-first',
        verdict: 'ok',
        sentence: expect.stringContaining('not on this'),
      }),
    );
    expect((await workOff(run)).state).toBe('succeeded');
    expect(await fault('slow-database', 'status')).toBe('off');
    await probedMended(at);
    const { plan, preflight } = await run.load();
    const create = (plan as unknown as Plan).steps.find((s) => s.key === 'create-dialogs-assistant-started');
    expect(create?.plannedSkip).toMatch(/by hand, since .*dialog_activity_rank/);
    expect(JSON.stringify(preflight)).toContain('1 of the indexes will not be put back by the console');

    const back = await workOff(await startedShipped(at, backAlone('follow_up')));
    expect(back.state).toBe('succeeded');
    const { [DIALOGS]: slow, ...others } = before.indexes;
    expect(slow).toBeDefined();
    expect(await seen()).toEqual({ ...before, indexes: others });
  });
});
