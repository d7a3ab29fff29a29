import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { preflightOf } from '@/lib/server/runs/load-run';
import { retryStep } from '@/lib/server/runs/settle-step';
import { probed, probedMended } from '@/lib/server/testing/probed';
import { workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { goneOn, switchFault } from '@/lib/server/testing/shipped-target';
import { findTools } from '@/sandbox/tools';
import { readOn, type SchemaSeen, schemaSeen } from './indexes.fixture';

// Alembic is started several times, on a machine that may do other things besides.
vi.setConfig({ testTimeout: 120_000 });

const { alembic } = await findTools();

let at: ShippedConsole;
let before: SchemaSeen;

beforeAll(async () => {
  at = await openShippedConsole();
  before = await schemaSeen(at);
}, 90_000);
afterAll(() => at?.close());

const fault = (key: string, action: 'on' | 'off') => switchFault(at, key, action);

async function forecastOf(run: Awaited<ReturnType<typeof startedShipped>>, key: string) {
  const loaded = await run.load();
  return preflightOf(loaded)?.forecasts?.[loaded.steps.find((step) => step.key === key)?.ordinal ?? -1];
}

it.skipIf(!alembic)('mends a slow database, whole or not at all, and times two queries (needs Alembic)', async () => {
  await fault('slow-database', 'on');
  const broken = await schemaSeen(at);
  expect(await probed(at, 2)).toMatchObject({ users: 'slow', errorRatePercent: 0 });
  const run = await startedShipped(at, { procedure: '1.3', branch: 'main', mode: 'step' });
  await workUpTo(at, run, 'alembic-downgrade');
  const forecast = await forecastOf(run, 'alembic-downgrade');
  expect(forecast, 'the plan said so before').toMatchObject({
    lock: expect.stringMatching(
      /^Nobody can read or write [^(]*\bdialogs\b[^(]* meanwhile: both wait \(ACCESS EXCLUSIVE\)/,
    ),
    isBlocking: true,
    touches: expect.arrayContaining([expect.stringMatching(/^\d+ indexes of dialogs \(/)]),
  });
  const reader = await readOn(at, 'dialogs');
  await goneOn(at, run, 'to_decision');
  const failed = await run.step('alembic-downgrade');
  expect(failed.state).toBe('failed');
  expect(await schemaSeen(at)).toEqual(broken);
  await reader.end();

  await retryStep(at.people.engineer, { stepId: failed.id, epoch: failed.epoch });
  const after = await workOff(run);
  expect(after.state).toBe('succeeded');
  expect(await schemaSeen(at)).toEqual({ indexes: {}, revisions: ['202508230001'] });
  const outcomes = stepOutcomes(after);
  expect(outcomes['read-dialog-messages']).toMatch(/^succeeded: 10 rows in [\d.]+ ms; [\d.]+ ms before the rollback$/);
  expect(outcomes['read-assistants']).toMatch(/^succeeded: \d rows in [\d.]+ ms; [\d.]+ ms before the rollback$/);
  const { preflight } = await run.load();
  expect(JSON.stringify(preflight)).toContain('an array column stands in for it, so there is no extension to keep');
  await probedMended(at);

  const back = await workOff(await startedShipped(at, { procedure: '1.3', branch: 'way-back' }));
  expect(back.state).toBe('succeeded');
  expect(await schemaSeen(at)).toEqual(before);
  await fault('slow-database', 'off');
});
