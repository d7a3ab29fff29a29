import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Plan } from '@/lib/contracts/plan';
import { db } from '@/lib/server/db';
import { observeTarget } from '@/lib/server/targets/observe-target';
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
import { ALREADY, findingOf, goneOn, inCheckout, revisionsOf, switchFault } from '@/lib/server/testing/shipped-target';
import { runBinding } from '@/sandbox/testing/service';
import { findTools } from '@/sandbox/tools';

// Each runs a dozen steps, and Alembic takes a second for each word.
vi.setConfig({ testTimeout: 240_000 });

const { alembic } = await findTools();
const HEAD = 'c05011da7e02';
const BEFORE = '803b93aca2d2';
const CONSOLIDATED = ['consolidated_001_phases.py', 'consolidated_002_telegram_bots.py'];

const state = (consolidated: 'keep' | 'move', revision = BEFORE) => ({
  procedure: '3.1',
  branch: 'downgrade',
  severity: 'medium' as const,
  parameters: { revision, consolidated },
});

let at: ShippedConsole;
beforeAll(async () => {
  if (alembic) at = await openShippedConsole();
}, 300_000);
afterAll(() => at?.close());

const versions = () => readdirSync(join(at.service.dir, 'backend/alembic/versions')).filter((f) => f.endsWith('.py'));
const kept = () => {
  const backups = join(at.service.dir, 'backups');
  const folders = readdirSync(backups).filter((name) => name.startsWith('consolidated_'));
  return folders.flatMap((name) => readdirSync(join(backups, name))).sort();
};
const telegram = async () => await at.query('SELECT id, telegram_token FROM assistants ORDER BY id');

it.skipIf(!alembic)('offers the revisions of the history to choose from, and refuses what is not below', async () => {
  await switchFault(at, 'failing-telegram', 'on');
  const target = await db().target.findFirstOrThrow({ where: { key: at.target.key } });
  await observeTarget({ targetId: target.id });
  const { observed } = await db().target.findUniqueOrThrow({ where: { id: target.id } });
  expect((observed as { choices: Record<string, unknown> }).choices['alembic-history']).toMatchObject([
    { value: HEAD, title: 'Consolidated: Telegram bots get a table of their own (head, now)' },
    { value: 'c05011da7e01' },
    { value: BEFORE, title: 'Critical indexes and pgvector', detail: 'comes after 202508230001' },
    { value: '202508230001', detail: 'the first revision' },
  ]);
  const unknown = findingOf(await (await plannedShipped(at, state('keep', 'deadbeef0000'))).load(), 'alembic-target');
  expect(unknown).toMatchObject({ verdict: 'block', sentence: 'The history has no revision deadbeef0000.' });
  expect(unknown?.details).toContain(BEFORE);
  const same = findingOf(await (await plannedShipped(at, state('keep', HEAD))).load(), 'alembic-target');
  expect(same).toMatchObject({ verdict: 'warn', sentence: expect.stringContaining('will change nothing') });
});

it.skipIf(!alembic)(
  'downgrades, validates the schema and mends Telegram; the way back alone brings the head back',
  async () => {
    expect(await probed(at, 2)).toMatchObject({ users: 'failing', failing: ['telegram-webhook'] });
    const run = await startedShipped(at, state('keep'));
    expect(findingOf(await run.load(), 'expected-schema')?.details).toEqual(
      expect.arrayContaining([
        'goes: table telegram_bots',
        'goes: foreign key telegram_bots assistant_id to assistants',
      ]),
    );
    const after = await workOff(run);
    expect(after.state).toBe('succeeded');
    expect(await revisionsOf(at)).toEqual([BEFORE]);
    await probedMended(at);
    expect(versions()).toEqual(expect.arrayContaining(CONSOLIDATED));

    expect((await workOff(await startedShipped(at, { ...state('keep'), branch: 'way-back' }))).state).toBe('succeeded');
    expect(await revisionsOf(at)).toEqual([HEAD]);
  },
);

it.skipIf(!alembic)('sees what a migration left behind, and what somebody took away', async () => {
  await at.query('ALTER TABLE documents RENAME COLUMN is_processed TO processed');
  const run = await startedShipped(at, { ...state('keep'), mode: 'step' });
  expect(findingOf(await run.load(), 'expected-schema-deviations')).toMatchObject({
    verdict: 'warn',
    details: ['column documents.is_processed bool not null'],
  });
  await workUpTo(at, run, 'validate-schema');
  await at.query('CREATE TABLE telegram_bots (assistant_id integer)');
  expect(stepOutcomes(await goneOn(at, run))['validate-schema']).toMatch(
    /^failed: .*the schema is what its migrations make/,
  );
  await at.query('DROP TABLE telegram_bots');
  expect(stepOutcomes(await wentBack(at, run)).upgrade).toBe('succeeded: exit code 0');
  await at.query('ALTER TABLE documents RENAME COLUMN processed TO is_processed');
  expect(await revisionsOf(at)).toEqual([HEAD]);
});

it.skipIf(!alembic)(
  'moves exactly the consolidated files aside, generates one migration, and takes all of it back by a plan of its own',
  async () => {
    const tokens = await telegram();
    const run = await startedShipped(at, state('move'));
    const plan = (await run.load()).plan as unknown as Plan;
    const move = plan.steps.find(({ key }) => key === 'move-files');
    expect(move?.display).toMatch(/consolidated_001_phases\.py .*consolidated_002_telegram_bots\.py$/);
    expect(move?.display).not.toContain('*');
    expect((await workOff(run)).state).toBe('succeeded');

    const [generated] = versions().filter((name) => name.startsWith('restore_'));
    expect(generated).toMatch(/^restore_\d{8}_\d{6}_restore_original_migrations\.py$/);
    expect(versions().filter((name) => name.startsWith('consolidated_'))).toEqual([]);
    expect(kept()).toEqual(CONSOLIDATED);
    expect(await runBinding(at.target.inventory.commands['alembic-heads'])).toMatch(/^restore_\d{8}_\d{6} \(head\)$/);
    const text = readFileSync(join(at.service.dir, 'backend/alembic/versions', generated ?? ''), 'utf8');
    expect(text).toContain('Restore original migrations');
    expect(text).toContain(`down_revision = '${BEFORE}'`);
    expect(findingOf(await run.load(), 'consolidated-files')?.sentence).toMatch(
      /^2 files are moved to .*differs from its commit/,
    );

    const back = await startedShipped(at, { ...state('move'), branch: 'way-back' });
    expect(findingOf(await back.load(), 'git-clean')).toMatchObject({ verdict: 'warn' });
    expect(stepOutcomes(await workOff(back))).toMatchObject({
      'move-generated': 'succeeded: exit code 0',
      'move-back': 'succeeded: exit code 0',
      upgrade: 'succeeded: exit code 0',
    });
    expect(await inCheckout(at, 'status', '--porcelain')).toBe('');
    expect(await revisionsOf(at)).toEqual([HEAD]);
    expect(await telegram()).toEqual(tokens);
  },
);

it.skipIf(!alembic)(
  'stops half way where a file has changed since it was shown; comes back from there, and from after the move',
  async () => {
    const run = await startedShipped(at, { ...state('move'), mode: 'step' });
    await workUpTo(at, run, 'move-files');
    const file = join(at.service.dir, 'backend/alembic/versions', CONSOLIDATED[0] as string);
    appendFileSync(file, '# edited meanwhile\n');
    expect(stepOutcomes(await goneOn(at, run))['move-files']).toMatch(
      /^failed: Nothing was run, because the files are the ones/,
    );
    await inCheckout(at, 'checkout', '--', 'alembic/versions');

    expect(stepOutcomes(await wentBack(at, run))).toMatchObject({
      'move-generated': ALREADY,
      'move-back': ALREADY,
      upgrade: 'succeeded: exit code 0',
    });
    expect(await revisionsOf(at)).toEqual([HEAD]);

    const further = await startedShipped(at, { ...state('move'), mode: 'step' });
    await workUpTo(at, further, 'autogenerate');
    expect(versions()).toEqual(expect.not.arrayContaining(CONSOLIDATED));
    expect((await wentBack(at, further)).state).toBe('aborted');
    expect(await inCheckout(at, 'status', '--porcelain')).toBe('');
    expect(await revisionsOf(at)).toEqual([HEAD]);
  },
);
