import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Preflight } from '@/lib/contracts/plan';
import { db } from '@/lib/server/db';
import { planRun } from '@/lib/server/runs/plan-run';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import { observeTarget } from '@/lib/server/targets/observe-target';
import { declare, workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { measure } from '@/sandbox/testing/measure';
import { runBinding } from '@/sandbox/testing/service';
import { findTools } from '@/sandbox/tools';

// Each runs Alembic several times, on a machine that may do other things besides.
vi.setConfig({ testTimeout: 120_000 });

const { alembic } = await findTools();
const BEFORE = '803b93aca2d2';
const chosen = (consolidated: 'keep' | 'move', revision = BEFORE) => ({
  procedure: '3.1',
  branch: 'downgrade',
  parameters: { revision, consolidated },
});

let at: ShippedConsole;
beforeAll(async () => {
  at = await openShippedConsole();
}, 90_000);
afterAll(() => at?.close());

const fault = (action: 'on' | 'off') =>
  runBinding(at.target.inventory.faults.find((one) => one.key === 'failing-telegram')?.[action]);
const revision = async () => (await at.query<{ v: string }>('select version_num as v from alembic_version'))[0]?.v;
const failing = async () => (await measure(at.target.inventory.endpoints, 2)).failing;
const versions = () => readdirSync(join(at.service.dir, 'backend/alembic/versions')).filter((f) => f.endsWith('.py'));
const consolidated = () => versions().filter((name) => name.startsWith('consolidated_'));

describe.skipIf(!alembic)('3.1 on a sandbox whose migrations were consolidated (needs Alembic)', () => {
  it('offers the revisions of the history to choose from', async () => {
    await fault('on');
    const { id } = await db().target.findUniqueOrThrow({ where: { key: at.target.key } });
    await observeTarget({ targetId: id });
    const { observed } = await db().target.findUniqueOrThrow({ where: { id } });
    const { choices } = observed as { choices: Record<string, { value: string; title: string }[]> };
    expect(choices['alembic-history']?.map(({ value }) => value)).toEqual(
      expect.arrayContaining([BEFORE, '202508230001']),
    );
    expect(choices['alembic-history']?.[0]?.title).toContain('(head');
  });

  it.each([
    ['an unknown revision', 'ffffffffffff', /The history has no revision ffffffffffff/],
    ['the one that the database is at', null, /already; the downgrade will change nothing/],
  ])('answers %s clearly, before anybody approves', async (_, wanted, sentence) => {
    const parameters = { revision: wanted ?? String(await revision()), consolidated: 'keep' };
    const { code } = await declare(at, { target: { key: at.target.key, folder: at.folder } });
    const { runId } = await prepareRun(at.people.engineer, {
      incidentCode: code,
      procedureKey: '3.1',
      branch: 'downgrade',
      parameters,
    });
    await planRun({ runId });
    const run = await db().run.findUniqueOrThrow({ where: { id: runId } });
    const { findings } = run.preflight as unknown as Preflight;
    expect(findings.find((f) => f.key === 'alembic-target')).toMatchObject({
      sentence: expect.stringMatching(sentence),
    });
  });

  it('turned round half-way, puts the files back and the schema up again', async () => {
    const [left, files] = [await revision(), versions().sort()];
    const run = await startedShipped(at, { ...chosen('move'), mode: 'step' });
    await workUpTo(at, run, 'autogenerate');
    expect(consolidated()).toEqual([]);
    expect(await revision()).toBe(BEFORE);
    const back = await wentBack(at, run);
    expect(back.state, JSON.stringify(stepOutcomes(back))).toBe('aborted');
    expect([await revision(), versions().sort()]).toEqual([left, files]);
  });

  it('moves the named files aside, generates the original migrations with one head, and mends the feature', async () => {
    expect(await failing()).toEqual(['telegram-webhook']);
    const run = await startedShipped(at, chosen('move'));
    const done = await workOff(run);
    expect(done.state, JSON.stringify(stepOutcomes(done))).toBe('succeeded');
    expect(await revision()).toBe(BEFORE);
    expect(consolidated()).toEqual([]);
    expect(versions().filter((name) => name.endsWith('_restore_original_migrations.py'))).toHaveLength(1);
    const { facts } = done.plan as unknown as { facts: Record<string, string> };
    for (const path of (facts.consolidated_aside as string).split(', '))
      expect(existsSync(join(at.service.dir, 'backend', path))).toBe(true);
    expect(await failing()).toEqual([]);
  });

  it('can be taken back later by a plan of its own', async () => {
    const run = await startedShipped(at, { ...chosen('move'), branch: 'way-back' });
    const done = await workOff(run);
    expect(done.state, JSON.stringify(stepOutcomes(done))).toBe('succeeded');
    expect(consolidated().length).toBeGreaterThan(0);
    expect(versions().filter((name) => name.endsWith('_restore_original_migrations.py'))).toEqual([]);
  });
});
