import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Histogram } from 'hdr-histogram-js';
import type pg from 'pg';
import type { QueryFigures } from '@/lib/contracts/benchmark';
import { sliceTime } from '@/lib/domain/benchmark-duration';
import { explainSqlError, isConnectionLost } from '../targets/execute-sql-errors';
import {
  closeClient,
  destroy,
  openSession,
  type Session,
  type SqlStatement,
  type SqlTarget,
} from '../targets/execute-sql-session';

export type TimedQuery = { key: string; statement: SqlStatement };
export type QueryTiming = {
  durationMs: number;
  warmUpMs: number;
  /** Each query runs over so many connections at once. */
  connections: number;
  signal: AbortSignal;
};

const QUERY_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 2_000;
/** An error answers at once; without a pause it would be asked for thousands of times. */
const AFTER_ERROR_MS = 50;
/** Microseconds, up to a minute, each to a ten-thousandth of itself. */
const HISTOGRAM = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 60_000_000,
  numberOfSignificantValueDigits: 4,
  bitBucketSize: 64,
  useWebAssembly: false,
} as const;

type Tally = { histogram: Histogram; count: number; errors: number; firstError?: string; elapsedMs: number };

/**
 * Times the queries one after the other, in rounds, over connections that stay open and are READ ONLY. What runs while
 * it warms up is not counted. Throws AppError where the database cannot be reached or goes away, and the signal's reason
 * where it is aborted.
 */
export async function measureQueries(
  target: SqlTarget,
  queries: readonly TimedQuery[],
  { durationMs, warmUpMs, connections, signal }: QueryTiming,
): Promise<Record<string, QueryFigures>> {
  const sessions = await openSessions(target, connections);
  const hangUp = () => {
    for (const { client } of sessions) destroy(client);
  };
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    const { build } = await import('hdr-histogram-js');
    const newTally = (): Tally => ({ histogram: build(HISTOGRAM), count: 0, errors: 0, elapsedMs: 0 });
    const tallies = new Map(queries.map((query) => [query.key, newTally()]));
    const spare = newTally();
    for (const query of queries) await runSlice(target, sessions, query, warmUpMs / queries.length, spare, signal);
    const { rounds, sliceMs } = sliceTime(durationMs, queries.length);
    for (let round = 0; round < rounds; round += 1) {
      for (const query of queries)
        await runSlice(target, sessions, query, sliceMs, tallies.get(query.key) as Tally, signal);
    }
    return Object.fromEntries([...tallies].map(([key, tally]) => [key, figuresOf(tally)]));
  } finally {
    signal.removeEventListener('abort', hangUp);
    await Promise.all(sessions.map(({ client }) => closeClient(client)));
  }
}

async function openSessions(target: SqlTarget, count: number): Promise<Session[]> {
  const settings = {
    timeoutMs: QUERY_TIMEOUT_MS,
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    applicationName: 'rollback-benchmark',
    readOnly: true,
  };
  const opened = await Promise.allSettled(Array.from({ length: count }, () => openSession(target, settings)));
  const sessions = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = opened.find((one) => one.status === 'rejected');
  if (!failed) return sessions;
  await Promise.all(sessions.map(({ client }) => closeClient(client)));
  throw failed.reason;
}

/** One query over all connections for a time; each begins its next turn when its last one is answered. */
async function runSlice(
  target: SqlTarget,
  sessions: readonly Session[],
  query: TimedQuery,
  sliceMs: number,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const begun = performance.now();
  const isOver = () => performance.now() - begun >= sliceMs;
  const work = async ({ client }: Session) => {
    do {
      signal.throwIfAborted();
      await runOnce(target, client, query, tally, signal);
    } while (!isOver());
  };
  const ended = await Promise.allSettled(sessions.map(work));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  tally.elapsedMs += performance.now() - begun;
}

async function runOnce(
  target: SqlTarget,
  client: pg.Client,
  { statement }: TimedQuery,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const begun = performance.now();
  try {
    await send(client, statement);
    tally.histogram.recordValue(
      Math.min(HISTOGRAM.highestTrackableValue, Math.round((performance.now() - begun) * 1000)),
    );
    tally.count += 1;
  } catch (error) {
    signal.throwIfAborted();
    if (isConnectionLost(error)) throw error;
    tally.errors += 1;
    tally.firstError ??= explainSqlError(error, target.databaseUrl).error;
    await sleep(AFTER_ERROR_MS, undefined, { signal });
  }
}

/** By the extended protocol, as the console sends everything; values stay text, so that parsing them is not measured. */
function send(client: pg.Client, statement: SqlStatement): Promise<unknown> {
  return client.query({
    ...statement,
    queryMode: 'extended',
    rowMode: 'array',
    types: { getTypeParser: () => (value: string) => value },
  } as unknown as pg.QueryArrayConfig);
}

function figuresOf({ histogram, count, errors, firstError, elapsedMs }: Tally): QueryFigures {
  const percentile = (percent: number) => (count === 0 ? 0 : histogram.getValueAtPercentile(percent) / 1000);
  return {
    count,
    errors,
    p50Ms: percentile(50),
    p95Ms: percentile(95),
    p99Ms: percentile(99),
    perSecond: elapsedMs === 0 ? 0 : Math.round((count / elapsedMs) * 1_000_000) / 1000,
    ...(firstError ? { firstError } : {}),
  };
}
