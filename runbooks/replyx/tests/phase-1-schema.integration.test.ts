import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan, Preflight } from '@/lib/contracts/plan';
import { db } from '@/lib/server/db';
import { continueRun } from '@/lib/server/runs/drive-run';
import { loadRun } from '@/lib/server/runs/load-run';
import { planRun } from '@/lib/server/runs/plan-run';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import { retryStep, takeAlternative } from '@/lib/server/runs/settle-step';
import { probed, probedWell } from '@/lib/server/testing/probed';
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
import { listIndexes } from '@/sandbox/database';
import { runBinding } from '@/sandbox/testing/service';
import { findTools } from '@/sandbox/tools';

// Each runs dozens of steps, every one with its own connections and checks.
vi.setConfig({ testTimeout: 120_000 });

const { alembic } = await findTools();
const IVFFLAT = 'idx_knowledge_embeddings_ivfflat';
const MESSAGES = 'idx_messages_dialog_timestamp';
const DIALOGS = 'idx_dialogs_assistant_started';

let at: ShippedConsole;
let before: Awaited<ReturnType<typeof seen>>;

beforeAll(async () => {
  at = await openShippedConsole();
  before = await seen();
}, 90_000);
afterAll(() => at.close());

/** Every idx_ index with its definition, and what Alembic believes. */
async function seen() {
  const client = new pg.Client({ connectionString: at.target.databaseUrl });
  await client.connect();
  const indexes = await listIndexes(client);
  const { rows } = await client.query('SELECT version_num FROM alembic_version');
  await client.end();
  return { indexes: Object.fromEntries(indexes), revisions: rows.map((row) => row.version_num) };
}

const emergency = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'emergency', parameters: { alembic_after: after } }) as const;
const recommended = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'recommended', parameters: { alembic_after: after } }) as const;
const backAlone = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'way-back', parameters: { alembic_after: after } }) as const;
const findingsOf = async (run: Pick<Rollback, 'load'>) =>
  ((await run.load()).preflight as unknown as Preflight).findings;
const fault = (key: string, action: 'on' | 'off' | 'status') =>
  runBinding(at.target.inventory.faults.find((one) => one.key === key)?.[action]);

it.skipIf(!alembic)('upgrades again after the downgrade (needs Alembic)', async () => {
  const run = await startedShipped(at, { ...recommended('follow_up'), mode: 'step' });
  await workUpTo(at, run, 'list-remaining');
  expect(await seen()).toEqual({ indexes: {}, revisions: ['202508230001'] });

  const after = await wentBack(at, run);
  expect(after.state).toBe('aborted');
  expect(await seen()).toEqual(before);
  expect(stepOutcomes(after)).toMatchObject({
    'upgrade-again': 'succeeded: exit code 0',
    'create-users-email-active': 'succeeded: It was so already: nothing was run.',
    'stamp-again': 'succeeded: It was so already: nothing was run.',
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
  const reader = await readOn('dialogs');
  await continueRun(at.people.engineer, { runId: run.runId, mode: 'to_decision' });
  await workOff(run);
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

async function readOn(table: string): Promise<pg.Client> {
  const reader = new pg.Client({ connectionString: at.target.databaseUrl });
  // A test that fails before it is done with it must not end the whole file when the server goes.
  reader.on('error', () => undefined);
  await reader.connect();
  await reader.query('BEGIN');
  await reader.query(`SELECT count(*) FROM ${table}`);
  return reader;
}

it.skipIf(!alembic)(
  'mends a slow database by 1.3, whole or not at all, and times two queries (needs Alembic)',
  async () => {
    await fault('slow-database', 'on');
    const broken = await seen();
    expect(await probed(at, 2)).toMatchObject({ users: 'slow', errorRatePercent: 0 });
    const run = await startedShipped(at, { procedure: '1.3', branch: 'main', mode: 'step' });
    await workUpTo(at, run, 'alembic-downgrade');
    const reader = await readOn('dialogs');
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'to_decision' });
    await workOff(run);
    const failed = await run.step('alembic-downgrade');
    expect(failed.state).toBe('failed');
    expect(await seen()).toEqual(broken);
    await reader.end();

    await retryStep(at.people.engineer, { stepId: failed.id, epoch: failed.epoch });
    const after = await workOff(run);
    expect(after.state).toBe('succeeded');
    expect(await seen()).toEqual({ indexes: {}, revisions: ['202508230001'] });
    const outcomes = stepOutcomes(after);
    expect(outcomes['read-dialog-messages']).toMatch(
      /^succeeded: 10 rows in [\d.]+ ms; [\d.]+ ms before the rollback$/,
    );
    expect(outcomes['read-assistants']).toMatch(/^succeeded: \d rows in [\d.]+ ms; [\d.]+ ms before the rollback$/);
    const { preflight } = await run.load();
    expect(JSON.stringify(preflight)).toContain('an array column stands in for it, so there is no extension to keep');
    await probedWell(at);

    const back = await workOff(await startedShipped(at, { procedure: '1.3', branch: 'way-back' }));
    expect(back.state).toBe('succeeded');
    expect(await seen()).toEqual(before);
    await fault('slow-database', 'off');
  },
);

describe('where Alembic is missing', () => {
  beforeAll(() => fault('alembic-missing', 'on'));

  it('turns round half-way, leaves what still stands, and clears away what an interrupted build left', async () => {
    const run = await startedShipped(at, { ...emergency('follow_up'), mode: 'step' });
    await workUpTo(at, run, 'drop-assistants-user-active-created');
    const left = Object.keys(before.indexes).filter((name) => ![IVFFLAT, MESSAGES].includes(name));
    expect(Object.keys((await seen()).indexes)).toEqual(left);
    await leaveInvalid(before.indexes[MESSAGES] as string);
    expect((await seen()).indexes[MESSAGES]).toContain('(invalid)');

    const after = await wentBack(at, run);
    expect(after.state).toBe('aborted');
    expect(await seen()).toEqual(before);
    expect(stepOutcomes(after)).toMatchObject({
      'create-knowledge-embeddings-ivfflat': 'succeeded: the statement is done',
      'clear-messages-dialog-timestamp': 'succeeded: the statement is done',
      'create-messages-dialog-timestamp': 'succeeded: the statement is done',
      'clear-assistants-user-active-created': expect.stringContaining('Not needed, nothing was run'),
      'create-assistants-user-active-created': 'succeeded: It was so already: nothing was run.',
      'stamp-again': expect.stringMatching(/^skipped: /),
    });
  });

  // The last one: it leaves an index out that the others begin with.
  it('mends a slow database, and puts no index back whose definition calls a function', async () => {
    // Nobody notices that Alembic is gone.
    await probedWell(at);
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
    await probedWell(at);
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

/** A build that gives up waiting for an older transaction leaves an index that serves no query. */
async function leaveInvalid(definition: string): Promise<void> {
  const [older, builder] = [1, 2].map(() => new pg.Client({ connectionString: at.target.databaseUrl })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([older.connect(), builder.connect()]);
  await older.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await older.query('SELECT count(*) FROM dialog_messages');
  await builder.query("SET lock_timeout = '300ms'");
  await expect(builder.query(definition.replace('CREATE INDEX', 'CREATE INDEX CONCURRENTLY'))).rejects.toThrow(
    /lock timeout/,
  );
  await Promise.all([older.end(), builder.end()]);
}
