import type { Procedure, ProcedureStep, RunbookContent } from '@/lib/contracts/runbook';
import { loadRunbook } from '../runbooks/load-runbook';

const ROOT = new URL('../../../', import.meta.url).pathname;

export type Shipped = {
  runbook: RunbookContent;
  hash: string;
  procedure(key: string): Procedure;
  /** The steps of one branch, or those that all branches share. */
  stepsOf(key: string, branch?: string): ProcedureStep[];
};

/** The shipped runbook as the console loads it, for tests that compare it with the guide. */
export async function readShippedRunbook(): Promise<Shipped> {
  const { content: runbook, hash } = await loadRunbook(`${ROOT}runbooks/replyx`, `${ROOT}sql`);
  const procedure = (key: string) => runbook.procedures.find((candidate) => candidate.key === key) as Procedure;
  const stepsOf = (key: string, branch?: string) =>
    procedure(key)
      .steps.filter((s) => s.branch === branch)
      .map((s) => s.step);
  return { runbook, hash, procedure, stepsOf };
}
