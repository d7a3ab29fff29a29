import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { parse } from 'yaml';
import type { QueryFigures } from '../lib/contracts/benchmark';
import { type BenchmarkQuery, baselineSchema } from '../lib/contracts/runbook';
import { readSqlFile, renderSql } from '../lib/domain/runbook-sql';
import { withClient } from './connection';
import { projectRoot } from './paths';

const WARM_UP_CALLS = 3;
const LEAST_CALLS = 20;
const LEAST_MS = 150;

/** The shipped runbook's timed queries: what a benchmark will run is what is measured beforehand. */
function readBaselinePart() {
  const file = readFileSync(join(projectRoot, 'runbooks', 'replyx', 'runbook.yaml'), 'utf8');
  return baselineSchema.parse((parse(file) as { baseline: unknown }).baseline);
}

/**
 * Times the runbook's queries on the database as it is now: those that need a function of the application, or those that
 * need none. A second at most a query, over as many connections as a benchmark has.
 */
export async function measureQueryBaseline(
  url: string,
  { withFunction }: { withFunction: boolean },
): Promise<Record<string, QueryFigures>> {
  const { queries, connections } = readBaselinePart();
  const figures: Record<string, QueryFigures> = {};
  for (const query of queries.filter((one) => (one.function !== undefined) === withFunction))
    figures[query.key] = await timeQuery(url, query, connections);
  return figures;
}

async function timeQuery(url: string, query: BenchmarkQuery, connections: number): Promise<QueryFigures> {
  const text = readFileSync(join(projectRoot, 'sql', query.file), 'utf8');
  const statement = renderSql(readSqlFile(query.file, text), query.parameters);
  const work = () => withClient(url, (client) => callForAWhile(client, statement));
  const rounds = await Promise.all(Array.from({ length: connections }, work));
  const durations = rounds.flatMap((round) => round.durations).sort((a, b) => a - b);
  const at = (share: number) => durations[Math.ceil(durations.length * share) - 1] ?? 0;
  const perSecond = rounds.reduce((sum, { durations: of, elapsedMs }) => sum + (1000 * of.length) / elapsedMs, 0);
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  return {
    count: durations.length,
    errors: 0,
    p50Ms: rounded(at(0.5)),
    p95Ms: rounded(at(0.95)),
    p99Ms: rounded(at(0.99)),
    perSecond: rounded(perSecond),
  };
}

async function callForAWhile(client: pg.Client, statement: { text: string; values: string[] }) {
  for (let call = 0; call < WARM_UP_CALLS; call += 1) await client.query(statement);
  const durations: number[] = [];
  const begun = performance.now();
  while (durations.length < LEAST_CALLS || performance.now() - begun < LEAST_MS) {
    const called = performance.now();
    await client.query(statement);
    durations.push(performance.now() - called);
  }
  return { durations, elapsedMs: performance.now() - begun };
}
