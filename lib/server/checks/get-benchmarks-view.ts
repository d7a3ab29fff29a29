import 'server-only';
import type { BenchmarkState, BenchmarksView, BenchmarkView } from '@/lib/contracts/benchmark';
import type { BenchmarkQuery } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { benchmarkActions, targetBenchmarkActions } from '@/lib/domain/benchmark-actions';
import { compareMetrics } from '@/lib/domain/benchmark-compare';
import { ACTIVE_RUN_STATES } from '@/lib/domain/run-states';
import { authoriseToRead } from '../auth/authorise-for';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { toLoadedTarget } from '../targets/get-target';
import { findBaseline, metricsOf } from './compare-benchmarks';

const SHOWN = 20;
const withIncident = { incident: { select: { code: true } } } satisfies Prisma.BenchmarkInclude;
type Row = Prisma.BenchmarkGetPayload<{ include: typeof withIncident }>;

/** A target's benchmarks: the one under way, the newest of the past ones, and how the last compares with the baseline. Null without such a target. */
export async function getBenchmarksView(me: Me, targetKey: string): Promise<BenchmarksView | null> {
  const person = await authoriseToRead(me, { target: targetKey });
  if (!person) return null;
  const found = await db().target.findUnique({ where: { key: targetKey } });
  if (!found?.isActive) return null;
  const target = toLoadedTarget(found);
  const { content } = await getCurrentRunbook();
  const rows = await db().benchmark.findMany({
    where: { targetId: target.id },
    orderBy: { askedAt: 'desc' },
    take: SHOWN,
    include: withIncident,
  });
  const names = await namesOf(rows);
  const { queries } = content.baseline;
  const views = rows.map((row) => toView(row, names, queries, person));
  const before = await findBaseline(db(), target);
  const newest = rows.find((row) => row.state === 'done' && row.id !== before?.benchmarkId);
  const isBusy = rows.some((row) => row.state === 'queued' || row.state === 'running');
  const isRolling =
    (await db().run.count({ where: { targetId: target.id, state: { in: [...ACTIVE_RUN_STATES] } } })) > 0;
  return {
    at: new Date().toISOString(),
    target: { key: target.key, name: target.name },
    running: views.find(({ state }) => state === 'queued' || state === 'running') ?? null,
    past: views.filter(({ state }) => state !== 'queued' && state !== 'running'),
    baseline: before && { words: before.words, measuredAt: before.measuredAt, benchmarkId: before.benchmarkId },
    comparison:
      before && newest
        ? compareMetrics(before, { ...metricsOf(newest), words: 'the newest benchmark' }, content.baseline)
        : null,
    defaultMinutes: content.baseline.minutes,
    connections: content.baseline.connections,
    queries: queries.map(({ key, title }) => ({ key, title })),
    actions: targetBenchmarkActions(person.role, { isBusy, isRolling }),
  };
}

/** One benchmark; null where there is none. For whoever waits for its end. */
export async function getBenchmark(me: Me, id: string): Promise<BenchmarkView | null> {
  const person = await authoriseToRead(me, { benchmark: id });
  if (!person) return null;
  const row = await db().benchmark.findUnique({ where: { id }, include: withIncident });
  if (!row) return null;
  const { content } = await getCurrentRunbook();
  return toView(row, await namesOf([row]), content.baseline.queries, person);
}

async function namesOf(rows: readonly Row[]): Promise<Map<string, string>> {
  const ids = rows.flatMap((row) => (row.askedById ? [row.askedById] : []));
  const people = await db().person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(people.map((person) => [person.id, person.name]));
}

function toView(row: Row, names: Map<string, string>, queries: readonly BenchmarkQuery[], me: Me): BenchmarkView {
  const figures = metricsOf(row).queries;
  const titles = new Map(queries.map(({ key, title }) => [key, title]));
  // In the runbook's order; what an older one measured besides comes after it.
  const keys = [...new Set([...titles.keys(), ...Object.keys(figures)])];
  const state = row.state as BenchmarkState;
  return {
    id: row.id,
    state,
    isBaseline: row.isBaseline,
    durationMs: row.durationMs,
    warmUpMs: row.warmUpMs,
    askedBy: (row.askedById && names.get(row.askedById)) || 'Console',
    askedAt: row.askedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    incidentCode: row.incident?.code ?? null,
    queries: keys.flatMap((key) =>
      figures[key] ? [{ key, title: titles.get(key) ?? key, figures: figures[key] }] : [],
    ),
    error: row.error,
    actions: benchmarkActions(me.role, { state, isBaseline: row.isBaseline, isStopping: row.cancelAskedAt !== null }),
  };
}
