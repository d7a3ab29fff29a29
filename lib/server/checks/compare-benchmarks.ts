import 'server-only';
import { type Comparison, type Metrics, metricsSchema, type QueryFigures } from '@/lib/contracts/benchmark';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { compareMetrics, type NamedMetrics } from '@/lib/domain/benchmark-compare';
import { AppError, notFound } from '@/lib/domain/errors';
import type { Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Benchmark } from '../generated/prisma/client';
import { isUuid } from '../is-uuid';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { getTargetByKey, type LoadedTarget } from '../targets/get-target';

export type KeptBaseline = NamedMetrics & { benchmarkId: string | null };

/** What a target's benchmarks are compared with: the one that somebody kept, else the figures of its file; null without either. */
export async function findBaseline(tx: Transaction, target: LoadedTarget): Promise<KeptBaseline | null> {
  const kept = await tx.benchmark.findFirst({ where: { targetId: target.id, isBaseline: true } });
  if (kept) return { ...metricsOf(kept), words: 'the kept baseline', benchmarkId: kept.id };
  const { queries, measuredAt } = target.inventory.baseline;
  return queries ? { queries, measuredAt, words: 'the target’s figures from before', benchmarkId: null } : null;
}

export function metricsOf(row: Benchmark): Metrics {
  const queries = (row.queries ?? {}) as unknown as Record<string, QueryFigures>;
  return { measuredAt: (row.finishedAt ?? row.askedAt).toISOString(), queries };
}

/** Against the target's baseline; null where it has none. */
export async function compareWithBaseline(
  tx: Transaction,
  target: LoadedTarget,
  { baseline }: RunbookContent,
  metrics: Metrics,
): Promise<Comparison | null> {
  const before = await findBaseline(tx, target);
  return before && compareMetrics(before, { ...metrics, words: 'this benchmark' }, baseline);
}

/** What to compare: a benchmark's id, figures read from a file, or nothing for the baseline and the newest benchmark. */
export type MetricsChoice = { benchmarkId: string } | { metrics: unknown; words: string } | null;

/** Compares any two sets of figures of a target by the thresholds of the runbook in force. Throws AppError where one is missing. */
export async function compareBenchmarks(
  me: Me,
  input: { targetKey: string; before?: MetricsChoice; current?: MetricsChoice },
): Promise<Comparison> {
  await authoriseFor(me, 'console.read', { target: input.targetKey });
  const [{ content }, target] = await Promise.all([getCurrentRunbook(), getTargetByKey(input.targetKey)]);
  const before = (await chosen(target, input.before)) ?? (await findBaseline(db(), target));
  if (!before)
    throw missing('This target has no baseline', 'Keep a benchmark as the baseline, or name a file of figures.');
  const current = (await chosen(target, input.current)) ?? (await newestOf(target));
  if (!current) throw missing('This target has no benchmark that ran to its end', 'Run one first.');
  return compareMetrics(before, current, content.baseline);
}

function missing(what: string, remedy: string): AppError {
  return new AppError('not_found', `${what}, so nothing can be compared.`, remedy);
}

async function chosen(target: LoadedTarget, choice: MetricsChoice | undefined): Promise<NamedMetrics | null> {
  if (!choice) return null;
  if ('metrics' in choice) {
    const read = metricsSchema.safeParse(choice.metrics);
    if (read.success) return { ...read.data, words: choice.words };
    throw new AppError(
      'invalid_input',
      `${choice.words} does not hold a benchmark’s figures: ${read.error.issues[0]?.path.join('.') ?? ''} ${read.error.issues[0]?.message ?? ''}.`,
      'Name a file with "measuredAt" and "queries", as a benchmark writes it.',
    );
  }
  const row = isUuid(choice.benchmarkId)
    ? await db().benchmark.findFirst({ where: { id: choice.benchmarkId, targetId: target.id, state: 'done' } })
    : null;
  if (!row) throw notFound('benchmark');
  return { ...metricsOf(row), words: 'the named benchmark' };
}

async function newestOf(target: LoadedTarget): Promise<NamedMetrics | null> {
  const row = await db().benchmark.findFirst({
    where: { targetId: target.id, state: 'done' },
    orderBy: { askedAt: 'desc' },
  });
  return row && { ...metricsOf(row), words: 'the newest benchmark' };
}
