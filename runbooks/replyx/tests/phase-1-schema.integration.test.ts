import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Plan } from '@/lib/contracts/plan';
import { retryStep } from '@/lib/server/runs/settle-step';
import { workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { ALREADY, goneOn, revisionsOf, switchFault } from '@/lib/server/testing/shipped-target';
import { listIndexes } from '@/sandbox/database';
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
  await client.end();
  return { indexes: Object.fromEntries(indexes), revisions: await revisionsOf(at) };
}

const emergency = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'emergency', parameters: { alembic_after: after } }) as const;
const backAlone = (after: 'stamp' | 'follow_up') =>
  ({ procedure: '1.2', branch: 'way-back', parameters: { alembic_after: after } }) as const;

it.skipIf(!alembic)('upgrades again after the downgrade (needs Alembic)', async () => {
  const chosen = { procedure: '1.2', branch: 'recommended', parameters: { alembic_after: 'follow_up' } };
  const run = await startedShipped(at, { ...chosen, mode: 'step' });
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

it.skipIf(!alembic)('after the emergency path with a stamp, can be planned alone from what that run kept', async () => {
  const run = await startedShipped(at, emergency('stamp'));
  expect((await workOff(run)).state).toBe('succeeded');
  const dropped = await seen();
  expect(dropped.revisions).toEqual(['202508230001']);
  expect(Object.keys(before.indexes).length - Object.keys(dropped.indexes).length).toBe(8);

  const back = await workOff(await startedShipped(at, backAlone('stamp')));
  expect(back.state).toBe('succeeded');
  expect(await seen()).toEqual(before);
  expect(stepOutcomes(back)).toMatchObject({
    'upgrade-again': expect.stringContaining('Not needed, nothing was run'),
    'create-knowledge-embeddings-ivfflat': 'succeeded: the statement is done',
    'stamp-again': 'succeeded: exit code 0',
  });
});

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
    'create-assistants-user-active-created': ALREADY,
    'stamp-again': ALREADY,
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

it.skipIf(!alembic)('takes the migration back whole or not at all, and times two queries (needs Alembic)', async () => {
  const chosen = { procedure: '1.3', branch: 'main' } as const;
  const reader = new pg.Client({ connectionString: at.target.databaseUrl });
  // A test that fails before it is done with it must not end the whole file when the server goes.
  reader.on('error', () => undefined);
  await reader.connect();
  const run = await startedShipped(at, { ...chosen, mode: 'step' });
  await workUpTo(at, run, 'alembic-downgrade');
  // Somebody reads on: the migration does not get its lock, and gives up with nothing changed.
  await reader.query('BEGIN');
  await reader.query('SELECT count(*) FROM dialogs');
  await goneOn(at, run, 'to_decision');
  const failed = await run.step('alembic-downgrade');
  expect(failed.state).toBe('failed');
  expect(await seen()).toEqual(before);
  await reader.end();

  await retryStep(at.people.engineer, { stepId: failed.id, epoch: failed.epoch });
  const after = await workOff(run);
  expect(after.state).toBe('succeeded');
  expect(await seen()).toEqual({ indexes: {}, revisions: ['202508230001'] });
  const outcomes = stepOutcomes(after);
  expect(outcomes['read-dialog-messages']).toMatch(/^succeeded: 10 rows in [\d.]+ ms; [\d.]+ ms before the rollback$/);
  expect(outcomes['read-assistants']).toMatch(/^succeeded: \d rows in [\d.]+ ms; [\d.]+ ms before the rollback$/);
  const { preflight } = await run.load();
  expect(JSON.stringify(preflight)).toContain('an array column stands in for it, so there is no extension to keep');

  const back = await workOff(await startedShipped(at, { procedure: '1.3', branch: 'way-back' }));
  expect(back.state).toBe('succeeded');
  expect(await seen()).toEqual(before);
});

// The last one: it leaves an index out that the others begin with.
it('mends a slow database where Alembic is missing, and puts no index back whose definition calls a function', async () => {
  await switchFault(at, 'slow-database', 'on');
  await switchFault(at, 'alembic-missing', 'on');
  try {
    const run = await startedShipped(at, emergency('follow_up'));
    expect((await workOff(run)).state).toBe('succeeded');
    const { plan, preflight } = await run.load();
    const create = (plan as unknown as Plan).steps.find((s) => s.key === 'create-dialogs-assistant-started');
    expect(create?.plannedSkip).toMatch(/by hand, since .*dialog_activity_rank/);
    expect(JSON.stringify(preflight)).toContain('1 of the indexes will not be put back by the console');

    const back = await workOff(await startedShipped(at, backAlone('follow_up')));
    expect(back.state).toBe('succeeded');
    const { [DIALOGS]: slow, ...others } = before.indexes;
    expect(slow).toBeDefined();
    expect(await seen()).toEqual({ ...before, indexes: others });
  } finally {
    await switchFault(at, 'alembic-missing', 'off');
    await switchFault(at, 'slow-database', 'off');
  }
});
