import 'server-only';
import path from 'node:path';
import type { BenchmarkQuery } from '@/lib/contracts/runbook';
import { loadSqlCatalogue, sqlRenderer } from '../runbooks/sql-catalogue';
import { querySql } from '../targets/execute-sql';
import { type ReachableTarget, sqlTargetOf } from '../targets/get-target';

export type FoundQueries = {
  there: BenchmarkQuery[];
  /** Those that call a function which the database does not have: it came with what was rolled back. */
  leftOut: BenchmarkQuery[];
};

const TIMEOUT_MS = 10_000;

/** Which of the timed queries the target's database can answer at all. Throws AppError where it cannot be asked. */
export async function findQueries(queries: readonly BenchmarkQuery[], target: ReachableTarget): Promise<FoundQueries> {
  const found: FoundQueries = { there: [], leftOut: [] };
  for (const query of queries) {
    const isThere = query.function === undefined || (await hasFunction(query.function, target));
    found[isThere ? 'there' : 'leftOut'].push(query);
  }
  return found;
}

async function hasFunction(name: string, target: ReachableTarget): Promise<boolean> {
  const render = await sqlRenderer(await loadSqlCatalogue(path.join(process.cwd(), 'sql')));
  const [row] = await querySql<{ answer: string }>(sqlTargetOf(target), render('verify/function-there.sql', { name }), {
    timeoutMs: TIMEOUT_MS,
    applicationName: 'rollback-queries',
  });
  return row?.answer === 'yes';
}
